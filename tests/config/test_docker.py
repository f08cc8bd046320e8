"""The container files: held against their rules, since no engine runs where the tests run. Validated, not run."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.lacking import skip_for_want_of

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()


def test_compose_file_follows_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    finished = subprocess.run([*command, CHECKOUT / "docker-compose.yml"], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_dockerfile_passes_its_linter() -> None:
    hadolint = shutil.which("hadolint", path=Path(sys.executable).parent)
    if hadolint is None:
        skip_for_want_of("hadolint, which has no build for this platform,")
    finished = subprocess.run([hadolint, CHECKOUT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def test_the_image_holds_the_bytecode_of_all_that_it_runs() -> None:
    """It keeps none that is made later, so each start would make it anew, and take twice as long."""
    assert "PYTHONDONTWRITEBYTECODE=1" in DOCKERFILE
    assert "UV_COMPILE_BYTECODE=1" in DOCKERFILE
    copied = re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.MULTILINE)
    programs = {name for name in copied if name.endswith(".py") or [*(CHECKOUT / name).rglob("*.py")]}
    (compiled,) = re.findall(r"^    && \.venv/bin/python -m compileall -q (.+)$", DOCKERFILE, re.MULTILINE)
    assert set(compiled.split()) == programs >= {"manage.py", "claims"}


def test_no_secret_has_a_default() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if re.search(r"PASSWORD|SECRET", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value), name


def test_data_outlive_the_container_and_only_this_machine_reaches_the_port() -> None:
    volume, _, place = COMPOSE["services"]["database"]["volumes"][0].partition(":")
    assert volume in COMPOSE["volumes"]
    assert place == "/var/lib/postgresql"
    assert "ports" not in COMPOSE["services"]["database"]
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["services"]["app"]["ports"])


def test_every_service_is_checked_and_the_app_waits_for_the_database() -> None:
    assert COMPOSE["services"]["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert COMPOSE["services"]["app"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/health/ready" in DOCKERFILE


def test_image_runs_as_a_user_without_rights() -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d*$", last_stage, re.MULTILINE)
    assert "COPY --from=build" in last_stage


def test_image_and_makefile_install_with_the_same_uv() -> None:
    makefile = (CHECKOUT / "Makefile").read_text()
    assert re.findall(r"uv==([\d.]+)", DOCKERFILE) == re.findall(r"^UV_VERSION = (.+)$", makefile, re.MULTILINE)


def test_build_takes_what_the_dockerfile_copies_and_nothing_else() -> None:
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    }
    ignore = (CHECKOUT / ".dockerignore").read_text().splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    for name in copied:
        assert (CHECKOUT / name).exists(), name


@pytest.mark.parametrize("name", ["image", "run", "dev"])
def test_every_locked_package_has_its_digests_and_names_no_index(name: str) -> None:
    lock = (CHECKOUT / "requirements" / f"{name}.lock").read_text()
    pinned = re.findall(r"^[a-z0-9][^=\n]*==[^\n]*$", lock, re.MULTILINE)
    assert pinned
    assert all(line.endswith("\\") for line in pinned), "a package without a hash"
    assert lock.count("--hash=") == lock.count("--hash=sha256:") >= len(pinned)
    assert "://" not in lock


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    for name, asked in {
        "image": project["project"]["dependencies"],
        "run": [*project["project"]["dependencies"], *project["dependency-groups"]["embedded"]],
        "dev": [entry for entry in project["dependency-groups"]["dev"] if isinstance(entry, str)],
    }.items():
        locked = set(
            re.findall(
                r"^([a-z0-9._-]+)(?:\[[^]]*\])?==", (CHECKOUT / "requirements" / f"{name}.lock").read_text(), re.M
            )
        )
        wanted = {re.split(r"[\[<>=;! ]", line)[0].lower() for line in asked}
        assert wanted <= locked, f"run `make lock`: {wanted - locked} not in {name}.lock"
