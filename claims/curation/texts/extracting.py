"""The plain text of a file: .txt, .html and .docx, paragraphs parted by a blank line, words as they are printed.

What comes out is the input of the normalisation rule (docs/anchoring.md), which says nothing of tags and of Word. Here
no word is changed: entities are decoded, blanks that HTML does not show are joined, everything else stays.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree, html

from claims.curation import archives
from claims.curation.imports.decoding import MARKS, NAMES, encoding_of, is_guessed

MOST = 20 * 2**20
# What Word's file holds as XML becomes a tree in memory, some twenty times as large: a thick book has 10 MB of it.
MARKUP = 30 * 2**20
# All that it holds; pictures, which are packed already, are read by nobody but take their room.
UNPACKED = MOST + MARKUP
# Elements in all of it, each of which is an object in memory; a thick book has some 300,000.
ELEMENTS = 1_000_000

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
# Names of codecs that Python has beside encodings of texts: slow, or for something else.
_NO_ENCODINGS = frozenset(("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"))
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
    except (LookupError, UnicodeError) as error:
        raise Unreadable(f"It cannot be read as {encoding} ({error}): save it anew in UTF-8.") from error


# --- HTML ----------------------------------------------------------------------------------------


def _of_html(data: bytes) -> Extracted:
    found = None if any(data.startswith(mark) for mark, _ in MARKS) else _CHARSET.search(data[:4096])
    encoding = _known(found[1].decode()) if found else encoding_of(io.BytesIO(data))
    if encoding.lower() in ("iso-8859-1", "iso8859-1", "latin-1", "latin1"):
        encoding = "cp1252"  # as browsers read it
    remarks = () if found else _guess(encoding)
    return of_html(_decoded(data, encoding), remarks)


def _known(name: str) -> str:
    """The encoding that a page names. Raises Unreadable where it names none."""
    try:
        known = codecs.lookup(name).name.replace("_", "-")
    except (LookupError, ValueError):
        known = ""
    if not known or known in _NO_ENCODINGS:
        raise Unreadable(f"It says that it is in {name}, which is no encoding of texts: save it anew in UTF-8.")
    return known


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
        archive = archives.opened(io.BytesIO(data))
    except archives.Unopened as refusal:
        raise Unreadable(f"It is no whole Word file (.docx): it {refusal} Or paste the text.") from refusal
    with archive:
        if archives.unpacks_to(archive, _is_markup) > MARKUP:
            raise Unreadable(
                f"It unpacks to more than {MARKUP // 2**20} MB of markup, which no text of a source has: paste it."
            )
        if archives.unpacks_to(archive) > UNPACKED:
            raise Unreadable(
                f"It unpacks to more than {UNPACKED // 2**20} MB: take the pictures out of it, or paste the text."
            )
        _count_elements(archive)
    try:
        return _of_document(docx.Document(io.BytesIO(data)))
    except Exception as error:  # of a broken file python-docx raises whatever comes of it
        raise Unreadable(
            "It is no whole Word file (.docx): open it in Word, save it anew, or paste the text."
        ) from error


def _count_elements(archive: ZipFile) -> None:
    """Raises Unreadable where there are too many, or a member is broken."""
    left = ELEMENTS
    try:
        for member in archive.infolist():
            with archive.open(member) as stream:
                while left >= 0 and (piece := stream.read(2**20)):
                    left -= piece.count(b"<") - piece.count(b"</")
    except archives.BROKEN as error:
        raise Unreadable(f"It is no whole Word file (.docx): {error}. Save it anew, or paste the text.") from error
    if left < 0:
        raise Unreadable(f"It has more than {ELEMENTS:,} elements, which no text of a source has: paste the text.")


def _of_document(document: WordDocument) -> Extracted:
    if document.element.getroottree().docinfo.doctype:
        raise ValueError("It declares entities, which Word does not, and words after one would be lost.")
    remarks = []
    if document.element.xpath("//w:del | //w:ins"):
        remarks.append("It has tracked changes: what was inserted is in the text, what was deleted is not.")
    if document.element.xpath("//w:footnoteReference | //w:endnoteReference"):
        remarks.append("It has footnotes, which are not in the text: paste those that are to be quoted.")
    return Extracted("\n\n".join(_paragraphs(document)), document.core_properties.title or "", tuple(remarks))


def _is_markup(name: str) -> bool:
    """Whether a member is markup, as far as its name tells; all members together have a bound as well."""
    return not name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bin"))


def _paragraphs(holder: WordDocument | Any) -> Iterator[str]:
    for part in holder.iter_inner_content():
        if isinstance(part, Paragraph):
            text = _of_runs(part)
            if text.strip():
                yield text
        elif isinstance(part, Table):
            for row in part.rows:
                # Not `row.cells`, which gives a cell once for each column that it says it spans, be that a billion.
                for tc in row._tr.tc_lst:
                    if tc.vMerge != "continue":  # it is hidden under the one that it goes on from
                        yield from _paragraphs(_Cell(tc, part))


def _of_runs(paragraph: Paragraph) -> str:
    """The words of a paragraph, those inserted by tracked changes among them."""
    found = []
    for node in paragraph._p.xpath(".//w:t | .//w:tab[parent::w:r] | .//w:br | .//w:cr | .//w:noBreakHyphen"):
        tag = etree.QName(node).localname
        found.append({"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}.get(tag) or node.text or "")
    return "".join(found)
