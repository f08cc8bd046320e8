"""Facts: what filters and orderings need of the ledger's documents, each for the lifetime in which it holds.

They follow from the publications alone: `claims.curation.advance` writes them with each publication, and can make all
of them anew. Every read is at one S: a fact holds at S when `from_seq <= S < till_seq`.
"""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Count, OuterRef, Q, Subquery, Value

from claims.choices import RecordKind, RelationType
from claims.models.base import one_of
from claims.models.languages import ENGLISH
from claims.models.ledger import Publication

# `till_seq` of a fact that still holds: past every number the ledger can reach.
OPEN = 2**63 - 1
# Days are counted as date.toordinal() does; an open end lies beyond every date that can be written.
BEFORE_ALL_DAYS = 0
AFTER_ALL_DAYS = 4_000_000


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
    URL = "url"  # sources: key of the page at which it was read
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


class FactsEdition(models.Model):
    """Which making of all facts these are: one row, with another token whenever they are made anew as a whole.

    Terms have the numbers that they were given then, so that whatever is kept of facts elsewhere is of one edition. The
    hashes of the ledger would not tell: the same ledger can be restored, and its terms be numbered otherwise.
    """

    id = models.SmallIntegerField(primary_key=True, default=1, help_text="1: there is one row.")
    token = models.UUIDField(help_text="By which one edition is told from another.")

    class Meta:
        constraints = (models.CheckConstraint(name="factsedition_is_one", condition=Q(id=1)),)

    def __str__(self) -> str:
        return str(self.token)


class FactQuerySet(models.QuerySet):
    def at(self, seq: int) -> Self:
        """Facts that hold at S; at any S each record has at most one."""
        return self.filter(from_seq__lte=seq, till_seq__gt=seq)

    def with_document(self, seq: int) -> Self:
        """Adds `document_seq`: the number of the record's last publication up to S."""
        kind = Value(RecordKind.CLAIM) if self.model is ClaimFact else OuterRef("kind")
        latest = Publication.objects.filter(kind=kind, record=OuterRef("record"), seq__lte=seq)
        return self.annotate(document_seq=Subquery(latest.order_by("-seq").values("seq")[:1]))


class Lived(models.Model):
    """What holds of a record for a lifetime [from, till)."""

    record = models.BigIntegerField(help_text="Internal number of the record.")
    uid = models.UUIDField(help_text="Identity of the record.")
    from_seq = models.BigIntegerField(help_text="First S at which it holds.")
    till_seq = models.BigIntegerField(default=OPEN, help_text="First S at which it no longer holds.")

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True


class Fact(Lived):
    """What filters and orderings need of a record, for as long as none of it changes.

    Facts follow from the documents alone; `manage.py rebuild_facts` makes them anew from the ledger.
    """

    first_seq = models.BigIntegerField(help_text="The number under which the record was first published.")
    first_at = models.DateTimeField(help_text="When the record was first published.")
    terms = ArrayField(models.IntegerField(), help_text="Numbers of the terms that hold, in ascending order.")
    words = SearchVectorField(help_text="What `q` searches.")
    config = models.CharField(max_length=20, default=ENGLISH, help_text="How its words are read: see languages.py.")

    class Meta:
        abstract = True


_OPEN_ONCE = "_is_open_once"


def lifetimes(table: str, *key: str) -> list[models.BaseConstraint]:
    """A record has one open lifetime at most, no two that begin together, and none that ends before it begins."""
    return [
        models.UniqueConstraint(fields=(*key, "from_seq"), name=f"{table}_begins_once"),
        models.UniqueConstraint(fields=key, condition=Q(till_seq=OPEN), name=f"{table}{_OPEN_ONCE}"),
        models.CheckConstraint(name=f"{table}_lifetime_is_in_order", condition=Q(till_seq__gt=models.F("from_seq"))),
    ]


def key_of(model: type[Lived]) -> tuple[str, ...]:
    """The columns that together say whose lifetime a row is; of one key, lifetimes do not overlap."""
    (once,) = (rule for rule in model._meta.constraints if rule.name.endswith(_OPEN_ONCE))
    return tuple(once.fields)  # type: ignore[attr-defined]


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
    claimant = models.UUIDField(help_text="The last voice, by which one tells whose claim it is.")
    event = models.UUIDField(null=True, help_text="The event that it tells of, by which several claims count as one.")

    class Meta:
        constraints = lifetimes("claimfact", "record")
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
        constraints = [*lifetimes("recordfact", "kind", "record"), one_of("recordfact", "kind", RecordKind)]
        indexes = (
            GinIndex(fields=("terms",), name="recordfact_terms"),
            GinIndex(fields=("words",), name="recordfact_words"),
            models.Index(fields=("kind", "slug"), name="recordfact_slug"),
            models.Index(fields=("kind", "name_key", "record"), name="recordfact_name"),
            models.Index(fields=("kind", "parent"), name="recordfact_parent"),
            models.Index(fields=("uid",), name="recordfact_uid"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} [{self.from_seq}, {self.till_seq})"


class LinkType(models.TextChoices):
    """The ties that are neither relations of claims nor affiliations of actors, which have their own codes."""

    MERGED_INTO = "merged_into"


class LinkFact(Lived):
    """A tie of one record to another of its kind, while it holds: a claim's relation, an actor's affiliation or merge.

    It says nothing of the other record, which need not be public at every S of the lifetime: who reads at S asks for
    both ends. So a change of one record never touches the facts of those that are tied to it.
    """

    kind = models.CharField(max_length=10, choices=RecordKind.choices, help_text="Kind of both records.")
    type = models.CharField(max_length=20, help_text="Code of the relation or of the affiliation, or merged_into.")
    other = models.UUIDField(help_text="Identity of the other record.")
    explicit = models.BooleanField(null=True, help_text="Of a relation: whether the text states it.")

    class Meta:
        constraints = [
            *lifetimes("linkfact", "kind", "record", "type", "other"),
            one_of("linkfact", "kind", RecordKind),
        ]
        indexes = (
            models.Index(fields=("uid", "type"), name="linkfact_uid"),
            models.Index(fields=("other", "type"), name="linkfact_other"),
            # The few links that are asked for as a whole: to tell which claims are contested, and between whom.
            models.Index(
                fields=("type", "uid", "other"),
                condition=Q(type__in=(RelationType.CONTRADICTS, LinkType.MERGED_INTO)),
                name="linkfact_by_type",
            ),
        )

    def __str__(self) -> str:
        return f"{self.uid} {self.type} {self.other} [{self.from_seq}, {self.till_seq})"


def count_public(seq: int, using: str = DEFAULT_DB_ALIAS) -> dict[str, int]:
    """How many records of each kind are public at S. Two queries."""
    others = RecordFact.objects.using(using).at(seq).values_list("kind").annotate(Count("pk")).order_by()
    claims = {RecordKind.CLAIM.value: ClaimFact.objects.using(using).at(seq).count()}
    return dict.fromkeys(RecordKind.values, 0) | claims | dict(others)
