"""The bench's form as it was sent: read before it is valid, kept as a draft, changed by what is taken over.

Each page that is opened has a token of its own, under which what is typed in it is kept: two tabs do not write over
each other. Once its form is saved the token is spent: what was still under way to be kept comes too late, and is not
made a draft again. Other pages of the same claim go on being kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest, QueryDict

from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source

# Of a form that is sent: what belongs to the sending, and not to what was typed.
SENT = ("csrfmiddlewaretoken",)
# Stands in a kept form for the token of a page that was saved. No form sends a name that begins so: see is_typed().
SPENT = "_spent"
# Stands there for the form of another page, which is its value: as it is, so that a redaction finds names in it.
OTHER = "_other"
REMEMBERED = 20  # tokens of the pages saved last
TABS = 5  # pages of one claim of which what was typed is kept, those typed in last

# Fields of a row that have something in them by themselves, or that the page fills in.
BY_ITSELF = ("id", "claim", "place", "link", "at", "paragraph", "DELETE")

Form = list[list[str]]  # pairs of name and value


def sent(request: HttpRequest) -> QueryDict:
    """The form as it was sent, to be changed; without NUL characters, which nobody types and no column holds."""
    data = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        data.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    return data


def is_typed(name: str) -> bool:
    return name not in SENT and not name.startswith("_")


def rows(data: Mapping[str, Any], prefix: str) -> Iterator[dict[str, str]]:
    """The rows of a formset that have something in them and are not to go, with their fields and their `index`."""
    try:
        total = min(int(data.get(f"{prefix}-TOTAL_FORMS") or 0), 1000)
    except ValueError:
        return
    for index in range(total):
        begin = f"{prefix}-{index}-"
        found = {name[len(begin) :]: str(data[name]).strip() for name in data if name.startswith(begin)}
        if not found.get("DELETE") and any(value for name, value in found.items() if name not in {"id", "claim"}):
            yield {**found, "index": str(index)}


def with_empty_rows(data: QueryDict, sets: Mapping[str, Any]) -> QueryDict | None:
    """The form with an empty row more of each kind that has none, for `sets` of formsets; None where all have one."""
    grown = data.copy()
    for prefix, formset in sets.items():
        total = formset.total_form_count()
        if total >= formset.absolute_max or not all(map(_is_filled, formset.forms)):
            continue
        grown[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
        empty = formset.empty_form
        for name in empty.fields:
            value = empty[name].value()
            grown[f"{prefix}-{total}-{name}"] = "" if value in (None, False) else str(value)
    return grown if grown != data else None


def _is_filled(row: Any) -> bool:
    return row.instance.pk is not None or any(row[name].data for name in row.fields if name not in BY_ITSELF)


def choose(data: QueryDict, tree: str, code: str) -> None:
    """Takes over where the questions of a tree have led: the kind, or the role of the last participant."""
    if tree == "kind":
        data["kind"] = code
    elif last := [row["index"] for row in rows(data, "participants")][-1:]:
        data[f"participants-{last[0]}-role"] = code


def token() -> str:
    """For the field `opened` of a page that is drawn anew."""
    return uuid4().hex


def keep(user: User, source: Source, claim: Claim | None, data: QueryDict) -> bool:
    """Writes what was typed over what was kept of this page; False, and nothing, where it was saved meanwhile."""
    typed = [[name, value] for name, values in data.lists() for value in values if is_typed(name)]
    with transaction.atomic():
        draft = _locked(user, source, claim)
        spent, forms = _read(draft)
        if data.get("opened") in spent:
            return False
        _write(draft, spent, [*(form for form in forms if _opened(form) != _opened(typed)), typed])
    return True


def kept(user: User, source: Source, claim: Claim | None) -> CodingDraft | None:
    """The drafts of this person, of this source and claim; of a new claim for None. None where there is none."""
    draft = CodingDraft.objects.filter(user=user.pk, source=source, claim=claim).first()
    return draft if draft is not None and holds(draft) else None


def holds(draft: CodingDraft) -> bool:
    """Whether there is anything in it that was typed and not saved."""
    return bool(_read(draft)[1])


def others(draft: CodingDraft, *, shown: bool) -> list[tuple[str, str]]:
    """Token and first words of each form in it, the latest first; without the latest where that one is shown."""
    forms = _read(draft)[1][::-1]
    return [(_opened(form), _first_words(form)) for form in (forms[1:] if shown else forms)]


def forget(user: User, source: Source, claim: Claim | None, data: QueryDict) -> None:
    """Lets what was typed in this page go, and remembers that the page is done with."""
    with transaction.atomic():
        draft = _locked(user, source, claim)
        spent, forms = _read(draft)
        opened = data.get("opened") or ""
        # A page without a token is none of ours: whoever sends it means what there is.
        left = [form for form in forms if _opened(form) != opened] if opened else []
        spent = [*spent, *filter(None, [opened])]
        _write(draft, list(dict.fromkeys(spent[-REMEMBERED:])), left)


def bring(user: User, source: Source, claim: Claim | None, opened: str) -> None:
    """Makes the form of that page the one that is shown."""
    with transaction.atomic():
        draft = _locked(user, source, claim)
        spent, forms = _read(draft)
        _write(draft, spent, sorted(forms, key=lambda form: _opened(form) == opened))


def is_begun(data: QueryDict) -> bool:
    """Whether anything is in the form of a new claim beyond what one begins with."""
    return bool(
        data.get("statement", "").strip() or any(any(rows(data, kind)) for kind in ("evidence", "participants"))
    )


def data_of(draft: CodingDraft) -> QueryDict:
    """The form that was kept last; no more is believed of what is stored than of what is sent."""
    data = QueryDict(mutable=True)
    for name, value in next(iter(_read(draft)[1][::-1]), []):
        data.appendlist(name, value)
    return data


def _read(draft: CodingDraft) -> tuple[list[str], list[Form]]:
    """The tokens of pages that were saved, and the forms of others, that typed in last at the end."""
    spent: list[str] = []
    forms: list[Form] = []
    last: Form = []
    for name, value in draft.form:
        if name == SPENT:
            spent.append(str(value))
        elif name == OTHER:
            forms.append([[str(field), str(typed)] for field, typed in value])
        else:
            last.append([str(name), str(value)])
    return spent, [*forms, *filter(None, [last])]


def _write(draft: CodingDraft, spent: list[str], forms: list[Form]) -> None:
    *before, last = forms[-TABS:] or [[]]
    tabs = [[OTHER, form] for form in before]
    draft.form = [*([SPENT, token] for token in spent), *tabs, *last]
    draft.updated_at = Now()
    draft.save(update_fields=["form", "updated_at"])


def _opened(form: Form) -> str:
    return next((value for name, value in form if name == "opened"), "")


def _first_words(form: Form) -> str:
    typed = dict(form)
    return typed.get("statement", "").strip() or typed.get("evidence-0-exact", "").strip() or "no statement yet"


def _locked(user: User, source: Source, claim: Claim | None) -> CodingDraft:
    """The row of the draft, made where there is none: one request at a time writes it."""
    mine = {"user": user, "source": source, "claim": claim}
    rows = CodingDraft.objects.select_for_update().filter(**mine)
    if (found := rows.first()) is None:
        CodingDraft.objects.get_or_create(**mine, defaults={"form": []})
        found = rows.get()
    return found
