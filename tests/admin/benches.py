"""The coding bench for tests: its addresses, a source to code, a form that is filled in."""

from typing import Any

from django.test import Client
from django.urls import reverse

from claims.models.claims import Claim
from claims.models.sources import Source
from tests import factories
from tests.admin.forms import fields_of, row


def bench(source: Source, claim: Claim | None = None) -> str:
    if claim is None:
        return reverse("admin:claims_source_code", args=[source.pk])
    return reverse("admin:claims_source_code_claim", args=[source.pk, claim.pk])


def coded_source() -> Source:
    """A source to be coded, and the scales that the bench offers."""
    factories.scale("coding_confidence")
    factories.scale("likelihood")
    return factories.source()


def shared_claim(source: Source) -> Claim:
    """A claim with two participants, for several to edit."""
    actors = [(factories.actor("a", name="A"), "subject"), (factories.actor("b", name="B"), "target")]
    return factories.claim(source=source, statement="Dues rose.", participants=actors)


def filled(coder: Client, source: Source, **typed: str) -> dict[str, Any]:
    """What the form of a new claim sends, with a quote, a new actor and all that is needed filled in."""
    data = fields_of(coder.get(bench(source)))
    row(data, "evidence", 0, exact="raised harbour dues")
    actor = {"actor": "Port Ministry", "new_kind": "government_body", "role": "subject", "mention": "port ministry"}
    row(data, "participants", 0, **actor)
    return data | {
        "statement": "The port ministry raised harbour dues.",
        "kind": "event",
        "hedging": "unhedged",
        **typed,
    }
