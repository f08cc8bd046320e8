"""The query vocabularies of everything but claims."""

from claims.choices import ActorKind, Axis, CodingDepth, RecordKind, SourceKind
from claims.filters.filterset import LedgerFilterSet
from claims.filters.parameters import COUNTRY, COUNTRY_CODE, LANGUAGE, LANGUAGE_TAG
from claims.filters.quotes import OwnPageFilter
from claims.filters.ranges import AfterFilter, BeforeFilter, MatchFilter
from claims.filters.search import WordsFilter
from claims.filters.terms import (
    CodeFilter,
    FlagFilter,
    LevelFilter,
    NullColumnFilter,
    RecordColumnFilter,
    RecordTermFilter,
    TermFilter,
    UidFilter,
)
from claims.models.facts import Facet, RecordFact


class RecordFilterSet(LedgerFilterSet):
    """What can be asked of every record that has a name."""

    class Meta(LedgerFilterSet.Meta):
        model = RecordFact

    uid = UidFilter(help_text="Records by their uid.", example="755781cc-581d-4389-8056-98bb26ae6db2")


class ActorFilterSet(RecordFilterSet):
    record_kind = RecordKind.ACTOR

    q = WordsFilter(help_text="Words of any of its names, as in a web search.", example="azerbaijan")
    slug = RecordColumnFilter("uid", kind=RecordKind.ACTOR, help_text="Actors by slug.", example="azerbaijan")
    kind = CodeFilter(Facet.KIND, ActorKind, help_text="What sort of actor it is.", example="state")
    named = FlagFilter(
        Facet.NAMED, help_text="false: only actors that their text leaves without a name.", example=False
    )
    affiliation = RecordTermFilter(
        Facet.AFFILIATION,
        kind=RecordKind.ACTOR,
        repeatable=True,
        nullable=True,
        help_text="Slug of an actor to which it is affiliated, in whatever way.",
        example="azerbaijan",
    )


class SourceFilterSet(RecordFilterSet):
    record_kind = RecordKind.SOURCE
    in_order = (("source_after", "source_before"),)

    q = WordsFilter(help_text="Words of title and authors, as in a web search.", example="ceasefire")
    slug = RecordColumnFilter(
        "uid", kind=RecordKind.SOURCE, help_text="Sources by slug.", example="russias-return-to-the-south-caucasus"
    )
    kind = CodeFilter(Facet.KIND, SourceKind, help_text="What sort of document it is.", example="article")
    publisher = RecordTermFilter(
        Facet.PUBLISHER,
        kind=RecordKind.ACTOR,
        nullable=True,
        help_text="Slug of the actor that published it.",
        example="carnegie",
    )
    author = RecordTermFilter(
        Facet.AUTHOR,
        kind=RecordKind.ACTOR,
        repeatable=True,
        nullable=True,
        help_text="Slug of an actor that wrote it.",
        example="azerbaijan",
    )
    language = TermFilter(
        Facet.LANGUAGE,
        pattern=LANGUAGE,
        meaning=LANGUAGE_TAG,
        help_text="Language of the text, as a BCP 47 tag.",
        example="en",
    )
    coding_depth = CodeFilter(
        Facet.DEPTH, CodingDepth, help_text="How deep it was coded; counts compare only at equal depth.", example="full"
    )
    reliability = LevelFilter(
        Facet.RELIABILITY,
        axis=Axis.RELIABILITY,
        nullable=True,
        help_text="How far the source as such can be relied on.",
        example="B",
    )
    cites = RecordTermFilter(
        Facet.CITES,
        kind=RecordKind.SOURCE,
        repeatable=True,
        nullable=True,
        help_text="Slug of a source that it cites.",
        example="armenian-eu-law",
    )
    url = OwnPageFilter(
        Facet.URL,
        nullable=True,
        help_text="Address of the page at which it was read. Scheme, `www.`, fragment, a slash at the end and `utm_` "
        "parameters make no difference.",
        example="https://www.example.org/articles/1",
    )
    source_after = AfterFilter("low", "high", help_text="Published on this day or later.", example="2025-01-01")
    source_before = BeforeFilter("low", "high", help_text="Published on this day or earlier.", example="2025-12-31")
    source_on__isnull = NullColumnFilter(
        field_name="low", help_text="true: only undated sources. false: only dated ones.", example=False
    )


class TopicFilterSet(RecordFilterSet):
    record_kind = RecordKind.TOPIC

    q = WordsFilter(help_text="Words of name and definition, as in a web search.", example="relations")
    slug = RecordColumnFilter("uid", kind=RecordKind.TOPIC, help_text="Topics by slug.", example="russia-azerbaijan")
    parent = RecordColumnFilter(
        "parent",
        kind=RecordKind.TOPIC,
        nullable=True,
        help_text="Slug of the next wider topic.",
        example="russia-south-caucasus",
    )
    pole = FlagFilter(Facet.POLE, help_text='Whether it says what "for" means, so that it has positions.', example=True)


class EventFilterSet(RecordFilterSet):
    record_kind = RecordKind.EVENT
    in_order = (("occurred_after", "occurred_before"),)

    q = WordsFilter(help_text="Words of name and description, as in a web search.", example="crash")
    slug = RecordColumnFilter("uid", kind=RecordKind.EVENT, help_text="Events by slug.", example="airlines-crash")
    place = RecordTermFilter(
        Facet.PLACE,
        kind=RecordKind.PLACE,
        repeatable=True,
        nullable=True,
        help_text="Slug of a place where it happened.",
        example="baku",
    )
    country = TermFilter(
        Facet.COUNTRY,
        pattern=COUNTRY,
        meaning=COUNTRY_CODE,
        repeatable=True,
        nullable=True,
        help_text="Country of a place where it happened, as an ISO 3166-1 alpha-2 code.",
        example="AZ",
    )
    occurred_after = AfterFilter(
        "low", "high", match="occurred_match", help_text="It happened on this day or later.", example="2024-12-01"
    )
    occurred_before = BeforeFilter(
        "low", "high", match="occurred_match", help_text="It happened on this day or earlier.", example="2025-12-31"
    )
    occurred_match = MatchFilter(
        help_text="How its days lie to `occurred_after` and `occurred_before`: they share a day with that range "
        "(overlap, which also holds when this is not given), or lie in it as a whole (within).",
        example="within",
    )
    occurred__isnull = NullColumnFilter(
        field_name="low", help_text="true: only undated events. false: only dated ones.", example=False
    )


class PlaceFilterSet(RecordFilterSet):
    record_kind = RecordKind.PLACE

    q = WordsFilter(help_text="Words of its name, as in a web search.", example="baku")
    slug = RecordColumnFilter("uid", kind=RecordKind.PLACE, help_text="Places by slug.", example="baku")
    country = TermFilter(
        Facet.COUNTRY,
        pattern=COUNTRY,
        meaning=COUNTRY_CODE,
        nullable=True,
        help_text="Its country, as an ISO 3166-1 alpha-2 code.",
        example="AZ",
    )


class ScaleFilterSet(RecordFilterSet):
    record_kind = RecordKind.SCALE

    q = WordsFilter(help_text="Words of its name and of its terms, as in a web search.", example="likely")
    slug = RecordColumnFilter("uid", kind=RecordKind.SCALE, help_text="Scales by slug.", example="icd203")
    axis = CodeFilter(Facet.AXIS, Axis, help_text="What it measures.", example="likelihood")
