"""The query vocabulary of claims."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from claims.choices import (
    ActorKind,
    Axis,
    ClaimKind,
    Commitment,
    Form,
    PositionValue,
    RecordKind,
    Salience,
)
from claims.filters.filterset import LedgerFilterSet
from claims.filters.found import Found
from claims.filters.parameters import COUNTRY, COUNTRY_CODE, LANGUAGE, LANGUAGE_TAG, Refusal
from claims.filters.positions import HolderFilter, PositionFilter, on_one_position, too_many_positions
from claims.filters.quotes import PageFilter, QuoteFilter
from claims.filters.ranges import (
    AfterFilter,
    BeforeFilter,
    MatchFilter,
    PercentFilter,
    SinceFilter,
    UntilFilter,
)
from claims.filters.relations import ContestedFilter, RelationFilter
from claims.filters.samples import DEFAULT_SEED, SampleFilter, SeedFilter, drawn, seed_without_sample
from claims.filters.search import WordsFilter
from claims.filters.terms import (
    CodeFilter,
    Condition,
    FlagFilter,
    LeastLevelFilter,
    LevelFilter,
    NullColumnFilter,
    RecordTermFilter,
    RollupFilter,
    TermFilter,
    UidFilter,
)
from claims.models.facts import ClaimFact, Facet
from claims.models.finding import NAMED


class RoleFilter(RecordTermFilter):
    """By actors in one part of a claim, which several may have and which may be empty."""

    def __init__(self, facet: Facet, **kwargs: Any) -> None:
        super().__init__(facet, kind=RecordKind.ACTOR, repeatable=True, nullable=True, **kwargs)


class ClaimFilterSet(LedgerFilterSet):
    record_kind = RecordKind.CLAIM
    by_name = {kind: kind.value for kind in NAMED}
    in_order = (
        ("occurred_after", "occurred_before"),
        ("said_after", "said_before"),
        ("source_after", "source_before"),
        ("published_after", "published_before"),
        ("likelihood_min", "likelihood_max"),
    )

    class Meta(LedgerFilterSet.Meta):
        model = ClaimFact

    # --- What is claimed

    q = WordsFilter(
        help_text='Full text over statement and quotes, as in a web search: all words, "a phrase", or, -not. '
        "Words are taken with their inflections in the language of the claim, and without accents. A word that no "
        "claim has is read as the nearest ones that claims have, unless it is quoted; `meta.search` says so. "
        "Repeated: each must be found.",
        example="peacekeepers",
    )
    kind = CodeFilter(Facet.KIND, ClaimKind, help_text="What sort of claim it is.", example="event")
    salience = CodeFilter(
        Facet.SALIENCE, Salience, help_text="Main line, detail, or background of the source.", example="main"
    )
    negated = FlagFilter(Facet.NEGATED, help_text="Whether the statement denies something.", example=True)
    language = TermFilter(
        Facet.LANGUAGE,
        pattern=LANGUAGE,
        meaning=LANGUAGE_TAG,
        help_text="Language of the statement, as a BCP 47 tag.",
        example="en",
    )
    uid = UidFilter(help_text="Claims by their uid.", example="6df72598-6e11-4d26-9506-aab52f455f02")

    # --- Who is in it, and who says so

    actor = RecordTermFilter(
        Facet.ACTOR,
        kind=RecordKind.ACTOR,
        repeatable=True,
        help_text="Slug of an actor that takes part in the claim in any role, or voices it.",
        example="azerbaijan",
    )
    actor_kind = CodeFilter(
        Facet.ACTOR_KIND,
        ActorKind,
        repeatable=True,
        help_text="Kind of an actor that takes part in the claim, or voices it.",
        example="state",
    )
    subject = RoleFilter(Facet.SUBJECT, help_text="Slug of an actor that does or is what is claimed.", example="russia")
    target = RoleFilter(Facet.TARGET, help_text="Slug of an actor to whom it is done.", example="azerbaijan")
    addressee = RoleFilter(
        Facet.ADDRESSEE, help_text="Slug of an actor that is spoken to, asked or ordered.", example="russia"
    )
    beneficiary = RoleFilter(Facet.BENEFICIARY, help_text="Slug of an actor that gains by it.", example="azerbaijan")
    mentioned = RoleFilter(
        Facet.MENTIONED, help_text="Slug of an actor named in it without another role.", example="russia"
    )
    claimant = RecordTermFilter(
        Facet.CLAIMANT,
        kind=RecordKind.ACTOR,
        help_text="Slug of the actor whose claim it is: the last voice.",
        example="azerbaijan",
    )
    via = RoleFilter(
        Facet.VIA, help_text="Slug of an actor that passes the claim on: a voice before the last.", example="carnegie"
    )
    rollup = RollupFilter(
        help_text="true: every filter by actors takes their bodies and office-holders along: those that are part of "
        "them, hold an office of them or are controlled by them, at whatever depth.",
        example=True,
    )
    own_voice = FlagFilter(
        Facet.OWN_VOICE, help_text="Whether the author or publisher is the only voice.", example=False
    )
    form = CodeFilter(Facet.FORM, Form, help_text="What the claimant did with the claim.", example="said")
    commitment = CodeFilter(
        Facet.COMMITMENT, Commitment, help_text="How far the claimant stands behind the statement.", example="certain"
    )

    # --- What it is about

    topic = RecordTermFilter(
        Facet.TOPIC,
        kind=RecordKind.TOPIC,
        repeatable=True,
        nullable=True,
        help_text="Slug of a topic, subtopics included. With `holder` or `position`, of the position's topic.",
        example="russia-azerbaijan",
        beyond_document="The documents of topics decide which are its subtopics. Follow the topics too (`kind=topic`), "
        "and choose claims by the `topics` of their documents, or by the `topic` of a position.",
    )
    holder = HolderFilter(
        Facet.POSITION,
        kind=RecordKind.ACTOR,
        repeatable=True,
        nullable=True,
        help_text="Slug of an actor that holds a position; `holder`, `position` and `topic` are sought in one.",
        example="azerbaijan",
    )
    position = PositionFilter(
        Facet.POSITION,
        PositionValue,
        repeatable=True,
        nullable=True,
        help_text="On which side of its topic a position is; `holder`, `position` and `topic` are sought in one.",
        example="against",
    )
    event = RecordTermFilter(
        Facet.EVENT,
        kind=RecordKind.EVENT,
        nullable=True,
        help_text="Slug of the event that the claim tells of.",
        example="airlines-crash",
    )
    place = RecordTermFilter(
        Facet.PLACE,
        kind=RecordKind.PLACE,
        repeatable=True,
        nullable=True,
        help_text="Slug of a place where it happens.",
        example="baku",
    )
    country = TermFilter(
        Facet.COUNTRY,
        pattern=COUNTRY,
        meaning=COUNTRY_CODE,
        repeatable=True,
        nullable=True,
        help_text="Country of a place where it happens, as an ISO 3166-1 alpha-2 code.",
        example="AZ",
    )

    # --- How it stands to other claims

    relation = RelationFilter(
        repeatable=True,
        nullable=True,
        help_text="What the claim is to another one: type of a relation that it has.",
        example="supports",
    )
    contested = ContestedFilter(
        help_text="true: only claims that contradict, or are contradicted by, a claim of another voice, that is, of "
        "another claimant. false: only the others.",
        example=True,
    )

    # --- Where it was read

    source = RecordTermFilter(
        Facet.SOURCE,
        kind=RecordKind.SOURCE,
        help_text="Slug of the source.",
        example="russias-return-to-the-south-caucasus",
    )
    publisher = RecordTermFilter(
        Facet.PUBLISHER,
        kind=RecordKind.ACTOR,
        nullable=True,
        help_text="Slug of the actor that published the source.",
        example="carnegie",
    )
    source_url = PageFilter(
        help_text="Address of the page at which the source was read. Scheme, `www.`, fragment, a slash at the end and "
        "`utm_` parameters make no difference; a page that no source is of finds nothing.",
        example="https://www.example.org/articles/1",
    )
    quote = QuoteFilter(
        help_text="A passage of three words or more: claims of which a public quote has it in it, or stands in it as a "
        "whole. Case, accents, punctuation and blanks make no difference. Repeated: each must be so.",
        example="prospect of Ukraine ceasefire",
    )
    source_after = AfterFilter(
        "source_on", "source_on", help_text="The source was published on this day or later.", example="2025-01-01"
    )
    source_before = BeforeFilter(
        "source_on", "source_on", help_text="The source was published on this day or earlier.", example="2025-12-31"
    )
    source_on__isnull = NullColumnFilter(
        field_name="source_on",
        help_text="true: only claims whose source is undated. false: only those of dated sources.",
        example=False,
    )

    # --- When

    occurred_after = AfterFilter(
        "occurred_low",
        "occurred_high",
        match="occurred_match",
        help_text="It happens or holds on this day or later. An open end is unbounded; undated claims are left out.",
        example="2024-12-01",
    )
    occurred_before = BeforeFilter(
        "occurred_low",
        "occurred_high",
        match="occurred_match",
        help_text="It happens or holds on this day or earlier. An open end is unbounded; undated claims are left out.",
        example="2025-12-31",
    )
    occurred_match = MatchFilter(
        help_text="How the claim's days lie to `occurred_after` and `occurred_before`: they share a day with that "
        "range (overlap, which also holds when this is not given), or lie in it as a whole (within).",
        example="within",
    )
    occurred__isnull = NullColumnFilter(
        field_name="occurred_low",
        help_text="true: only claims without any date of what they claim. false: only dated ones.",
        example=False,
    )
    said_after = AfterFilter(
        "said_low",
        "said_high",
        help_text="The claimant said it on this day or later. The author speaks on the day of publication.",
        example="2025-01-01",
    )
    said_before = BeforeFilter(
        "said_low",
        "said_high",
        help_text="The claimant said it on this day or earlier. The author speaks on the day of publication.",
        example="2025-12-31",
    )
    said__isnull = NullColumnFilter(
        field_name="said_low",
        help_text="true: only claims of which it is not known when they were said. false: only the others.",
        example=False,
    )
    published_after = SinceFilter(
        field_name="first_at",
        help_text="It became public here at this moment or later: a day (from its first moment, UTC), or a date-time.",
        example="2025-01-01",
    )
    published_before = UntilFilter(
        field_name="first_at",
        help_text="It became public here at this moment or earlier: a day (to its last moment, UTC), or a date-time.",
        example="2099-12-31T23:59:59Z",
    )

    # --- How sure

    hedged = FlagFilter(
        Facet.HEDGED,
        nullable=True,
        help_text="true: the wording holds back. false: it asserts plainly. Where nobody has looked, neither holds.",
        example=True,
    )
    likelihood = LevelFilter(
        Facet.LIKELIHOOD,
        axis=Axis.LIKELIHOOD,
        with_scale=True,
        nullable=True,
        help_text="Likelihood that the wording expresses, as `scale:code`.",
        example="icd203:very_unlikely",
    )
    likelihood_min = PercentFilter(
        "likelihood_low",
        "gte",
        help_text="The likelihood is at least so many percent: the low end of the level's range counts. A claim "
        "asserted flatly satisfies any.",
        example=55,
    )
    likelihood_max = PercentFilter(
        "likelihood_high",
        "lte",
        help_text="The likelihood is at most so many percent: the high end of the level's range counts. A claim "
        "asserted flatly satisfies none.",
        example=80,
    )
    coding_confidence = LevelFilter(
        Facet.CODING_CONFIDENCE,
        axis=Axis.CODING_CONFIDENCE,
        nullable=True,
        help_text="How sure the coder is that the source carries the claim as coded.",
        example="high",
    )
    coding_confidence_min = LeastLevelFilter(
        Facet.CODING_CONFIDENCE,
        axis=Axis.CODING_CONFIDENCE,
        help_text="The coding confidence ranks at least as high as this level.",
        example="moderate",
    )
    credibility = LevelFilter(
        Facet.CREDIBILITY,
        axis=Axis.CREDIBILITY,
        nullable=True,
        help_text="How far other information bears the claim out.",
        example="2",
    )
    reliability = LevelFilter(
        Facet.RELIABILITY,
        axis=Axis.RELIABILITY,
        nullable=True,
        help_text="How far the source as such can be relied on.",
        example="B",
    )

    # --- How many of them

    sample = SampleFilter(
        help_text="A random sample of so many claims, drawn from those that fulfil every other parameter; all of them "
        "where there are no more. The same sample and seed draw the same claims at the same state of the ledger.",
        example=200,
    )
    seed = SeedFilter(help_text="With `sample`: which of the possible samples is drawn. Without it seed 0.", example=7)

    def refusals(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
        yield from super().refusals(values)
        yield from too_many_positions(values, self.meanings)
        yield from seed_without_sample(values)

    @property
    def applied(self) -> dict[str, Any]:
        found = super().applied
        return {**found, "seed": found.get("seed", DEFAULT_SEED)} if "sample" in found else found

    def conditions(self, values: Mapping[str, Any]) -> Iterator[Condition]:
        if values.get("holder") or values.get("position"):
            yield from on_one_position(values, self.meanings)
            values = {**values, "topic": None}
        yield from super().conditions(values)

    def nearly(self, values: Mapping[str, Any]) -> tuple[Found, QuerySet | None] | None:
        index = self.reading.index
        # Who is drawn depends on uids, which the index does not hold.
        return None if index is None or values.get("sample") is not None else self.sought_in(index, values)

    def narrowed(self, queryset: QuerySet, values: Mapping[str, Any]) -> QuerySet:
        found = super().narrowed(queryset, values)
        size, seed = values.get("sample"), values.get("seed")
        return found if size is None else drawn(found, size, DEFAULT_SEED if seed is None else seed)
