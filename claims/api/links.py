"""Where an answer leads, as OpenAPI links: from a page to its documents, between documents, and on to lists.

They are read off the finished document, so that a list, a member or a filter that is added is linked by its name alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.models.ledger import API_ROOT, PATHS

Json = dict[str, Any]
KINDS: dict[str, str] = {str(kind): path for kind, path in PATHS.items()}


@dataclass(frozen=True)
class Operation:
    """What is read at a path: the operation, and the members of its answer."""

    path: str
    description: Json
    members: Mapping[str, Json]

    def parameters(self, place: str) -> list[str]:
        return [parameter["name"] for parameter in self.description["parameters"] if parameter["in"] == place]

    def is_one_of(self, path: str) -> bool:
        """Whether it reads one of what is listed at the path."""
        return re.fullmatch(re.escape(path) + r"\{\w+\}/", self.path) is not None

    def link(self, name: str, target: "Operation", parameter: str, pointer: str, description: str) -> None:
        """Say that the target takes as its parameter what stands at the pointer in the answer."""
        self.description["responses"]["200"].setdefault("links", {})[name] = {
            "operationId": target.description["operationId"],
            "parameters": {parameter: f"$response.body#/{pointer}"},
            "description": description,
        }


def add_links(result: Json, **kwargs: Any) -> Json:
    """drf-spectacular's hook: the document, with links in the answers that lead somewhere."""
    schemas = result["components"]["schemas"]
    operations = [
        Operation(path, methods["get"], members(content["application/json"]["schema"], schemas))
        for path, methods in result["paths"].items()
        if "get" in methods and "application/json" in (content := methods["get"]["responses"]["200"].get("content", {}))
    ]
    lists = [operation for operation in operations if "cursor" in operation.parameters("query")]
    for page in lists:
        for document in operations:
            if document.is_one_of(page.path):
                link_to_documents(page, document, schemas)
    for kind, plural in KINDS.items():
        for document in operations:
            if document.is_one_of(f"{API_ROOT}{plural}/"):
                link_to_lists(document, kind, lists)
                link_to_what_is_below(document, operations)
                link_from_those_that_name_it(document, kind, plural, operations, schemas)
    return result


def members(schema: Json, schemas: Mapping[str, Json]) -> Mapping[str, Json]:
    """The members of an object, which may be referred to, or be null or another instead: the first that is described.

    None where it is no object.
    """
    if reference := schema.get("$ref"):
        return members(schemas[reference.rpartition("/")[2]], schemas)
    found: Mapping[str, Json] = schema.get("properties", {})
    alternatives = (*schema.get("allOf", ()), *schema.get("oneOf", ()))
    return found or next(filter(None, (members(alternative, schemas) for alternative in alternatives)), {})


def link_to_documents(page: Operation, document: Operation, schemas: Mapping[str, Json]) -> None:
    (address,) = document.parameters("path")
    for name, schema in page.members.items():
        if address in members(schema.get("items", {}), schemas):
            page.link("document", document, address, f"{name}/0/{address}", "The first of the page; so for the others.")


def link_to_lists(document: Operation, kind: str, lists: Iterable[Operation]) -> None:
    """From a document to what can be filtered by it: the filter is called as its kind is."""
    for target in lists:
        if kind in target.parameters("query") and not target.parameters("path") and "slug" in document.members:
            name = target.path.removeprefix(API_ROOT).strip("/")
            document.link(name, target, kind, "slug", f"The {name} of this {kind}.")


def link_to_what_is_below(document: Operation, operations: Iterable[Operation]) -> None:
    """From a document to what is read at an address that begins with its own."""
    for target in operations:
        name = target.path.removeprefix(document.path).strip("/")
        if name.isidentifier() and target.parameters("path") == document.parameters("path"):
            (address,) = document.parameters("path")
            document.link(name, target, address, address, f"Its {name}.")


def link_from_those_that_name_it(
    document: Operation, kind: str, plural: str, operations: Iterable[Operation], schemas: Mapping[str, Json]
) -> None:
    """From documents to one of this kind: the member that names it is called as its kind is, or several as its list."""
    (address,) = document.parameters("path")
    for other in operations:
        if address in members(other.members.get(kind, {}), schemas):
            other.link(kind, document, address, f"{kind}/{address}", f"The {kind} that it names.")
        if address in members(other.members.get(plural, {}).get("items", {}), schemas):
            other.link(kind, document, address, f"{plural}/0/{address}", f"The first {kind} that it names.")
