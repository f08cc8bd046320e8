"""By what words a source's text calls whom, as far as it has been coded."""

from claims.curation.mentions import Called, is_pronoun
from claims.models.actors import ActorName
from claims.models.coding import Attribution, Evidence, Participant


def called(source: int, *, without: int | None = None) -> list[Called]:
    """The mentions coded in the source, and every name of the actors in its claims; `without` leaves a claim out.

    But for pronouns, each of which means somebody else elsewhere. Four queries, however many claims there are.
    """
    quoted = Evidence.objects.filter(claim__source=source, paragraph__isnull=False).exclude(claim=without)
    paragraph: dict[int, int] = {}
    for claim, number in quoted.order_by("claim_id", "order").values_list("claim", "paragraph"):
        paragraph.setdefault(claim, number or 0)
    found: dict[Called, None] = {}
    actors: dict[int, tuple[str, str, bool]] = {}
    fields = ("claim", "actor", "actor__name", "actor__kind", "actor__named")
    for table, words in ((Participant, "mention"), (Attribution, None)):
        rows = table._default_manager.filter(claim__source=source).exclude(claim=without)
        rows = rows.order_by("claim_id", "order", "pk")
        for claim, actor, name, kind, named, *mention in rows.values_list(*fields, *filter(None, (words,))):
            actors[actor] = (name, kind, named)
            if mention and mention[0] and not is_pronoun(mention[0]):
                found[Called(mention[0], name, kind, paragraph.get(claim), claim, named)] = None
    for name, kind, named in actors.values():
        found[Called(name, name, kind, named=named)] = None
    for actor, alias in ActorName.objects.filter(actor__in=actors).order_by("pk").values_list("actor", "name"):
        name, kind, named = actors[actor]
        found[Called(alias, name, kind, named=named)] = None
    return list(found)
