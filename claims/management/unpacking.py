"""Loading a data package: an empty database becomes one whose API answers as the release did, chain included."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from claims.curation import importing
from claims.curation.importing import MALFORMED, BadLine
from claims.curation.restoring import NotRestored, restore
from claims.formats.datapackage import FORMAT, LEDGER, RELEASES, licences
from claims.management.package_resources import resources
from claims.management.packaging import DESCRIPTOR, README, differences
from claims.models.ledger import Publication, Release

Say = Callable[[str], None]

# Bytes that are hashed at once.
CHUNK = 1 << 20


@dataclass(frozen=True)
class Package:
    """A folder whose descriptor could be read."""

    folder: Path
    release: str
    ledger_until: int
    described: dict[str, tuple[int, str]]  # size and SHA-256 of each file, by its path


def load(folder: Path, say: Say) -> Release:
    """Restores the package's ledger in the empty database of this program; the release that it is of.

    Every file is proven: the ledger by its hashes, all others by being made again from it and compared. Raises
    NotRestored, with nothing written, and with every problem by its file and line.
    """
    package = _opened(folder)
    _read_through(package)
    for path in _damaged(package):
        say(f"{path} is not the file that {DESCRIPTOR} describes. The line is found once the ledger is loaded.")

    def doubts() -> list[str]:
        return differences(Release.objects.get(name=package.release), folder)

    def progress(what: str, seq: int) -> None:
        say(f"  {seq} of {package.ledger_until} publications {what}")

    restore(_publications(package), _releases(package), doubts=doubts, progress=progress)
    return Release.objects.get(name=package.release)


def _opened(folder: Path) -> Package:
    """The package, of which is known that it can be loaded here, and that its files are there."""
    try:
        text = (folder / DESCRIPTOR).read_text(encoding="utf-8")
        descriptor = json.loads(text)
        release, licensed = descriptor["release"], descriptor.get("licenses") or []
        described = {file["path"]: (file["bytes"], file["hash"]) for file in descriptor["resources"]}
        package = Package(folder, str(release["name"]), int(release["ledger_until"]), described)
        problems = _of_another_format(release["format"], text) + _of_another_licence(licensed, text)
    except OSError as error:
        message = f"{DESCRIPTOR}: it cannot be read ({error.strerror}): give the folder of a package."
        raise NotRestored([message]) from error
    except json.JSONDecodeError as error:
        raise NotRestored([f"{DESCRIPTOR}, line {error.lineno}: it is no JSON ({error.msg}): get it anew."]) from error
    except MALFORMED as error:
        raise NotRestored([f"{DESCRIPTOR}: it is not as export_release writes it ({error!r}): get it anew."]) from error
    paths = [*(file.path for file in resources()), README]
    problems += [f"{path}: it is missing: get it anew." for path in paths if not (folder / path).is_file()]
    if problems:
        raise NotRestored(problems)
    return package


def _of_another_format(said: Any, text: str) -> list[str]:
    if said == FORMAT:
        return []
    remedy = "load it with the version of the program that wrote it, or have it written anew by this one."
    return [f"{_place(text, 'format')}: the package has format {said}, and this program reads {FORMAT}: {remedy}"]


def _of_another_licence(said: list[dict[str, str]], text: str) -> list[str]:
    """Answers repeat the licence, so that those of another one would not be the same."""
    if said == licences(settings.DATA_LICENCE):
        return []
    licence = next((value for entry in said for value in entry.values()), None)
    remedy = f"set DATA_LICENCE to {licence}" if licence else "leave DATA_LICENCE out"
    here = settings.DATA_LICENCE or "not given"
    return [f"{_place(text, 'licenses')}: the licence is {licence or 'not given'}, and here it is {here}: {remedy}."]


def _place(text: str, member: str) -> str:
    """The line of the descriptor at which the member stands; where it has none, that of its beginning."""
    line = text[: max(text.find(f'"{member}":'), 0)].count("\n") + 1
    return f"{DESCRIPTOR}, line {line}"


# --- Lines --------------------------------------------------------------------------------------------------------


def _publications(package: Package) -> Iterator[Publication]:
    with (package.folder / LEDGER.path).open("rb") as lines:
        yield from importing.publications(lines)


def _releases(package: Package) -> Iterator[Release]:
    with (package.folder / RELEASES.path).open("rb") as lines:
        yield from importing.releases(lines)


def _read_through(package: Package) -> None:
    """Reads what is to be restored, before anything is written."""
    problems: list[str] = []
    names: list[str] = []
    try:
        names += [release.name for release in _releases(package)]
    except BadLine as bad:
        problems.append(f"{RELEASES.path}, {bad}")
    seq = 0
    try:
        for row in _publications(package):
            seq = row.seq
    except BadLine as bad:
        problems.append(f"{LEDGER.path}, {bad}")
    if not problems:
        if package.release not in names:
            line = len(names) + 1
            problems.append(
                f"{RELEASES.path}, line {line}: release {package.release}, which the package is of, is missing."
            )
        if seq != package.ledger_until:
            problems.append(f"{LEDGER.path}, line {seq + 1}: {DESCRIPTOR} has it go on to {package.ledger_until}.")
    if problems:
        raise NotRestored(problems)


def _damaged(package: Package) -> Iterable[str]:
    """The files that are not as the descriptor says."""
    for path, (size, said) in package.described.items():
        file = package.folder / path
        if not file.is_file() or file.stat().st_size != size or f"sha256:{_sha256(file)}" != said:
            yield path


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
