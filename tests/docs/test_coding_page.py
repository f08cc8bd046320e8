"""docs/coding.md teaches keys that there are, on pictures that there are, in a length that fits its minutes."""

import re

from django.conf import settings

from claims.admin.coding_bench.help import KEYS_BY_TASK
from claims.curation import anchoring

FOLDER = settings.BASE_DIR / "docs"
PAGE = (FOLDER / "coding.md").read_text()
# Words a minute of a text that is to be understood, slowly; half of the fifteen minutes are for doing it.
PACE, MINUTES = 200, 7.5
NO_KEYS = {"admin", "Enter", "Esc", "Shift"}


def test_every_key_that_the_page_names_is_one_of_the_bench():
    keys = {key for rows in KEYS_BY_TASK.values() for told, _ in rows for key in re.split(r"[ ,]+", told)} | {",", "."}
    named = set(re.findall(r"`([^`\s]+)`", PAGE)) - NO_KEYS
    assert len(named) > 30
    assert named - keys - {str(digit) for digit in range(1, 10)} == set()


def test_its_pictures_are_there_and_it_shows_all_that_the_command_takes_for_it():
    shown = set(re.findall(r"\]\((coding/[\w-]+\.png)\)", PAGE))
    assert shown == {f"coding/{path.name}" for path in (FOLDER / "coding").glob("*.png")}


def test_the_command_that_takes_its_pictures_takes_every_one_that_it_shows():
    recipe = re.search(r"^screenshots:.*\n\t(.+)$", (settings.BASE_DIR / "Makefile").read_text(), re.MULTILINE)
    command = recipe[1].split() if recipe else []
    assert "SCREENSHOTS=docs/coding" in command
    (file,) = (settings.BASE_DIR / word for word in command if word.endswith(".py"))
    source = file.read_text()
    chosen = [name for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE) if command[-1] in name]
    assert (command[-2], len(chosen)) == ("-k", 1)
    taken = re.findall(r"\.picture\(\"([\w-]+)\"\)", source)
    assert sorted(taken) == sorted(re.findall(r"\]\(coding/([\w-]+)\.png\)", PAGE))


def test_it_can_be_read_and_done_in_fifteen_minutes():
    words = re.sub(r"!\[.*?\]\(.*?\)|[`*|#-]", "", PAGE).split()
    assert len(words) / PACE <= MINUTES, f"{len(words)} words"


def test_the_practice_text_is_as_it_would_be_kept():
    text = (FOLDER / "coding" / "practice.txt").read_text()
    assert anchoring.normalise(text) == text.strip()
    assert len(anchoring.paragraphs(text)) == 4
