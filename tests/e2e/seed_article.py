"""The seed article as a coder finds it: its text, and known actors, topics, places and events; no claim yet."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from claims.models.sources import Source

UNCODED = ("01-actors", "02-topics", "03-places-and-events", "04-sources")


def load_uncoded(folder: Path) -> Source:
    """Loads the fixtures but for the claims; `folder` is for the copy of those that are loaded."""
    theme = "south-caucasus"
    (folder / theme).mkdir(parents=True)
    fixtures = settings.BASE_DIR / "fixtures"
    shutil.copy(fixtures / "01-scales.yaml", folder)
    for name in UNCODED:
        shutil.copy(fixtures / theme / f"{name}.yaml", folder / theme)
    call_command("load_seeds", fixtures=folder, verbosity=0)
    return Source.objects.get(texts__isnull=False)
