"""Two coders in one claim: the second to save is shown what the first changed, and both are put together."""

import json
from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime

from claims.admin.coding_bench.forms import ROWS
from claims.curation.three_way import Difference, Merged, merge
from claims.curation.versions import deletion
from claims.models.claims import Claim
from claims.models.sources import Source

CLAIM = "claim"
# Of a form: what it was when the page was opened, not what was typed.
APART = {"version", "base", "opened", "id", CLAIM}
Parts = dict[str, dict[str, str]]


def sent(form: BaseForm) -> dict[str, str]:
    """The fields of a form as its page would send them if nobody typed anything."""
    return {name: _as_sent(form[name].value()) for name in form.fields if name not in APART}


def _as_sent(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def parts_of(form: BaseForm, sets: Mapping[str, Any]) -> Parts:
    """The claim as forms without data show it: its own fields under "claim", those of a row under "participants:12"."""
    parts = {CLAIM: sent(form)}
    for name, formset in sets.items():
        parts |= {f"{name}:{row.instance.pk}": sent(row) for row in formset.initial_forms}
    return parts


def parts_sent(data: QueryDict, form: BaseForm, sets: Mapping[str, Any]) -> Parts:
    """The same of a form that was sent; a row that is new goes under "participants:new-3"."""
    parts = {CLAIM: {name: _line_ends(data.get(name, "")) for name in form.fields if name not in APART}}
    for name, formset in sets.items():
        for row in formset.forms:
            values = {
                field: _line_ends(data.get(row.add_prefix(field), "")) for field in row.fields if field not in APART
            }
            number = data.get(row.add_prefix("id"), "")
            if number or any(value for field, value in values.items() if value != _as_sent(row[field].initial)):
                parts[f"{name}:{number or f'new-{row.prefix}'}"] = values
    return parts


def _line_ends(value: str) -> str:
    return value.replace("\r\n", "\n")


def base_of(data: QueryDict) -> Parts | None:
    """What the page showed when it was opened; None where that did not come along."""
    try:
        found = json.loads(data.get("base", ""))
        return {str(key): {str(name): str(value) for name, value in fields.items()} for key, fields in found.items()}
    except (ValueError, AttributeError):
        return None


def merged(
    data: QueryDict, theirs: Parts, form: BaseForm, sets: Mapping[str, Any], version: str
) -> tuple[QueryDict, Merged]:
    """The form that was sent, with what somebody else saved since it was opened; and what that was.

    Without a base everything that differs is told as changed by both, and what was sent stands.
    """
    mine = parts_sent(data, form, sets)
    together = merge(base_of(data) or {}, theirs, mine)
    result = QueryDict(mutable=True)
    for name, values in data.lists():
        if name in form.fields or not any(name.startswith(f"{prefix}-") for prefix in ROWS):
            result.setlist(name, values)
    for name, value in together.parts[CLAIM].items():
        result[name] = value
    result["version"], result["base"] = version, json.dumps(theirs)
    for prefix in ROWS:
        stored = [key for key in together.parts if key.startswith(f"{prefix}:") and key in theirs]
        added = [key for key in together.parts if key.startswith(f"{prefix}:") and key not in theirs]
        result[f"{prefix}-TOTAL_FORMS"] = str(len(stored) + len(added) + 1)
        result[f"{prefix}-INITIAL_FORMS"] = str(len(stored))
        for index, key in enumerate([*stored, *added]):
            for name, value in together.parts[key].items():
                result[f"{prefix}-{index}-{name}"] = value
            if key in theirs:
                result[f"{prefix}-{index}-id"] = key.partition(":")[2]
        for name, value in sent(sets[prefix].empty_form).items():
            result[f"{prefix}-{len(stored) + len(added)}-{name}"] = value
    return result, together


def deleted(source: Source, number: int) -> str:
    """That a claim of the source was deleted, by whom and when; empty where none of that number was."""
    found = deletion(Claim, number, source=source.pk)
    if found is None:
        return ""
    at, gone = found
    when = f"{date_format(localtime(at), 'H:i:s')}, on {date_format(localtime(at))}"
    return f"{gone.who or 'Somebody'} deleted this claim at {when}."


def as_new(data: QueryDict) -> QueryDict:
    """The form of a claim that is gone as that of a new one: with all that it says, and without the numbers of rows."""
    result = data.copy()
    for name in data:
        if name in ("version", "base") or name.rpartition("-")[2] in ("id", CLAIM):
            del result[name]
    for prefix in ROWS:
        result[f"{prefix}-INITIAL_FORMS"] = "0"
    return result


def take_theirs(data: QueryDict, sets: Mapping[str, Any]) -> QueryDict:
    """The form with the other's value in each field for which that was chosen (`theirs`: "key|field")."""
    chosen, base = data.getlist("theirs"), base_of(data) or {}
    result = data.copy()
    result.setlist("theirs", [])
    prefixes = {
        f"{name}:{data.get(row.add_prefix('id'), '')}": row for name, formset in sets.items() for row in formset.forms
    }
    for choice in chosen:
        key, _, field = choice.partition("|")
        value = base.get(key, {}).get(field)
        if value is None:
            continue
        if key == CLAIM:
            result[field] = value
        elif key in prefixes:
            result[prefixes[key].add_prefix(field)] = value
    return result


def told(difference: Difference) -> str:
    """The field or row of a difference as the page names it."""
    kind, _, number = difference.key.partition(":")
    place = "" if kind == CLAIM else f"{kind} row {number}" if number else kind
    field = difference.field.replace("_", " ")
    return " · ".join(filter(None, (place, field or "the whole row")))
