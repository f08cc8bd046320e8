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


def take_whole(browser: webdriver.Chrome, path: Path, width: int, most: int = 4000) -> None:
    """The same of the whole page, so wide, as far down as it goes or as `most` pixels."""
    browser.set_window_size(width, 1000)
    height = browser.execute_script("return document.documentElement.scrollHeight")
    browser.set_window_size(width, min(height + 140, most))
    path.parent.mkdir(parents=True, exist_ok=True)
    take(browser, path)
