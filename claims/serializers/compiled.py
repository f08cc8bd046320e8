"""The serializers of documents as plain functions: the same document, at a thirtieth of the cost.

DRF asks each field of each instance how to read and to write it. What it would answer is known once the serializer is
declared, so it is asked once, and written down as the source of a Python function.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db.models import Manager
from rest_framework import serializers
from rest_framework.fields import UUIDField

from claims.serializers.base import Code, Document, RowsListed, TextOrNull

# Gives the document of an instance; the mapping is what a serializer has as `context`.
Rendering = Callable[[Any, Mapping[str, Any]], Any]

# How a value `v` is written, by the class of its field; of others, and of values that are not what a table gives, the
# field itself is asked. None is written as null without asking.
_WRITTEN = {
    serializers.CharField: "v if v.__class__ is str else str(v)",
    Code: "(v if v.__class__ is str else str(v)) if v else None",
    TextOrNull: "(v if v.__class__ is str else str(v)) if v else None",
    serializers.IntegerField: "v if v.__class__ is int else int(v)",
    serializers.FloatField: "v if v.__class__ is float else float(v)",
    serializers.BooleanField: "v if v is True or v is False else {field}.to_representation(v)",
    serializers.DateField: "v.isoformat() if v.__class__ is date else {field}.to_representation(v)",
}


@cache
def compiled(document: type[Document]) -> Rendering:
    """What `document(context=context).to_representation(instance)` gives, as a function of instance and context.

    An instance that lacks what a member is read from raises AttributeError, where DRF leaves the member out.
    """
    return _Source().function_of(document())


class _Source:
    """The source of the functions of one document, and what it refers to by name."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"date": datetime.date, "rows_of": _rows_of}

    def function_of(self, part: Document) -> Rendering:
        members = ", ".join(f"{name!r}: {self._value(field)}" for name, field in part.fields.items())
        lines = []
        if _overrides(part, "subject"):
            lines += [f"o = {self._named(part.subject)}(o)", "if o is None: return None"]
        lines.append(f"d = {{{members}}}")
        lines.append(f"return {self._named(part.completed)}(d, o)" if _overrides(part, "completed") else "return d")
        text = "def rendered(o, context):\n " + "\n ".join(lines)
        exec(compile(text, f"<{type(part).__name__}>", "exec"), self._names)  # noqa: S102 (of our own declarations)
        rendered: Rendering = self._names["rendered"]
        return rendered

    def _value(self, field: Any) -> str:
        """An expression for the member of the document of `o` that the field declares."""
        read = ".".join(["o", *field.source_attrs])
        if isinstance(field, serializers.ListSerializer):
            rows = f"rows_of({read})"
            if isinstance(field, RowsListed):
                rows = f"{self._named(field.listed)}({rows}, context)"
            return f"[{self._part(field.child)}(row, context) for row in {rows}]"
        if isinstance(field, Document):
            return f"None if (v := {read}) is None else {self._part(field)}(v, context)"
        written = "str(v)" if _plain_uuid(field) else _WRITTEN.get(type(field), "{field}.to_representation(v)")
        if "{field}" in written:
            written = written.format(field=self._named(field))
        return f"None if (v := {read}) is None else ({written})"

    def _part(self, part: Any) -> str:
        """The name of the function of a part; one that renders in a way of its own is rendered by DRF."""
        own = type(part).to_representation is not Document.to_representation
        return self._named(_by_drf(part) if own else self.function_of(part))

    def _named(self, thing: Any) -> str:
        name = f"x{len(self._names)}"
        self._names[name] = thing
        return name


def _overrides(part: Document, method: str) -> bool:
    return getattr(type(part), method) is not getattr(Document, method)


def _plain_uuid(field: Any) -> bool:
    return type(field) is UUIDField and field.uuid_format == "hex_verbose"


def _by_drf(part: Document) -> Rendering:
    return lambda instance, context: part.to_representation(instance)


def _rows_of(rows: Any) -> Any:
    return rows.all() if isinstance(rows, Manager) else rows
