"""What finding by words needs beside the facts: the words that documents use, the names of records, quotes.

Like the facts they follow from the publications alone, and are written and made anew with them. What is compared is
folded: see `folding.py`.
"""

from collections.abc import Sequence

from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import F

from claims.choices import RecordKind
from claims.models.base import one_of
from claims.models.facts import Lived, lifetimes

# The kinds of records that are found by their names: those that filters of claims name.
NAMED = (RecordKind.ACTOR, RecordKind.TOPIC, RecordKind.EVENT, RecordKind.PLACE, RecordKind.SOURCE)

# Of a word: shorter ones are told apart by nothing but their letters, longer ones are none.
SHORTEST_WORD, LONGEST_WORD = 3, 40
# Of a name as it is compared.
LONGEST_KEY = 200
# So many words of a quote are looked up; all others are compared.
HEAD_WORDS = 4
LONGEST_HEAD = 100


def head_of(words: Sequence[str]) -> str:
    """By what a quote of these words is looked up."""
    return " ".join(words[:HEAD_WORDS])[:LONGEST_HEAD]


def spaced(words: Sequence[str]) -> str:
    """The words with a blank around each: of two such texts, the one holds the other only by whole words."""
    return f" {' '.join(words)} "


class Word(models.Model):
    """A word that documents of a kind use, or used once: what a misspelt word of a search may have meant.

    It holds at S when `from_seq <= S`. No word stays that only erased documents had.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=RecordKind.choices, help_text="Kind of the records.")
    word = models.CharField(max_length=LONGEST_WORD, help_text="The word, folded.")
    from_seq = models.BigIntegerField(help_text="First S at which a document has it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "word"), name="word_is_there_once"),
            one_of("word", "kind", RecordKind),
        )
        indexes = (
            GistIndex(OpClass(F("word"), name="gist_trgm_ops"), name="word_like"),
            models.Index(fields=("from_seq",), name="word_from"),
        )

    def __str__(self) -> str:
        return f"{self.word} ({self.kind}) [{self.from_seq}, …)"


class NameFact(Lived):
    """A name of a record from one of its words on, for as long as the record has it.

    "Republic of Azerbaijan" has three of them, so that whoever writes "azer" finds it. Of those of one record that are
    equal there is one: that of the name that has the fewest words before it.
    """

    kind = models.CharField(max_length=10, choices=RecordKind.choices, help_text="Kind of the record.")
    key = models.CharField(max_length=LONGEST_KEY, help_text="The name from this word on, folded.")
    place = models.SmallIntegerField(help_text="Number of this word in the name; 0 for the first.")
    name = models.CharField(max_length=500, help_text="The whole name, as it is written.")

    class Meta:
        constraints = [*lifetimes("namefact", "kind", "record", "key"), one_of("namefact", "kind", RecordKind)]
        indexes = (
            # By code point, so that it serves for beginnings as well.
            models.Index(OpClass(F("key"), name="text_pattern_ops"), name="namefact_key"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} as {self.key} [{self.from_seq}, {self.till_seq})"


class QuoteFact(Lived):
    """A public quote of a claim, for as long as the claim rests on it."""

    number = models.SmallIntegerField(help_text="Its place among the evidence of the claim, from 0.")
    key = models.TextField(help_text="Its words, folded, with a blank around each.")
    head = models.CharField(max_length=LONGEST_HEAD, help_text="Its first four words, by which it is looked up.")

    class Meta:
        constraints = lifetimes("quotefact", "record", "number")
        indexes = (
            models.Index(fields=("head",), name="quotefact_head"),
            GinIndex(OpClass(F("key"), name="gin_trgm_ops"), name="quotefact_within"),
        )

    def __str__(self) -> str:
        return f"quote {self.number} of claim {self.uid} [{self.from_seq}, {self.till_seq})"
