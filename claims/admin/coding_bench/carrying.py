"""What a new claim begins with: voice, topic and event stay from the claim before until they are changed."""

from typing import Any

from django.contrib.auth.models import User

from claims.admin.coding_bench.naming import Directory
from claims.choices import Commitment, Form
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
