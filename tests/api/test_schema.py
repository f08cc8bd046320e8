"""The OpenAPI document is valid, complete, and kept to by the answers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework import serializers

from claims.api.records import VIEWSETS
from claims.api.reference import openapi
from claims.choices import ActorKind, ClaimKind
from claims.models.ledger import PATHS
from claims.serializers.base import Code
from tests.api.archive import Archive
from tests.api.conftest import Get
from tests.api.oracle import VALUES

pytestmark = pytest.mark.django_db

# Filters that the oracle tells by more than the values of a document.
BEYOND_VALUES = (
    {"q", "occurred_after", "occurred_before", "occurred_match", "occurred__isnull"}
    | {"said_after", "said_before", "said__isnull", "source_after", "source_before", "source_on__isnull"}
    | {"published_after", "published_before", "likelihood_min", "likelihood_max", "coding_confidence_min"}
    | {"rollup", "contested", "sample", "seed", "quote", "quote__not", "source_url", "source_url__not"}
    | {"url", "url__not", "url__isnull"}
)  # fmt: skip

LISTS = {f"/api/v1/{PATHS[viewset.kind]}/": viewset for viewset in VIEWSETS}


def serializers_in(serializer: serializers.BaseSerializer) -> Iterator[serializers.Serializer]:
    """The serializer and those of its members, however deep."""
    if isinstance(serializer, serializers.ListSerializer):
        assert isinstance(serializer.child, serializers.BaseSerializer)
        yield from serializers_in(serializer.child)
    elif isinstance(serializer, serializers.Serializer):
        yield serializer
        for field in serializer.fields.values():
            if isinstance(field, serializers.BaseSerializer):
                yield from serializers_in(field)


# By the name that the document gives them.
COMPONENTS = {
    type(part).__name__.removesuffix("Document"): part
    for viewset in VIEWSETS
    for part in serializers_in(viewset.document())
}


def codes(serializer: serializers.Serializer) -> Iterator[tuple[str, Code]]:
    return ((name, field) for name, field in serializer.fields.items() if isinstance(field, Code))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return openapi()


def validator(schema: dict[str, Any], name: str) -> OAS31Validator:
    """Holds a value against a component of the document."""
    component = {"$ref": f"#/components/schemas/{name}", "components": schema["components"]}
    return OAS31Validator(component, format_checker=oas31_format_checker)


def test_the_document_is_valid(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()


def test_making_it_gives_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    openapi.cache_clear()
    openapi()
    assert "arning" not in capsys.readouterr().err


def test_it_is_given_as_json_and_as_yaml(client: Client) -> None:
    assert client.get("/api/v1/schema/").headers["Content-Type"] == "application/json"
    assert client.get("/api/v1/schema/?format=yaml").content.startswith(b"openapi: 3.1")


def test_every_operation_is_summarised_and_told_its_problems(schema: dict[str, Any]) -> None:
    operations = [path["get"] for path in schema["paths"].values() if "get" in path]
    # List, document and history of each; disputes; what explains the API; the ledger; shapes; suggestions and changes.
    assert len(operations) == 3 * len(VIEWSETS) + 1 + 4 + 4 + 6 + 2
    for operation in operations:
        assert operation["summary"]
        assert {"200", "400", "406"} <= set(operation["responses"])
        assert all(response["description"] for response in operation["responses"].values())
        assert "application/problem+json" in operation["responses"]["400"]["content"]
        for parameter in operation["parameters"]:
            assert parameter["description"], parameter
            told = parameter["schema"].get("examples") or "it has no example" in parameter["description"]
            assert told or parameter["in"] == "header", parameter
    detail = schema["paths"]["/api/v1/claims/{uid}/"]["get"]["responses"]
    assert {"404", "410"} <= set(detail)


@pytest.mark.parametrize("path", LISTS)
def test_every_filter_is_described_with_an_example_and_tested(path: str, schema: dict[str, Any]) -> None:
    """Fails for a filter that somebody adds without saying what it is, or without telling the oracle what it means."""
    viewset = LISTS[path]
    parameters = schema["paths"][path]["get"]["parameters"]
    described = {parameter["name"]: parameter for parameter in parameters if parameter["in"] == "query"}
    assert set(described) == set(viewset(action="list").parameters())
    for name, parameter in described.items():
        examples = parameter["schema"].get("examples", [])
        told = f"Example: `{name}=" if examples else "only ever taken from `next` or `previous`"
        assert told in parameter["description"], name
        assert parameter["description"].endswith("."), name
        assert parameter["schema"], name
        for value in examples:
            assert OAS31Validator(parameter["schema"]).is_valid(value), name
    oracle = VALUES[viewset.kind]
    for name in viewset.filterset_class.base_filters:
        assert name in BEYOND_VALUES or re.sub("__(not|isnull)$", "", name) in oracle, name


def test_codes_are_enumerated(schema: dict[str, Any]) -> None:
    parameters = {p["name"]: p["schema"] for p in schema["paths"]["/api/v1/claims/"]["get"]["parameters"]}
    assert parameters["kind"]["items"]["enum"] == ClaimKind.values
    assert parameters["hedged"]["type"] == "boolean"
    assert parameters["occurred_after"] == {"type": "string", "format": "date", "examples": ["2024-12-01"]}
    limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50, "examples": [50]}
    assert parameters["limit"] == limit
    assert parameters["ordering"]["default"] == "-occurred"
    assert schema["components"]["schemas"]["ActorKind"]["enum"] == ActorKind.values


def test_codes_that_may_be_missing_are_nullable(schema: dict[str, Any]) -> None:
    validate = validator(schema, "Days")
    period = {"from": None, "to": "2024-01-01", "precision": None, "text": None, "inferred": False}
    assert validate.is_valid(period)
    assert validate.is_valid({**period, "precision": "day"})
    assert not validate.is_valid({**period, "precision": "hour"})


def test_every_code_is_null_exactly_where_it_may_be(schema: dict[str, Any]) -> None:
    found = {name: dict(codes(component)) for name, component in COMPONENTS.items()}
    assert found["Days"]["precision"].allow_null
    for component, fields in found.items():
        for name, code in fields.items():
            member = schema["components"]["schemas"][component]["properties"][name]
            validate = OAS31Validator({**member, "components": schema["components"]})
            assert validate.is_valid(None) is code.allow_null, (component, name)
            assert all(validate.is_valid(value) for value in code.choices), (component, name)
            assert not validate.is_valid("none of its codes"), (component, name)
    assert "NullEnum" not in schema["components"]["schemas"]


def test_links_lead_to_operations_by_their_parameters_from_members_that_are_there(schema: dict[str, Any]) -> None:
    operations = {item["get"]["operationId"]: item["get"] for item in schema["paths"].values() if "get" in item}
    linked = set()
    for name, operation in operations.items():
        answer = operation["responses"]["200"]
        for link in answer.get("links", {}).values():
            target = operations[link["operationId"]]
            for parameter, expression in link["parameters"].items():
                assert parameter in {described["name"] for described in target["parameters"]}
                described = answer["content"]["application/json"]["schema"]
                for part in expression.removeprefix("$response.body#/").split("/"):
                    described = plain(described, schema)
                    described = described["items"] if part.isdigit() else described["properties"][part]
            linked.add((name, link["operationId"]))
    assert {
        ("actors_list", "actors_retrieve"),
        ("actors_retrieve", "claims_list"),
        ("claims_retrieve", "sources_retrieve"),
    } < linked


def plain(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What is described, where it stands under a name of its own or may be null, or something else instead."""
    for alternative in [described, *described.get("allOf", []), *described.get("oneOf", [])]:
        if "$ref" in alternative:
            return plain(schema["components"]["schemas"][alternative["$ref"].rpartition("/")[2]], schema)
    return described


@pytest.mark.parametrize("path", LISTS)
def test_pages_and_documents_are_as_the_document_says(
    path: str, schema: dict[str, Any], archive: Archive, client: Client
) -> None:
    name = LISTS[path].document.__name__
    page = client.get(path, {"limit": 200}).json()
    assert page["results"]
    assert list(validator(schema, f"{name}Page").iter_errors(page)) == []
    narrow = client.get(path, {"fields": "uid"}).json()
    assert list(validator(schema, f"{name}Page").iter_errors(narrow)) == []
    for document in page["results"]:
        assert set(document) == set(schema["components"]["schemas"][name]["properties"])


def test_disputes_are_as_the_document_says(schema: dict[str, Any], archive: Archive, get: Get) -> None:
    [claim, *_] = get("claims/", {"contested": "true", "limit": 1})["results"]
    page = get(f"claims/{claim['uid']}/disputes/")
    assert page["results"]
    assert list(validator(schema, "DisputesPage").iter_errors(page)) == []


def test_whoever_gives_every_default_is_answered(schema: dict[str, Any], archive: Archive, client: Client) -> None:
    """As clients do that are made of the document."""
    asked = 0
    for path, methods in schema["paths"].items():
        if "{" not in path and "get" in methods:
            parameters = methods["get"]["parameters"]
            query = {one["name"]: one["schema"]["default"] for one in parameters if "default" in one["schema"]}
            needed = {one["name"]: one["schema"]["examples"][0] for one in parameters if one.get("required")}
            response = client.get(path, {**query, **needed})
            assert response.status_code == 200, (path, response.content)
            asked += len(query) > 1
    assert asked > 12


def test_what_explains_the_api_is_as_the_document_says(schema: dict[str, Any], archive: Archive, get: Get) -> None:
    answers = {"": "Index", "codebook/": "Codebook", "problems/": "ProblemSorts", "problems/gone/": "ProblemSort"}
    for path, name in answers.items():
        assert list(validator(schema, name).iter_errors(get(path))) == []


def test_problems_are_as_the_document_says(schema: dict[str, Any], archive: Archive, client: Client) -> None:
    for path in ("claims/?kind=x&y=z", "claims/?cursor=x", "actors/nobody/", "nothing/"):
        assert list(validator(schema, "Problem").iter_errors(client.get(f"/api/v1/{path}").json())) == []


def test_the_schema_names_no_host(schema: dict[str, Any]) -> None:
    assert "testserver" not in str(schema)
    assert "servers" not in schema


def test_the_documentation_keeps_to_the_policy(client: Client) -> None:
    """No script in the page itself, none from elsewhere."""
    response = client.get("/api/v1/docs/")
    assert response.status_code == 200
    page = response.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert all(address.startswith("/") for address in re.findall(r'(?:src|href)="([^"]+)"', page))
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"] == "application/javascript"
    assert b"/api/v1/schema/" in script.content
