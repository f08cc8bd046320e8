"""Static files, collected when they have changed.

python -m config.static
"""

import hashlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import django

# What is in the folder: the names of all files, and of which content they were made.
MANIFEST, STAMP = "staticfiles.json", ".collected"


def collect(root: Path) -> bool:
    """Copy them into `root`, under names that hold their digests; False if what is there is up to date.

    Nothing that is there goes, or is missing for a moment: another start may be serving it, of this code or of that of
    yesterday. `make clean` takes out what has come together.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
    from django.core.files.storage import storages
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            digest.update(path.encode())
            with storage.open(path) as file:
                digest.update(file.read())
    # By content and not by time of change, which differs between a build of an image and its run.
    stamp = root / STAMP
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    root.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=root, prefix=".collecting-") as folder:
        command = Command()
        command.storage = storages.create_storage(settings.STORAGES["staticfiles"] | {"OPTIONS": {"location": folder}})
        call_command(command, interactive=False, verbosity=0)
        (Path(folder) / STAMP).write_text(digest.hexdigest())
        _move(Path(folder), root)
    if isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        names = staticfiles_storage.load_manifest()
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = names  # type: ignore[assignment]
    return True


def _move(folder: Path, root: Path) -> None:
    """Each file at once, in the place of one of its name; what tells of the others last."""
    last = {MANIFEST: 1, STAMP: 2}  # the stamp says that all is there
    files = sorted((last.get(path.name, 0), path) for path in folder.rglob("*") if path.is_file())
    for _, path in files:
        place = root / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    collect(settings.STATIC_ROOT)
