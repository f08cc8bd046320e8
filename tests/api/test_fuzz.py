"""Every parameter of every operation, given what it cannot have: a refusal that names it, and never anything else."""

import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signing import Signer
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from claims.api.parameters import AS_OF_PARAMETER, CursorParameter
from claims.api.reference import openapi
from claims.api.views import PublicView
from claims.filters import moments, quotes
from claims.filters import parameters as kinds
from claims.filters.parameters import LONGEST_TEXT, Parameter
from claims.models.ledger import Publication
from tests.api.archive import Archive
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

FOREIGN = Signer(sep=".", salt="other").sign_object([1, "x", "x", 1, 1, False])
# What no parameter can have, as it stands in an address.
FOR_ALL = ["", "%00", "a%00b", "x" * 10_000, "%FF%FE", "%ED%A0%80", urllib.parse.quote("ﷺ" * (LONGEST_TEXT + 1))]
# What those of a class cannot have; the first class that fits counts.
FOR_CLASS: list[tuple[type[Parameter], list[str]]] = [
    (CursorParameter, ["x", ".", "a.b", "0" * 3000, FOREIGN]),
    (
        moments.AsOf,
        [
            *("-1", "+1", "1.5", "1e3", "9" * 18, "9" * 19, "9" * 400, "２", "1,2", "head", "V1", "v1-", "NaN", "null"),
            *("2024-02-30", "2024-13-01", "0000-01-01", "9999-12-31", "99999-01-01", "2024-1-1", "2024-W01-1"),
            *("2024-01-01T00:00:00", "2024-01-01T25:00:00Z", "2024-01-01T00:00:60Z", "0001-01-01T00:00:00+14:00"),
            *("9999-12-31T23:59:59-14:00", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00 05:45", "yesterday"),
        ],
    ),
    (kinds.Flag, ["yes", "1", "TRUE", "true,false", "null", " true"]),
    (kinds.Whole, ["-1", "1.5", "1e3", "０", "9" * 40, "0x10", " 1", "1,2", "NaN"]),
    (kinds.Choice, ["zz", " ", "zz,yy", "%s", "' OR 1=1 --"]),
    (kinds.Words, ["w" * 501]),
    (quotes.Address, []),
    (moments.Moment, ["2024-02-30", "2024-01-01T00:00:00", "2024-01-01T24:00:00Z", "2024-W01-1", "now", "9" * 9, "1"]),
    (moments.Day, ["2024-02-30", "2023-02-29", "2024-1-1", "0000-01-01", "99999-01-01", "2024-01-01T00:00:00Z", "1"]),
    (kinds.Uids, ["1", "{00000000-0000-4000-8000-000000000000}", ",", "00000000-0000-4000-8000-00000000000g"]),
    (kinds.Slugs, ["no-such-record", "Russia", "russia,", ",", "../../etc/passwd", "%(seq)s"]),
    (kinds.Codes, ["zz", ",", "zz,yy", "%s"]),
    (kinds.Alternatives, ["€", ",", "zz zz", "{}", "' OR 1=1 --"]),
    (Parameter, ["no such level", "%s"]),
]


# So often every parameter is wrong at once: that is everything, but for the many ways to name no state.
ROUNDS = len(FOR_ALL) + 9


def wrong(parameter: Parameter) -> list[str]:
    own = next(values for kind, values in FOR_CLASS if isinstance(parameter, kind))
    return [*FOR_ALL, *map(urllib.parse.quote, own)]


def operations() -> dict[str, dict[str, Parameter]]:
    """The parameters of every operation there is, by an address of it."""
    found = {}
    read = [(path, described) for path, described in openapi()["paths"].items() if "get" in described]
    for path, described in [*read, ("/api/v1/schema/", {"get": {"parameters": []}})]:
        examples = {
            parameter["name"]: parameter["schema"]["examples"][0]
            for parameter in described["get"]["parameters"]
            if parameter["in"] == "path"
        }
        # Whether there is such a record is asked after the parameters are read.
        address = path.format(**examples)
        match = resolve(address)
        view: PublicView = match.func.cls()  # type: ignore[attr-defined]
        view.action = getattr(match.func, "actions", {}).get("get")  # type: ignore[attr-defined]
        found[address] = view.parameters()
    return found


OPERATIONS = operations()


def needed(address: str) -> set[str]:
    """The parameters without which there is no answer."""
    return {name for name, parameter in OPERATIONS[address].items() if parameter.openapi(name).get("required")}


def refusals(client: Client, address: str, query: str) -> dict[str, Any]:
    """The parameters that are refused; that they are is all that may happen."""
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400, (address, query[:300], response.status_code)
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    for error in problem["errors"]:
        assert error["detail"]
        assert error["parameter"] in problem["detail"]
    return {error["parameter"]: error for error in problem["errors"]}


def rounds(parameters: dict[str, Parameter]) -> Iterator[dict[str, str]]:
    """All parameters wrong at once, time and again."""
    values = {name: wrong(parameter) for name, parameter in parameters.items()}
    for number in range(ROUNDS):
        yield {name: texts[number % len(texts)] for name, texts in values.items()}


def test_every_operation_is_here() -> None:
    assert {"/api/v1/", "/api/v1/claims/", "/api/v1/actors/azerbaijan/history/", "/api/v1/schema/"} <= set(OPERATIONS)
    ledger = [address for address, parameters in OPERATIONS.items() if "as_of" in parameters]
    assert len(ledger) > len(OPERATIONS) / 2


@pytest.mark.parametrize("address", OPERATIONS)
def test_what_a_parameter_cannot_have_is_refused_by_its_name(address: str, archive: Archive, client: Client) -> None:
    parameters = OPERATIONS[address]
    for given in rounds(parameters):
        query = "&".join(f"{name}={text}" for name, text in given.items())
        assert set(refusals(client, address, query)) == set(parameters), query[:300]


@pytest.mark.parametrize("address", OPERATIONS)
def test_a_parameter_that_is_wrong_alone_is_refused_alone(address: str, archive: Archive, client: Client) -> None:
    for name, parameter in OPERATIONS[address].items():
        assert set(refusals(client, address, f"{name}={wrong(parameter)[-1]}")) == {name, *needed(address)}


def test_whatever_is_no_state_of_the_ledger_is_refused(archive: Archive, client: Client) -> None:
    for text in wrong(AS_OF_PARAMETER):
        for address in ("/api/v1/claims/", "/api/v1/actors/russia/"):
            assert set(refusals(client, address, f"as_of={text}")) == {"as_of"}, text


@pytest.mark.parametrize("address", OPERATIONS)
def test_what_has_one_value_is_not_given_twice(address: str, archive: Archive, client: Client) -> None:
    once = {name for name, parameter in OPERATIONS[address].items() if not parameter.repeatable}
    # Twice the same, twice something that would be right alone: neither counts once.
    for text in ("1", "true", "2024-01-01"):
        refused = refusals(client, address, "&".join(f"{name}={text}&{name}={text}" for name in once))
        assert {name: error["problem"] for name, error in refused.items()} == dict.fromkeys(once, "repeated-parameter")


@pytest.mark.parametrize("address", OPERATIONS)
def test_what_is_no_parameter_is_refused(address: str, archive: Archive, client: Client) -> None:
    for name in ("x", "KIND", "as-of", "__not", "%00", "%FF", "n" * 10_000, "a%20b", "format__not", "%s", "[]"):
        refused = [error for one, error in refusals(client, address, f"{name}=1").items() if one not in needed(address)]
        assert [error["problem"] for error in refused] == ["unknown-parameter"]


@pytest.mark.parametrize("address", [address for address in OPERATIONS if "as_of" not in OPERATIONS[address]])
def test_what_reads_no_ledger_has_no_state(address: str, archive: Archive, client: Client) -> None:
    assert refusals(client, address, "as_of=1")["as_of"]["problem"] == "unknown-parameter"


# --- Cursors ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def paged(archive: Archive, client: Client) -> list[str]:
    """Addresses of lists, of which all are there."""
    (example,) = {address.split("/")[4] for address in OPERATIONS if address.endswith("/disputes/")}
    addresses = [
        address.replace(example, str(archive.claims[0].uid))
        for address, parameters in OPERATIONS.items()
        if "cursor" in parameters
    ]
    return [address for address in addresses if client.get(address).status_code == 200]


def test_a_cursor_serves_no_other_operation(paged: list[str], get: Get, client: Client) -> None:
    following = {address: get(f"http://testserver{address}?limit=1")["next"] for address in paged}
    cursors = {address: link.partition("cursor=")[2] for address, link in following.items() if link}
    assert len(cursors) > 5
    for made, cursor in cursors.items():
        for address in paged:
            if address != made:
                assert refusals(client, address, f"cursor={cursor}")["cursor"]["problem"] == "invalid-cursor"


def test_a_cursor_of_another_time_or_making_is_refused(paged: list[str], client: Client) -> None:
    signer = Signer(sep=".", salt="claims.shapes.page.Cursor")
    head = Publication.objects.head()
    contents: list[Any] = [
        [head + 1, "name", "x", 1, 1, False],
        [10**18, "name", "x", 1, 1, False],
        [head, "no ordering", "x", 1, 1, False],
        [head, "name", "x", 1, 1],
        [],
        {},
        "x",
        None,
        1,
    ]
    for content in contents:
        text = urllib.parse.quote(signer.sign_object(content))
        for address in paged:
            assert refusals(client, address, f"cursor={text}")["cursor"]["problem"] == "invalid-cursor", content


# --- Paths and headers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["%00", "x" * 10_000, "%FF", "a b", "..", "RUSSIA", "-", "_", "%2F", "0", "🎭", "' OR 1=1 --"]
)
@pytest.mark.parametrize("below", ["", "history/"])
def test_a_name_that_nothing_can_bear_is_not_found(name: str, below: str, archive: Archive, client: Client) -> None:
    for path in ("claims", "actors", "confidence-scales", "problems"):
        response = client.get(f"/api/v1/{path}/{name}/{below}")
        assert response.status_code == 404, path
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["\x00", "x" * 10_000, '"' * 99, "W/", "*, *", "ÿ", ",", "\t"])
def test_headers_of_no_sense_do_no_harm(text: str, archive: Archive, client: Client) -> None:
    for address in ("/api/v1/actors/russia/", "/api/v1/codebook/"):
        assert client.get(address, headers={"If-None-Match": text}).status_code == 200
        assert client.get(address, headers={"Accept-Encoding": text}).status_code == 200
        assert client.get(address, headers={"Accept": text}).status_code in (200, 406)


# --- Time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "claims/", "actors/russia/", "actors/russia/history/"])
def test_a_statement_that_takes_too_long_is_stopped_and_one_is_told_when_to_try_again(
    path: str, archive: Archive, client: Client
) -> None:
    address = f"/api/v1/{path}"

    def slowly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(f"SELECT slow.* FROM ({sql}) AS slow, pg_sleep(30)", params, many, context)  # noqa: S608

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '30ms'")
        with connection.execute_wrapper(slowly):
            response = client.get(address)
        transaction.set_rollback(True)
    assert response.status_code == response.json()["status"] == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 200
