"""Drafts to measure publishing on: they can be published, and say what their originals say."""

from typing import Any

import pytest

from bench.drafts import make_drafts
from claims.curation.publishing import publish
from claims.models.claims import Claim
from claims.models.ledger import Publication
from tests import factories as make
from tests import oracle

pytestmark = pytest.mark.django_db


def said(claim: Claim) -> dict[str, Any]:
    """The document of a claim, but for what tells it from its copies."""
    document = oracle.public(claim)
    document["source"].pop("slug")
    document["relations"] = [{**relation, "claim": None} for relation in document["relations"]]
    return document | {"uid": None}


def test_drafts_are_copies_that_can_be_published():
    source, topic = make.source(), make.topic()
    target = make.claim(source=source, topics=[topic], statement="Dues rose.")
    other = make.claim(source=source, topics=[topic], relations=[("supports", target)], cues=[("may", "modal")])
    make.claim(source=source)  # a draft is no original
    make.publish_all(target, other)
    made = make_drafts(5)
    assert len(made) == 6, "whole sources are copied"
    rows = publish(Claim.objects.filter(pk__in=made))
    assert [row.op for row in rows if row.kind == "claim"] == ["published"] * 6
    copies = list(Claim.objects.filter(pk__in=made).order_by("pk"))
    assert [said(claim) for claim in copies] == [said(target), said(other)] * 3
    related = [oracle.public(claim)["relations"][0]["claim"] for claim in copies[1::2]]
    assert related == [str(claim.uid) for claim in copies[::2]]
    assert len({claim.source_id for claim in copies}) == 3


def test_without_public_claims_there_is_nothing_to_copy():
    with pytest.raises(SystemExit, match="no public claim to copy"):
        make_drafts(1)
    assert not Publication.objects.exists()
