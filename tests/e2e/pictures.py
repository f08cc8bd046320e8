"""Pictures of pages, for a person to look at and for the documentation: in so few colours that they are small files."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium import webdriver

COLOURS = 160


def take(browser: webdriver.Chrome, path: Path) -> None:
    """Writes what the browser shows as a PNG of a third of the bytes."""
    with Image.open(BytesIO(browser.get_screenshot_as_png())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
