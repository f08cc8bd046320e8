"""Reads the form of a page as a browser would send it, so that a test says only what it types."""

from html.parser import HTMLParser
from typing import Any

from django.contrib.messages import get_messages


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self.select: tuple[str, bool] | None = None
        self.textarea: str | None = None

    def add(self, name: str, value: str) -> None:
        """A name that is given again is sent again."""
        before = self.data.get(name, [])
        self.data[name] = [*(before if isinstance(before, list) else [before]), value] if name in self.data else value

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in {"submit", "checkbox"}:
            self.add(name, given.get("value") or "")
        elif tag == "input" and name and given.get("type") == "checkbox" and "checked" in given:
            self.data[name] = given.get("value") or "on"
        elif tag == "textarea" and name:
            self.textarea, self.data[name] = name, ""
        elif tag == "select" and name:
            self.select = (name, "multiple" in given)
            if "multiple" in given:
                self.data[name] = []
        elif tag == "option" and self.select:
            name, multiple = self.select
            value = given.get("value") or ""
            if multiple and "selected" in given:
                self.data[name].append(value)
            elif not multiple and ("selected" in given or name not in self.data):
                self.data[name] = value

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.data[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            # A browser drops the line end that follows the start tag.
            self.data[str(self.textarea)] = self.data[str(self.textarea)].removeprefix("\r\n").removeprefix("\n")
            self.textarea = None


def fields_of(response: Any) -> dict[str, Any]:
    """What pressing a button on the page would send: every field with the value it shows."""
    parser = _Fields()
    page = response.content.decode()
    parser.feed(page[page.index('<div id="content-main">') :] if '<div id="content-main">' in page else page)
    return {name: value for name, value in parser.data.items() if "__prefix__" not in name}


def messages_of(response: Any) -> str:
    """What the page that follows will say at its top."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def row(data: dict[str, Any], prefix: str, index: int, **values: Any) -> None:
    """Types into one row of an inline; a row past the last is added, as the page's script would."""
    total = f"{prefix}-TOTAL_FORMS"
    if index >= int(data[total]):
        data[total] = str(index + 1)
    for name, value in values.items():
        data[f"{prefix}-{index}-{name}"] = value
