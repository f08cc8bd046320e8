"""Static files, collected when they have changed.

python -m config.static
"""

import hashlib
import os
from pathlib import Path

import django


def collect(root: Path) -> bool:
    """Copy them into `root`, under names that hold their digests; False if what is there is up to date."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            digest.update(path.encode())
            with storage.open(path) as file:
                digest.update(file.read())
    # By content and not by time of change, which differs between a build of an image and its run.
    stamp = root / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())
    return True


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    collect(settings.STATIC_ROOT)
