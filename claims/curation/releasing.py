"""Releases: giving the head of the ledger a name, by which it can be quoted."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.choices import RecordKind
from claims.curation.door import lock_ledger
from claims.curation.numbers import counted
from claims.models.facts import count_public
from claims.models.ledger import Publication, Release


def release(name: str, notes: str = "", by: str = "") -> Release:
    """Names the head of the ledger, for good.

    Raises ValidationError when nothing was published yet, or the name is taken or none that `as_of` can tell from a
    number or a day.
    """
    with transaction.atomic():
        lock_ledger()
        head = Publication.objects.order_by("-seq").only("seq", "chain", "at").first()
        if head is None:
            raise ValidationError("Nothing was published yet: publish something, then release it.")
        made = Release(
            name=name,
            notes=notes,
            by=by,
            seq=head.seq,
            chain=head.chain,
            at=max(head.at, timezone.now()),  # the clock may have been set back since
            counts=count_public(head.seq),
        )
        made.full_clean()
        made.save()
    return made


def contents(made: Release) -> str:
    """What was public in it, in words."""
    numbers = {kind: made.counts[kind] for kind in RecordKind if made.counts[kind]}
    return ", ".join(counted(number, kind.label) for kind, number in numbers.items()) or "nothing"
