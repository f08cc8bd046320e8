"""What a new claim begins with: voice, topic and event of the claim before, or all that it restates."""

from typing import Any

from django.contrib.auth.models import User

from claims.admin.coding_bench.naming import Directory
from claims.choices import Commitment, Form, RelationType
from claims.models.claims import Claim
from claims.models.sources import Source


def begin(source: Source, user: User, directory: Directory) -> dict[str, Any]:
    """The initial values of a new claim's form: "claim" for its own fields, and a list for each kind of row.

    From the claim that this person coded last in the source; for the first one, its author or publisher asserts it.
    """
    mine = Claim.objects.filter(source=source, coder=user.pk).select_related("event")
    before = mine.prefetch_related("topics", "attribution__actor").order_by("-pk").first()
    if before is None:
        speaker = next(iter(source.authors_in_order), source.publisher)
        voice = {"actor": directory.label(speaker), "form": str(Form.ASSERTED), "commitment": str(Commitment.CERTAIN)}
        return {"claim": {}, "attribution": [voice] if speaker else []}
    topics = directory.labels(before.topics_in_order)
    voices = [
        {"actor": directory.label(voice.actor), "form": voice.form, "commitment": voice.commitment}
        for voice in before.attribution.all()
    ]
    return {"claim": {"topics": topics, "event": directory.label(before.event)}, "attribution": voices}


def restating(claim: Claim, directory: Directory) -> dict[str, Any]:
    """The same for a claim that tells that one again: its statement and who is in it, what it is about, its days.

    Evidence is new, with the words of it: quote, mentions, time expression. So are the voice, and how sure it is.
    """
    topics, places = list(claim.topics.all()), list(claim.places.all())
    people = claim.participants.select_related("actor").order_by("order", "pk")
    fields = {
        "statement": claim.statement,
        "kind": claim.kind,
        "negated": claim.negated,
        "condition": claim.condition,
        "topics": directory.labels(topics),
        "event": directory.label(claim.event),
        "places": directory.labels(places),
        "occurred_from": claim.occurred_from,
        "occurred_to": claim.occurred_to,
        "occurred_precision": claim.occurred_precision,
        "occurred_inferred": claim.occurred_inferred,
        "occurred_basis": claim.occurred_basis,
    }
    return {
        "claim": fields,
        "participants": [
            {"actor": directory.label(row.actor), "role": row.role, "evaluation": row.evaluation} for row in people
        ],
        "relations": [{"type": str(RelationType.RESTATES), "target": Directory.full_label(claim)}],
    }


def as_typed(begun: dict[str, Any]) -> dict[str, Any]:
    """The same in words and truth values, as JSON has them, for a script that fills them in."""

    def plain(values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value if isinstance(value, bool) else "" if value is None else str(value)
            for name, value in values.items()
        }

    return {
        name: plain(part) if isinstance(part, dict) else [plain(row) for row in part] for name, part in begun.items()
    }
