"""The bench's form as it was sent: read before it is valid, kept as a draft, changed by what is taken over.

Each page that is opened has a token of its own. Once its form is saved the token is spent: what was still under way to
be kept comes too late, and is not made a draft again. Other pages of the same claim go on being kept.
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
REMEMBERED = 20  # tokens of the pages saved last


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


def token() -> str:
    """For the field `opened` of a page that is drawn anew."""
    return uuid4().hex


def keep(user: User, source: Source, claim: Claim | None, data: QueryDict) -> bool:
    """Writes what was typed over what was kept of it before; False, and nothing, where the page was saved meanwhile."""
    typed = [[name, value] for name, values in data.lists() for value in values if is_typed(name)]
    with transaction.atomic():
        draft = _locked(user, source, claim)
        spent = _spent(draft)
        if data.get("opened") in spent:
            return False
        draft.form = [*([SPENT, known] for known in spent), *typed]
        draft.updated_at = Now()
        draft.save(update_fields=["form", "updated_at"])
    return True


def kept(user: User, source: Source, claim: Claim | None) -> CodingDraft | None:
    """The draft of this person, of this source and claim; of a new claim for None."""
    draft = CodingDraft.objects.filter(user=user.pk, source=source, claim=claim).first()
    return draft if draft is not None and holds(draft) else None


def holds(draft: CodingDraft) -> bool:
    """Whether there is anything in it that was typed and not saved."""
    return len(draft.form) > len(_spent(draft))


def forget(user: User, source: Source, claim: Claim | None, data: QueryDict) -> None:
    """Lets the draft go, and remembers that the page with this form is done with."""
    with transaction.atomic():
        draft = _locked(user, source, claim)
        spent = [*_spent(draft), *filter(None, [data.get("opened")])]
        draft.form = [[SPENT, known] for known in dict.fromkeys(spent[-REMEMBERED:])]
        draft.save(update_fields=["form"])


def data_of(draft: CodingDraft) -> QueryDict:
    """The form as it was kept; no more is believed of what is stored than of what is sent."""
    data = QueryDict(mutable=True)
    for pair in draft.form:
        name, value = pair
        if name != SPENT:
            data.appendlist(str(name), str(value))
    return data


def _locked(user: User, source: Source, claim: Claim | None) -> CodingDraft:
    """The row of the draft, made where there is none: one request at a time writes it."""
    mine = {"user": user, "source": source, "claim": claim}
    rows = CodingDraft.objects.select_for_update().filter(**mine)
    if (found := rows.first()) is None:
        CodingDraft.objects.get_or_create(**mine, defaults={"form": []})
        found = rows.get()
    return found


def _spent(draft: CodingDraft) -> list[str]:
    return [str(value) for name, value in draft.form if name == SPENT]
