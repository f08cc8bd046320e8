"""How good the proposed wordings are: each claim of the seed article proposed from its quote, as its coder met it.

What was coded of the text before a claim is known, and nothing of the claim itself. Right is whom the two coders
coded. The counts are a floor: a change that makes the proposals better changes them here.
"""

import re
from collections import Counter

import pytest
from django.core.management import call_command

from claims.curation.mentions import PRONOUN, Called, is_pronoun
from claims.curation.names_in_text import called
from claims.curation.proposing import Proposal, propose
from claims.models.actors import ActorName
from claims.models.claims import Claim
from claims.models.sources import Source

pytestmark = pytest.mark.django_db


def in_order_of_the_text(source: Source) -> list[Claim]:
    rows = Claim.objects.filter(source=source).prefetch_related("evidence", "participants__actor", "attribution__actor")
    return sorted(rows, key=lambda claim: (min(quote.start or 0 for quote in claim.evidence.all()), claim.pk))


def coded_in(claim: Claim) -> set[str]:
    """The names of the actors in the claim."""
    return {row.actor.name for row in claim.participants.all()} | {row.actor.name for row in claim.attribution.all()}


def known_before(everything: list[Called], before: list[Claim]) -> list[Called]:
    """What was coded in those claims: their mentions, and the names of the actors in them."""
    numbers = {claim.pk for claim in before}
    actors = {name for claim in before for name in coded_in(claim)}
    return [entry for entry in everything if (entry.claim in numbers if entry.claim else entry.name in actors)]


def named_in(claim: Claim, aliases: dict[str, set[str]]) -> set[str]:
    """The actors of the claim as it was coded, and those that its statement names, by any name; in small letters."""
    coded = coded_in(claim) | {
        name
        for name, all_names in aliases.items()
        if any(re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", claim.statement) for alias in all_names)
    }
    return {name.lower() for name in coded}


def is_right(by: str, names: set[str], mentioned: set[str]) -> bool:
    """Whether all that a replacement names are actors of the claim, or were coded for just these words elsewhere."""
    whole = re.sub(r"^the |[’'](?:s)?$", "", by.lower())
    return whole in names | mentioned or all(part in names for part in re.split(r",? and |, ", whole))


def test_the_words_of_the_article_are_resolved_to_whom_the_coders_coded():
    call_command("load_seeds", verbosity=0)
    source = Source.objects.get(texts__isnull=False)
    text = source.current_text
    assert text is not None
    everything = called(source.pk)
    aliases: dict[str, set[str]] = {}
    for entry in everything:
        aliases.setdefault(entry.name, {entry.name})
    for name, alias in ActorName.objects.values_list("actor__name", "name"):
        aliases.setdefault(name, {name}).add(alias)
    claims = in_order_of_the_text(source)
    counts: Counter[str] = Counter()
    wrong = []
    for number, claim in enumerate(claims):
        quotes = claim.evidence.order_by("order")
        spans = [(quote.start, quote.end) for quote in quotes if quote.start is not None and quote.end is not None]
        proposal: Proposal = propose(text.text, spans, known_before(everything, claims[:number]))
        assert proposal.statement
        names = named_in(claim, aliases)
        for change in proposal.replaced:
            mentioned = {entry.name.lower() for entry in everything if entry.words == change.words}
            right = is_right(change.by, names, mentioned)
            counts[f"{'pronouns' if is_pronoun(change.words) else 'mentions'} {'right' if right else 'wrong'}"] += 1
            wrong += [] if right else [f"{claim.uid}: “{change.words}” is {change.by}: {claim.statement}"]
        counts["pronouns"] += sum(len(PRONOUN.findall(text.text, start, end)) for start, end in spans)
        counts["pronouns left, and told"] += len(proposal.left)
    assert not wrong, "\n".join(wrong)
    # Of 46 pronouns nine mean nobody ("it is unlikely"), and 27 stay for whom the quote itself has named.
    assert (len(claims), counts["pronouns"]) == (123, 46)
    assert counts["pronouns right"] >= 6, counts
    assert counts["pronouns left, and told"] <= 4, counts
    assert counts["mentions right"] >= 70, counts
