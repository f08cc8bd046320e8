"""By what claims rest on: a sentence that they quote, and the page at which their source was read."""

from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django_filters import Filter

from claims.filters.parameters import Parameter, Refusal, Words
from claims.filters.terms import Condition, LedgerFilter, Meanings, TermFilter
from claims.models.facts import Facet
from claims.models.finding import HEAD_WORDS, QuoteFact, head_of, spaced
from claims.models.folding import page_key, words_of

# Fewer words stand in too many quotes to be one.
FEWEST_WORDS = 3


class Passages(Words):
    """Passages of a text, each of three words at least."""

    longest = 2_000
    schema = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": longest}}

    def read(self, texts: list[str]) -> tuple[str, ...]:
        passages = super().read(texts)
        for text in passages:
            if len(words_of(text)) < FEWEST_WORDS:
                raise Refusal(f"A passage has at least {FEWEST_WORDS} words; search for fewer with q.")
        return passages


class Address(Parameter):
    """The address of a page, however it is written: one at which nothing was read finds nothing."""


class QuoteFilter(LedgerFilter):
    """By a passage that holds a quote of the claim, or is held by one: whole words, however written."""

    field_class = Passages
    beyond_document = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(field_name="quote", **kwargs)

    def derived(self, name: str) -> dict[str, Filter]:
        negation = self.describe(f"Those to which `{name}` with this value does not apply.")
        negation.exclude = True
        return {f"{name}__not": negation}

    def filter(self, qs: QuerySet, value: tuple[str, ...]) -> QuerySet:
        for text in value:
            quotes = QuoteFact.objects.filter(_of_passage(words_of(text)))
            # A quote holds as long as the claim's fact, or longer.
            held = quotes.filter(
                record=OuterRef("record"), from_seq__lte=OuterRef("from_seq"), till_seq__gt=OuterRef("from_seq")
            )
            if self.exclude:
                qs = qs.exclude(Exists(held))
            else:
                # The records alone would not do; with them PostgreSQL looks up the few claims, and reads no others.
                qs = qs.filter(Exists(held), record__in=quotes.values("record"))
        return qs


class _StandsIn(Func):
    """Whether the one text stands in the other."""

    template, arg_joiner, output_field = "(position(%(expressions)s) > 0)", " IN ", BooleanField()


def _of_passage(words: list[str]) -> Q:
    """Of quotes: that one has the words in it, or stands in them as a whole."""
    passage, starts = spaced(words), range(len(words))
    heads = {head_of(words[start : start + count]) for start in starts for count in range(1, HEAD_WORDS + 1)}
    return Q(key__contains=passage) | Q(_StandsIn(F("key"), Value(passage)), head__in=sorted(heads))


class PageFilter(LedgerFilter):
    """By the page at which the source was read, as the documents of sources say at S."""

    field_class = Address
    beyond_document = (
        "The documents of sources decide at which page they were read. Follow the sources too (`kind=source`), and "
        "choose claims by the `source` of their documents."
    )

    def derived(self, name: str) -> dict[str, Filter]:
        negation = self.describe(f"Those to which `{name}` with this value does not apply.")
        negation.exclude = True
        return {f"{name}__not": negation}

    def conditions(self, value: str, meanings: Meanings) -> Iterator[Condition]:
        sources = meanings.reading.sources_at(page_key(value))
        yield Condition(frozenset((Facet.SOURCE.value, str(uid)) for uid in sources), negated=self.exclude)


class OwnPageFilter(TermFilter):
    """Of sources: by the page at which they were read."""

    field_class = Address

    def conditions(self, value: str, meanings: Meanings) -> Iterator[Condition]:
        key = page_key(value)
        yield Condition(frozenset({(self.facet, key)} if key else ()), negated=self.exclude)
