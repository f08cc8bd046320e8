"""The plain text of a file: .txt, .html and .docx, paragraphs parted by a blank line, words as they are printed.

What comes out is the input of the normalisation rule (docs/anchoring.md), which says nothing of tags and of Word. Here
no word is changed: entities are decoded, blanks that HTML does not show are joined, everything else stays.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree, html

from claims.curation.imports.decoding import MARKS, NAMES, encoding_of, is_guessed

MOST = 20 * 2**20
# A file of Word unpacks to no more than this.
UNPACKED = 200 * 2**20

# Elements that begin a paragraph of their own; all others run on.
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
        "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
        "title", "tr", "ul",
    )
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "button", "select"))
# Blanks that HTML shows as one; a no-break space is none of them.
_COLLAPSED = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)


class Unreadable(ValueError):
    """A file of which no text can be made, and what to do."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, and what is to be known of how it was read."""

    text: str
    title: str = ""
    remarks: tuple[str, ...] = ()


def extract(data: bytes, name: str) -> Extracted:
    """The text of a file, by its content, and by the ending of its name where that says nothing.

    Raises Unreadable for one that is too large, or of another sort.
    """
    if len(data) > MOST:
        raise Unreadable(f"It is larger than {MOST // 2**20} MB: take the text out of it, and paste that.")
    if data.startswith(b"PK\x03\x04"):
        return _of_word(data)
    for start, what in ((b"%PDF", "a PDF"), (b"\xd0\xcf\x11\xe0", "an old Word file (.doc)"), (b"{\\rtf", "RTF")):
        if data.startswith(start):
            raise Unreadable(f"It is {what}, which is not read: save it as .docx or .txt, or paste the text.")
    ending = name.rpartition(".")[2].lower()
    if ending in ("html", "htm", "xhtml") or re.match(rb"\s*(?:<!doctype html|<html)", data[:1024].lower()):
        return _of_html(data)
    encoding = encoding_of(io.BytesIO(data))
    return Extracted(_decoded(data, encoding), remarks=_guess(encoding))


def _guess(encoding: str) -> tuple[str, ...]:
    if not is_guessed(encoding):
        return ()
    return (f"It is no UTF-8 and was read as {NAMES[encoding]}: look at accents and quotation marks.",)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise Unreadable(f"It cannot be read as {encoding} ({error}): save it anew in UTF-8.") from error


# --- HTML ----------------------------------------------------------------------------------------


def _of_html(data: bytes) -> Extracted:
    found = None if any(data.startswith(mark) for mark, _ in MARKS) else _CHARSET.search(data[:4096])
    encoding = found[1].decode() if found else encoding_of(io.BytesIO(data))
    if encoding.lower() in ("iso-8859-1", "latin-1", "latin1"):
        encoding = "cp1252"  # as browsers read it
    remarks = () if found else _guess(encoding)
    return of_html(_decoded(data, encoding), remarks)


def of_html(page: str, remarks: tuple[str, ...] = ()) -> Extracted:
    """The text that a page of HTML shows, without its scripts and menus of choices. Raises Unreadable for none."""
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)  # lxml refuses a text that says how it is encoded
    try:
        tree = html.document_fromstring(
            plain.replace("\0", ""), parser=html.HTMLParser(no_network=True, huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Unreadable(f"It is no HTML ({error}): paste the text.") from error
    title = _COLLAPSED.sub(" ", tree.findtext(".//title") or "").strip()
    body = tree.find("body")
    blocks = _Blocks()
    blocks.take(tree if body is None else body)
    return Extracted("\n\n".join(blocks.done()), title, remarks)


class _Blocks:
    """The paragraphs of a page, as its elements come."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._runs: list[str] = []

    def take(self, root: Any) -> None:
        # Without recursion, which a page could drive too deep.
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event in ("comment", "pi") or not isinstance(element.tag, str):
                self._add(element.tail)
                continue
            unseen = element.tag in _UNSEEN or element.get("hidden") is not None
            if event == "start":
                if unseen:
                    for inside in list(element):
                        element.remove(inside)
                    continue
                if element.tag in _BLOCKS:
                    self._end()
                if element.tag == "br":
                    self._runs.append("\n")
                self._add(element.text, kept=element.tag == "pre")
            else:
                if element.tag in _BLOCKS:
                    self._end()
                if element is not root:
                    self._add(element.tail)

    def _add(self, text: str | None, *, kept: bool = False) -> None:
        if text:
            self._runs.append(text if kept else _COLLAPSED.sub(" ", text))

    def _end(self) -> None:
        lines = "".join(self._runs).split("\n")
        block = "\n".join(re.sub(" {2,}", " ", line).strip(" ") for line in lines).strip("\n")
        if block.strip():
            self._blocks.append(block)
        self._runs = []

    def done(self) -> list[str]:
        self._end()
        return self._blocks


# --- Word ----------------------------------------------------------------------------------------


def _of_word(data: bytes) -> Extracted:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED:
                raise Unreadable("It unpacks to more than a text can be: paste the text.")
        document = docx.Document(io.BytesIO(data))
    except (KeyError, PackageNotFoundError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            "It is no whole Word file (.docx): open it in Word, save it anew, or paste the text."
        ) from error
    remarks = []
    if document.element.xpath("//w:del | //w:ins"):
        remarks.append("It has tracked changes: what was inserted is in the text, what was deleted is not.")
    if document.element.xpath("//w:footnoteReference | //w:endnoteReference"):
        remarks.append("It has footnotes, which are not in the text: paste those that are to be quoted.")
    return Extracted("\n\n".join(_paragraphs(document)), document.core_properties.title or "", tuple(remarks))


def _paragraphs(holder: WordDocument | Any) -> Iterator[str]:
    for part in holder.iter_inner_content():
        if isinstance(part, Paragraph):
            text = _of_runs(part)
            if text.strip():
                yield text
        elif isinstance(part, Table):
            seen = set()
            for row in part.rows:
                for cell in row.cells:
                    if cell._tc not in seen:  # cells that are joined are given once for each they take the place of
                        seen.add(cell._tc)
                        yield from _paragraphs(cell)


def _of_runs(paragraph: Paragraph) -> str:
    """The words of a paragraph, those inserted by tracked changes among them."""
    found = []
    for node in paragraph._p.xpath(".//w:t | .//w:tab[parent::w:r] | .//w:br | .//w:cr | .//w:noBreakHyphen"):
        tag = etree.QName(node).localname
        found.append({"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(tag) or node.text or "")
    return "".join(found)
