"""What every test may ask for.

Test data come from factories that are valid by default (tests/factories.py), never from fixtures/, which are data. The
database is a throwaway server of each session's own, so that several sessions can run in one checkout; it starts when
the first test asks for a database, and DATABASE_URL, where set, takes its place.
"""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections

from config import embedded
from config.environment import database

# How long an example takes, or is in the making, says how busy the machine is: no reason to fail.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """pytest-django's hook to say where the test database is made."""
    # In place: every thread's connection holds this one dictionary.
    default = connections.settings["default"]
    # Tests of many readers and writers at once run in threads of this one process.
    default["OPTIONS"]["pool"]["max_size"] = 40
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with embedded.throwaway() as cluster:
        default |= database(cluster.url) | {"OPTIONS": default["OPTIONS"]}
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Passwords are slow to check on purpose; a test that logs somebody in need not wait for that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def nothing_kept() -> None:
    """Answers are made each time anew, so that what a test changes in how they are made is seen."""
    from claims.api.kept import KEPT

    KEPT.room = 0


@pytest.fixture(scope="session", autouse=True)
def own_folder_for_the_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files of the reading index are of this session alone, and leave nothing behind."""
    folder = tmp_path_factory.mktemp("index")
    folder.chmod(0o700)
    settings.READING_INDEX_FOLDER = str(folder)


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> None:
    """Pages name static files as they are in the sources, so that no test has to collect them first."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture
def environment(db: None) -> dict[str, str]:
    """What another process needs to work on the database of this test."""
    kept = connection.settings_dict
    user, password = kept["USER"] or "", kept["PASSWORD"] or ""
    address = f"postgresql://{user}:{password}@/{kept['NAME']}?host={kept['HOST'] or ''}&port={kept['PORT'] or ''}"
    return {**os.environ, "DATABASE_URL": address, "SECRET_KEY": settings.SECRET_KEY}
