"""By what words a source's text calls whom, as far as it has been coded."""

from claims.curation.proposing import Called
from claims.models.actors import ActorName
from claims.models.coding import Attribution, Evidence, Participant


def called(source: int, *, without: int | None = None) -> list[Called]:
    """The mentions coded in the source, and every name of the actors in its claims; `without` leaves a claim out.

    Four queries, however many claims there are.
    """
    quoted = Evidence.objects.filter(claim__source=source, paragraph__isnull=False).exclude(claim=without)
    paragraph: dict[int, int] = {}
    for claim, number in quoted.order_by("claim", "order").values_list("claim", "paragraph"):
        paragraph.setdefault(claim, number or 0)
    found: dict[Called, None] = {}
    actors: dict[int, tuple[str, str]] = {}
    fields = ("claim", "actor", "actor__name", "actor__kind")
    for table, words in ((Participant, "mention"), (Attribution, None)):
        rows = table._default_manager.filter(claim__source=source).exclude(claim=without)
        for claim, actor, name, kind, *mention in rows.values_list(*fields, *filter(None, (words,))):
            actors[actor] = (name, kind)
            if mention and mention[0]:
                found[Called(mention[0], name, kind, paragraph.get(claim))] = None
    for name, kind in actors.values():
        found[Called(name, name, kind)] = None
    for actor, alias in ActorName.objects.filter(actor__in=actors).order_by("pk").values_list("actor", "name"):
        found[Called(alias, *actors[actor])] = None
    return list(found)
