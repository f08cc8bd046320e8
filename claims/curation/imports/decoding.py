"""Which encoding a text file is in, and its characters. Nothing is replaced: what cannot be read is told."""

import codecs
import io
import re
from typing import IO

from claims.curation.imports.files import Unfit

# Characters of a line; a row has fewer, and so has a document.
MOST_LINE = 10_000_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As people know them.
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little endian",
    "utf-16-be": "UTF-16, big endian",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Latin-1)",
    "latin-1": "Latin-1",
}

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def encoding_of(stream: IO[bytes]) -> str:
    """The encoding of the stream, which is read to its end.

    By its byte order mark; else, where every other byte of the beginning is NUL, as text of Latin letters is there,
    UTF-16; else UTF-8 where it can be that throughout; else Windows-1252, or Latin-1 where it has bytes that the
    former leaves open. The last two are a guess: any bytes can be read by them.
    """
    head = stream.read(1024)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return "utf-16-le" if odd > even else "utf-16-be"
    utf8, cp1252 = codecs.getincrementaldecoder("utf-8")(), True
    is_utf8, piece = True, head
    while piece:
        if is_utf8:
            try:
                utf8.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        cp1252 = cp1252 and not any(byte in piece for byte in b"\x81\x8d\x8f\x90\x9d")
        piece = stream.read(256 * 1024)
    if is_utf8:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return "utf-8" if is_utf8 else "cp1252" if cp1252 else "latin-1"


def is_guessed(encoding: str) -> bool:
    return encoding in ("cp1252", "latin-1")


def storable(text: str) -> str:
    """The text with a mark in place of what PostgreSQL does not store, so that one can be told of it."""
    return _UNSTORABLE.sub("\ufffd", text)


class _Text(io.TextIOWrapper):
    """Text of which no line fills the memory: a packed file could hold one of a gigabyte."""

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        line = super().readline(MOST_LINE)
        if len(line) >= MOST_LINE and line[-1] not in "\r\n":
            raise Unfit(f"It has a line of more than {MOST_LINE:,} characters, beginning “{line[:40]}”: part it.")
        return line


def text_of(stream: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The stream as lines of text, with their line ends as they are. Reading one too long raises Unfit."""
    return _Text(stream, encoding=encoding, newline="")
