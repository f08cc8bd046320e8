"""Clients that other people's programs make of the schema compile, and read every page of every list."""

import compileall
import importlib
import inspect
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import urllib.request
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.lacking import skip_for_want_of

pytestmark = pytest.mark.thorough

LIMIT = 2
PROGRAM = Path(__file__).with_name("typescript")
# Where `make check` installs what package-lock.json asks for.
INSTALLED = Path(sys.prefix) / "typescript"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as response:
        return json.load(response)


@pytest.fixture
def schema(archive: str) -> dict[str, Any]:
    described: dict[str, Any] = get(f"{archive}/api/v1/schema/")
    return described


@pytest.fixture
def lists(archive: str, schema: dict[str, Any]) -> dict[str, str]:
    """Every list: its path in the schema, and an address of it; where that names a document, the first there is."""
    found = {}
    for path, methods in schema["paths"].items():
        if any(parameter["name"] == "cursor" for parameter in methods.get("get", {"parameters": []})["parameters"]):
            documents, _, rest = path.partition("{")
            name, _, rest = rest.partition("}")
            found[path] = f"{documents}{get(archive + documents)['results'][0][name]}{rest}" if name else path
    assert len(found) > 5
    return found


@pytest.fixture
def plain(archive: str, lists: dict[str, str]) -> dict[str, list[Any]]:
    """What every list holds, read without a client. Some are longer than a page."""
    found = {}
    for path, address in lists.items():
        results: list[Any] = []
        following: str | None = f"{archive}{address}?limit={LIMIT}"
        while following:
            page = get(following)
            results += page["results"]
            following = page["next"]
        found[path] = results
    assert sum(len(results) > LIMIT for results in found.values()) > 5
    assert '"precision": null' in json.dumps(found), "a code that is null"
    return found


def test_a_client_in_python_reads_every_page_of_every_list(
    archive: str,
    schema: dict[str, Any],
    lists: dict[str, str],
    plain: dict[str, list[Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    # The generator has to be told which bodies are files: it knows no type of content but JSON, forms and bytes.
    files = {kind: "application/octet-stream" for kind in bodies(schema) if kind != "application/json"}
    assert "text/csv" in files
    (tmp_path / "config.json").write_text(json.dumps({"content_type_overrides": files}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    command += ["--config", "config.json"]
    done = subprocess.run(
        [*command, "--path", "schema.json", "--output-path", "made_client"],
        cwd=tmp_path,
        # It finds its formatter, which stands beside Python, only on the path.
        env={**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert compileall.compile_dir(tmp_path / "made_client", quiet=1)

    monkeypatch.syspath_prepend(tmp_path)
    made = importlib.import_module("made_client")
    client = made.Client(base_url=archive, raise_on_unexpected_status=True)
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(made.__path__, "made_client.")
        if found.name.startswith("made_client.api.") and not found.ispkg
    ]
    of_lists = [module for module in modules if "cursor" in inspect.signature(module.sync).parameters]
    assert len(of_lists) == len(lists)
    for path, address in lists.items():
        in_path = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path), address)
        assert in_path is not None
        (module,) = (module for module in of_lists if address_of(module, in_path.groupdict()) == address)
        results = every_page(module, client, in_path.groupdict())
        assert results == [with_moments(document) for document in plain[path]], path


def bodies(schema: dict[str, Any]) -> set[str]:
    """The types of content that are sent."""
    operations = [operation for methods in schema["paths"].values() for operation in methods.values()]
    return {kind for operation in operations for kind in operation.get("requestBody", {"content": {}})["content"]}


def address_of(module: ModuleType, in_path: dict[str, str]) -> str | None:
    """Where the operation asks; None where it takes something else in its path."""
    takes = [
        name for name, taken in inspect.signature(module._get_kwargs).parameters.items() if taken.default is taken.empty
    ]
    return str(module._get_kwargs(**in_path)["url"]) if set(takes) == set(in_path) else None


def every_page(module: ModuleType, client: Any, in_path: dict[str, str]) -> list[Any]:
    """What the client understood of the list, written as JSON again."""
    results: list[Any] = []
    following: dict[str, str] = {}
    while True:
        page = module.sync(**in_path, client=client, limit=LIMIT, **following)
        results += [with_moments(document.to_dict()) for document in page.results]
        if page.next_ is None:
            return results
        following = {"cursor": parse_qs(urlsplit(page.next_).query)["cursor"][0]}


def with_moments(value: Any) -> Any:
    """The value, with moments that may be written in several ways in place of their texts."""
    if isinstance(value, dict):
        return {name: with_moments(member) for name, member in value.items()}
    if isinstance(value, list):
        return [with_moments(item) for item in value]
    return datetime.fromisoformat(value) if isinstance(value, str) and MOMENT.fullmatch(value) else value


def test_a_client_in_typescript_reads_every_page_of_every_list(
    archive: str, schema: dict[str, Any], lists: dict[str, str], plain: dict[str, list[Any]], tmp_path: Path
) -> None:
    node, programs = shutil.which("node"), INSTALLED / "node_modules" / ".bin"
    if node is None or not programs.exists():
        skip_for_want_of("Node with openapi-typescript, which `make check` installs")

    def run(*command: str | Path) -> str:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    for name in ("reader.ts", "tsconfig.json", "package.json"):
        shutil.copy(PROGRAM / name, tmp_path)
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    listed = json.dumps([{"path": path, "address": address} for path, address in lists.items()])
    (tmp_path / "lists.ts").write_text(f"export const lists = {listed} as const;\n")
    run(programs / "openapi-typescript", "schema.json", "--output", "api.d.ts")
    run(programs / "tsc", "--project", ".")
    assert json.loads(run(node, "reader.js", archive, str(LIMIT))) == plain
