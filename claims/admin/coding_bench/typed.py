"""The bench's form as it was sent: read before it is valid, kept as a draft, changed by what is taken over."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.http import QueryDict

from claims.models.claims import Claim
from claims.models.drafts import CodingDraft
from claims.models.sources import Source

# Of a form that is sent: what belongs to the sending, and not to what was typed.
SENT = ("csrfmiddlewaretoken",)


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


def keep(user: User, source: Source, claim: Claim | None, data: QueryDict) -> None:
    """Writes what was typed over what was kept of it before."""
    typed = [[name, value] for name, values in data.lists() for value in values if is_typed(name)]
    CodingDraft.objects.update_or_create(
        user=user, source=source, claim=claim, defaults={"form": typed, "updated_at": Now()}
    )


def kept(user: User, source: Source, claim: Claim | None) -> CodingDraft | None:
    """The draft of this person, of this source and claim; of a new claim for None."""
    return CodingDraft.objects.filter(user=user.pk, source=source, claim=claim).first()


def forget(user: User, source: Source, claim: Claim | None) -> None:
    CodingDraft.objects.filter(user=user.pk, source=source, claim=claim).delete()


def data_of(draft: CodingDraft) -> QueryDict:
    """The form as it was kept; no more is believed of what is stored than of what is sent."""
    data = QueryDict(mutable=True)
    for pair in draft.form:
        name, value = pair
        data.appendlist(str(name), str(value))
    return data
