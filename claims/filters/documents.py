"""The query vocabulary of claims for whoever follows the changes of the ledger: what a claim's own document decides."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from claims.choices import ClaimKind
from claims.filters.claims import ClaimFilterSet
from claims.filters.parameters import UNKNOWN, Parameter, Refusal
from claims.filters.search import WordsFilter
from claims.filters.terms import CodeFilter
from claims.models.facts import ClaimFact, Facet


class OwnDocumentFilterSet(ClaimFilterSet):
    """Those filters of claims that hold or do not hold of a claim by its own document, whatever else is published.

    So only a publication of the claim itself can bring it into the filter or take it out, and whoever applies the
    changes in their order has what fulfils the filter. Names mean what they mean at S, but an actor stands for itself
    alone: documents that name one which was merged into it are refreshed to name it, and that is a change of theirs.

    The rows are the facts of every S: whoever asks adds at which of them they have to hold.
    """

    # Which words are misspelt depends on all documents.
    forgiving = False
    q = WordsFilter(
        help_text='Full text over statement and quotes, as in a web search: all words, "a phrase", or, -not. '
        "Words are taken with their inflections in the language of the claim, and without accents; misspelt ones find "
        "nothing. Repeated: each must be found.",
        example="peacekeepers",
    )
    # The parameter `kind` is taken by the kind of record.
    kind = None  # type: ignore[assignment]
    claim_kind = CodeFilter(Facet.KIND, ClaimKind, help_text="What sort of claim it is.", example="event")

    def facts(self) -> QuerySet:
        return ClaimFact.objects.using(self.reading.using)

    def nearly(self, values: Mapping[str, Any]) -> None:
        """None: the rows are not those of one S."""
        return

    def taken_in(self, topics: set[UUID], actors: set[UUID], *, rollup: bool) -> dict[UUID, set[UUID]]:
        return {}

    def refusals(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
        beyond = {name: filter_.beyond_document for name, filter_, _ in self.given(values) if filter_.beyond_document}
        plain = [name for name in self.parameters() if "__" not in name]
        for name, instead in beyond.items():
            yield name, Refusal(f"{name} is no filter of changes. {instead}", UNKNOWN, allowed=plain)
        yield from ((name, refusal) for name, refusal in super().refusals(values) if name not in beyond)

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        filters = cls.base_filters.items()
        return {name: declared.field for name, declared in filters if declared.beyond_document is None}
