"""Files as somebody would make them who means harm, or whose program is broken."""

import io
import struct
import zipfile
from typing import Any

import docx
import openpyxl


def packed(members: dict[str, bytes | str]) -> bytes:
    """A ZIP of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def rewritten(data: bytes, changed: dict[str, bytes | str]) -> bytes:
    """The archive with some members in place of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return packed(members | changed)


def directory_says(data: bytes, at: int, value: int) -> bytes:
    """The archive, of which each entry of its directory says this at that place (of two bytes)."""
    bent, found = bytearray(data), data.find(b"PK\x01\x02")
    while found >= 0:
        bent[found + at : found + at + 2] = struct.pack("<H", value)
        found = data.find(b"PK\x01\x02", found + 4)
    return bytes(bent)


def locked(data: bytes) -> bytes:
    return directory_says(data, 8, 1)


def oddly_packed(data: bytes) -> bytes:
    return directory_says(data, 10, 99)


def from_the_future(data: bytes) -> bytes:
    return directory_says(data, 6, 999)


def damaged(data: bytes, member: str) -> bytes:
    """One byte in the middle of what is packed of a member is another."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = archive.getinfo(member)
    bent = bytearray(data)
    bent[found.header_offset + 30 + len(member) + found.compress_size // 2] ^= 0xFF
    return bytes(bent)


def word(*paragraphs: str) -> bytes:
    document: Any = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
