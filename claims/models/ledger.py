"""The ledger: the append-only public documents, and the facts by which they are found.

The public side reads these tables and no others. Only `claims.curation` writes them.

Every read is at one S, a `seq` fixed once for a request: a fact holds at S when `from_seq <= S < till_seq`, a document
is the record's last publication whose `seq <= S`. The order of `seq` is the order of commit, so whoever has seen S
has seen everything up to S.
"""

from datetime import UTC, datetime
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value

from claims.choices import Operation, RecordKind
from claims.models.base import one_of

API_ROOT = "/api/v1/"
# The segment of the address under which records of a kind are read.
PATHS: dict[str, str] = {
    RecordKind.CLAIM: "claims",
    RecordKind.ACTOR: "actors",
    RecordKind.SOURCE: "sources",
    RecordKind.TOPIC: "topics",
    RecordKind.EVENT: "events",
    RecordKind.PLACE: "places",
    RecordKind.SCALE: "confidence-scales",
}

# The text search configuration of every `words` column and of `q`.
TEXT_CONFIG = "english"

# `till_seq` of a fact that still holds: past every number the ledger can reach.
OPEN = 2**63 - 1
# Days are counted as date.toordinal() does; an open end lies beyond every date that can be written.
BEFORE_ALL_DAYS = 0
AFTER_ALL_DAYS = 4_000_000


def instant(moment: datetime) -> str:
    """A moment as documents write it: UTC, microseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _quoted(moment: datetime | None) -> str:
    return "null" if moment is None else f'"{instant(moment)}"'


class PublicationQuerySet(models.QuerySet):
    def head(self) -> int:
        """The number of the newest publication; 0 while nothing is published."""
        return self.aggregate(head=models.Max("seq"))["head"] or 0

    def until(self, seq: int) -> Self:
        return self.filter(seq__lte=seq)

    def latest_of(self, kind: str, records: list[int]) -> Self:
        """The last publication of each of the records (internal numbers) of one kind, retractions included."""
        return self.filter(kind=kind, record__in=records).order_by("record", "-seq").distinct("record")


class Publication(models.Model):
    """One act of publication of one record.

    `digest` is SHA-256 over salt and body (over the salt alone where there is no body), `chain` is SHA-256 over the
    previous chain hash and this row's seq, kind, uid, op and digest: see `claims.curation.chain`.
    """

    seq = models.BigIntegerField(primary_key=True, help_text="1, 2, 3, …, in the order of commit.")
    kind = models.CharField(max_length=10, choices=RecordKind.choices, help_text="Kind of record.")
    record = models.BigIntegerField(help_text="Internal number of the record.")
    uid = models.UUIDField(help_text="Identity of the record.")
    slug = models.CharField(max_length=120, blank=True, help_text="Its slug when this was published; claims have none.")
    op = models.CharField(max_length=10, choices=Operation.choices, help_text="What was done.")
    body = models.TextField(null=True, help_text="The document as JSON text; none in a retraction.")
    salt = models.BinaryField(help_text="16 random bytes, so that an erased body cannot be guessed from its digest.")
    digest = models.BinaryField(help_text="SHA-256, 32 bytes.")
    chain = models.BinaryField(help_text="SHA-256, 32 bytes.")
    at = models.DateTimeField(help_text="When; never earlier than the row before.")
    first_at = models.DateTimeField(help_text="When the record was first published.")
    first_seq = models.BigIntegerField(help_text="The number under which the record was first published.")
    revised_at = models.DateTimeField(null=True, help_text="When it was last revised, up to this row.")
    by = models.CharField(max_length=150, blank=True, help_text="Account that published it. Not public.")
    reason = models.TextField(blank=True, help_text="Why, in the words of whoever did it.")
    cause = models.BigIntegerField(null=True, help_text="Number of the publication that made this one necessary.")
    version = models.BigIntegerField(null=True, help_text="The workshop's version of the record that was rendered.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("kind", "record", "-seq"), name="publication_of_record"),
            models.Index(fields=("kind", "slug"), condition=~Q(slug=""), name="publication_of_slug"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
        constraints = (
            one_of("publication", "kind", RecordKind),
            one_of("publication", "op", Operation),
            models.CheckConstraint(name="publication_seq_is_positive", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="publication_has_body_unless_retracted",
                condition=Q(op=Operation.RETRACTED, body__isnull=True)
                | (~Q(op=Operation.RETRACTED) & Q(body__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.op} {self.kind} {self.uid}"

    @property
    def path(self) -> str:
        """Where the record is read, without a host."""
        return f"{API_ROOT}{PATHS[self.kind]}/{self.slug or self.uid}/"

    def document(self) -> str:
        """The public document as JSON text: the body with what is known only at reading put in behind its uid.

        A retraction has none; asking for it is a mistake of the caller, and raises ValueError.
        """
        if self.body is None:
            raise ValueError(f"Publication {self.seq} is a retraction and has no document.")
        uid, rest = self.body.split(",", 1)
        return (
            f'{uid},"path":"{self.path}","seq":{self.seq},"published_at":"{instant(self.first_at)}",'
            f'"revised_at":{_quoted(self.revised_at)},{rest}'
        )


class Facet(models.TextChoices):
    """What a term says of a record. Keys are codes, or uids of records; "" says that nothing is coded."""

    # of claims
    KIND = "kind"
    SALIENCE = "salience"
    NEGATED = "negated"  # "true", "false"
    LANGUAGE = "language"
    ACTOR = "actor"  # in any role or voice
    ACTOR_KIND = "actor_kind"  # of any participant or voice
    SUBJECT = "subject"
    TARGET = "target"
    ADDRESSEE = "addressee"
    BENEFICIARY = "beneficiary"
    MENTIONED = "mentioned"
    CLAIMANT = "claimant"  # the last voice
    VIA = "via"  # the voices before the last
    OWN_VOICE = "own_voice"  # "true" where there is one voice, "false" where there are more
    FORM = "form"  # of the claimant
    COMMITMENT = "commitment"  # of the claimant
    TOPIC = "topic"  # as coded; subtopics are added at query time
    EVENT = "event"
    PLACE = "place"
    COUNTRY = "country"  # ISO 3166-1 alpha-2
    SOURCE = "source"
    PUBLISHER = "publisher"
    HEDGED = "hedged"  # "true", "false", or "" where hedging is not coded
    LIKELIHOOD = "likelihood"  # "scale:code"
    CODING_CONFIDENCE = "coding_confidence"  # code
    CREDIBILITY = "credibility"  # code
    RELIABILITY = "reliability"  # code; of the source
    POSITION = "position"  # "holder|topic|value", each part given or left empty: one term finds any mixture
    RELATION = "relation"  # "type|uid of the other claim", each part given or left empty
    # of other records (some of the above serve there too)
    NAMED = "named"  # actors: "true", "false"
    AFFILIATION = "affiliation"  # actors: uid of the other actor
    AUTHOR = "author"  # sources
    DEPTH = "depth"  # sources
    CITES = "cites"  # sources: uid of the cited source
    POLE = "pole"  # topics: "true", "false"
    AXIS = "axis"  # scales


class Term(models.Model):
    """A small integer for a facet and a key, such as ("target", uid of an actor) or ("kind", "event").

    Keys of records are their uids, so that a rename touches no fact. The key "" of a facet says "not coded".
    """

    # Four bytes, because every fact holds some thirty of them.
    id = models.AutoField(primary_key=True)
    facet = models.CharField(max_length=24, choices=Facet.choices)
    key = models.CharField(max_length=200)

    class Meta:
        ordering = ("facet", "key")
        constraints = (models.UniqueConstraint(fields=("facet", "key"), name="term_is_one_number"),)

    def __str__(self) -> str:
        return f"{self.facet}:{self.key}"


class FactQuerySet(models.QuerySet):
    def at(self, seq: int) -> Self:
        """Facts that hold at S; at any S each record has at most one."""
        return self.filter(from_seq__lte=seq, till_seq__gt=seq)

    def with_document(self, seq: int) -> Self:
        """Adds `document_seq`: the number of the record's last publication up to S."""
        kind = Value(RecordKind.CLAIM) if self.model is ClaimFact else OuterRef("kind")
        latest = Publication.objects.filter(kind=kind, record=OuterRef("record"), seq__lte=seq)
        return self.annotate(document_seq=Subquery(latest.order_by("-seq").values("seq")[:1]))


class Fact(models.Model):
    """What filters and orderings need of a record, for as long as none of it changes: the lifetime [from, till).

    Facts follow from the documents alone; `manage.py rebuild_facts` makes them anew from the ledger.
    """

    record = models.BigIntegerField(help_text="Internal number of the record.")
    uid = models.UUIDField(help_text="Identity of the record.")
    from_seq = models.BigIntegerField(help_text="First S at which the fact holds.")
    till_seq = models.BigIntegerField(default=OPEN, help_text="First S at which it no longer holds.")
    first_seq = models.BigIntegerField(help_text="The number under which the record was first published.")
    first_at = models.DateTimeField(help_text="When the record was first published.")
    terms = ArrayField(models.IntegerField(), help_text="Numbers of the terms that hold, in ascending order.")
    words = SearchVectorField(help_text="What `q` searches.")

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True


def _lifetimes(table: str, *key: str) -> list[models.BaseConstraint]:
    """A record has one open lifetime at most, no two that begin together, and none that ends before it begins."""
    return [
        models.UniqueConstraint(fields=(*key, "from_seq"), name=f"{table}_begins_once"),
        models.UniqueConstraint(fields=key, condition=Q(till_seq=OPEN), name=f"{table}_is_open_once"),
        models.CheckConstraint(name=f"{table}_lifetime_is_in_order", condition=Q(till_seq__gt=models.F("from_seq"))),
    ]


class ClaimFact(Fact):
    """Of a claim. Days are ordinals as `date.toordinal()` counts; NULL means that the claim gives no time at all."""

    occurred_key = models.IntegerField(help_text="Day it begins, by which lists are ordered; 0 for undated.")
    occurred_low = models.IntegerField(null=True, help_text="First day; 0 for an open beginning.")
    occurred_high = models.IntegerField(null=True, help_text="Last day; 4000000 for an open end.")
    said_key = models.IntegerField(help_text="Day the claimant said it, by which lists are ordered; 0 for undated.")
    said_low = models.IntegerField(null=True)
    said_high = models.IntegerField(null=True)
    source_on = models.IntegerField(null=True, help_text="Day on which the source was published.")
    # A flat assertion is more than any "at least" and more than any "at most": 100 and 101.
    likelihood_low = models.SmallIntegerField(null=True, help_text="Percent; 100 for a claim asserted flatly.")
    likelihood_high = models.SmallIntegerField(null=True, help_text="Percent; 101 for a claim asserted flatly.")
    coding_rank = models.SmallIntegerField(null=True, help_text="Rank of the coding confidence in its scale.")

    class Meta:
        constraints = _lifetimes("claimfact", "record")
        indexes = (
            GinIndex(fields=("terms",), name="claimfact_terms"),
            GinIndex(fields=("words",), name="claimfact_words"),
            models.Index(fields=("occurred_key", "record"), name="claimfact_occurred"),
            models.Index(fields=("said_key", "record"), name="claimfact_said"),
            models.Index(fields=("first_seq", "record"), name="claimfact_published"),
            models.Index(fields=("uid", "-from_seq"), name="claimfact_uid"),
        )

    def __str__(self) -> str:
        return f"claim {self.uid} [{self.from_seq}, {self.till_seq})"


class RecordFact(Fact):
    """Of an actor, source, topic, event, place or scale."""

    kind = models.CharField(max_length=10, choices=RecordKind.choices)
    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=500, help_text="Name or title, by which lists are ordered.")
    name_key = models.CharField(max_length=500, help_text="The name in lower case, by which lists are ordered.")
    parent = models.UUIDField(null=True, help_text="Of a topic, the uid of the wider one.")
    low = models.IntegerField(null=True, help_text="First day: of publication, or of the happening.")
    high = models.IntegerField(null=True, help_text="Last day.")

    class Meta:
        constraints = [*_lifetimes("recordfact", "kind", "record"), one_of("recordfact", "kind", RecordKind)]
        indexes = (
            GinIndex(fields=("terms",), name="recordfact_terms"),
            GinIndex(fields=("words",), name="recordfact_words"),
            models.Index(fields=("kind", "slug"), name="recordfact_slug"),
            models.Index(fields=("kind", "name_key", "record"), name="recordfact_name"),
            models.Index(fields=("kind", "parent"), name="recordfact_parent"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} [{self.from_seq}, {self.till_seq})"
