"""ZIP files that somebody handed in, looked at before anything of them is unpacked: XLSX, Word's files, tables."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

# What unpacking a broken member raises, beside zipfile.BadZipFile: all tell that the file is not whole.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)
# Members that are stored otherwise need a library that may be missing, and no program that makes these files does so.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Unopened(ValueError):
    """An archive that is not opened: what is wrong with it, and what to do."""


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive; nothing of it is unpacked, and nothing ever to the disk, so that names of members lead nowhere.

    Raises Unopened for what is no whole archive, is locked with a password, or is packed in an unusual way.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (*BROKEN, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise Unopened(f"is not a whole ZIP file ({error}): save or pack it anew.") from error
    for member in archive.infolist():
        if member.flag_bits & 1:
            raise Unopened("is locked with a password: save it without one.")
        if member.compress_type not in PACKINGS:
            raise Unopened(f"is packed in a way that is not read ({member.filename[:60]}): pack it anew as plain ZIP.")
    return archive


def unpacks_to(archive: zipfile.ZipFile, counted: Callable[[str], bool] = lambda name: True) -> int:
    """Bytes that come out of the members whose names count. No more is ever read of a member than it says it has."""
    return sum(member.file_size for member in archive.infolist() if counted(member.filename))
