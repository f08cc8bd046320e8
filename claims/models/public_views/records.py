"""The views of what claims are about: actors, sources, topics, events, places and scales."""

from claims.choices import (
    ActorKind,
    ActorNameKind,
    AffiliationKind,
    Axis,
    CodingDepth,
    IdentifierScheme,
    QuotePolicy,
    RecordKind,
    SourceKind,
)
from claims.models.public_views.view import (
    ITEM,
    Column,
    View,
    actor,
    codes,
    days,
    documents_of,
    item,
    label,
    level,
    member,
    number,
    parts_of,
    published,
    uid_of,
)


def identity(kind: RecordKind, name: str = "name") -> tuple[Column, ...]:
    return (
        Column(f"{kind}_uid", "d.uid", "Identity of the record, for good; the other views name it so too."),
        Column("slug", member("slug"), "Its name in addresses."),
        Column(name, member(name), "Title as printed, or a description." if name == "title" else "Its name."),
        *published("record"),
    )


def of(kind: RecordKind) -> Column:
    return Column(f"{kind}_uid", "d.uid", f"The {RecordKind(kind).label}: join public_{kind}s on {kind}_uid.")


OF_RECORDS = (
    View(
        "public_actors",
        "Whoever claims, acts or is acted on.",
        documents_of(RecordKind.ACTOR),
        (
            *identity(RecordKind.ACTOR),
            Column("kind", member("kind"), f"What sort of actor it is: {codes(ActorKind)}."),
            Column("named", member("named", "boolean"), "False where the text leaves it without a name."),
            Column("description", member("description"), "One sentence on who is meant."),
        ),
    ),
    View(
        "public_actor_names",
        "Other names that texts use for actors.",
        parts_of(RecordKind.ACTOR, "names"),
        (
            of(RecordKind.ACTOR),
            Column("name", item("name"), "The name, as it is written."),
            Column("kind", item("kind"), f"What sort of name it is: {codes(ActorNameKind)}."),
            Column("language", item("language"), "Its language, as a BCP 47 tag."),
        ),
    ),
    View(
        "public_affiliations",
        "Ties of actors to other actors.",
        parts_of(RecordKind.ACTOR, "affiliations"),
        (
            of(RecordKind.ACTOR),
            Column("kind", item("kind"), f"How it belongs to the other: {codes(AffiliationKind)}."),
            *actor("organisation", "actor", "The other actor", of=ITEM),
            Column("title", item("title"), "Office held."),
            Column("since", item("since", "date"), "First day, where known."),
            Column("until", item("until", "date"), "Last day, where known."),
        ),
    ),
    View(
        "public_identifiers",
        "Numbers of actors in public registers.",
        parts_of(RecordKind.ACTOR, "identifiers"),
        (
            of(RecordKind.ACTOR),
            Column("scheme", item("scheme"), f"The register: {codes(IdentifierScheme)}."),
            Column("value", item("value"), "The identifier as the register writes it."),
            Column("evidence", item("evidence"), "Where it was read."),
            Column("checked_on", item("checked_on", "date"), "When it was last compared with the register."),
        ),
    ),
    View(
        "public_sources",
        "Documents in which claims are made, or which one cites.",
        documents_of(RecordKind.SOURCE),
        (
            *identity(RecordKind.SOURCE, "title"),
            Column("kind", member("kind"), f"What sort of document it is: {codes(SourceKind)}."),
            *actor("publisher", "publisher", "Who published it"),
            Column("url", member("url"), "Address at which it was read."),
            Column("language", member("language"), "Language of the text, as a BCP 47 tag."),
            Column("published_on", member("published_on", "date"), "Date of publication."),
            Column("rights", member("rights"), "Whose the text is and on what terms it is used here."),
            Column("credit", member("credit"), "Credits printed with it."),
            Column("quote_policy", member("quote_policy"), f"Whether words are public: {codes(QuotePolicy)}."),
            Column("quote_limit", member("quote_limit", "integer"), "Longest public quote, in characters."),
            *level("reliability", "reliability", "How far the source can be relied on"),
            Column("reliability_basis", member("reliability.basis"), "What the rating rests on."),
            Column(
                "coding_depth",
                member("coding_depth"),
                f"How deep it was coded: {codes(CodingDepth)}. Counts compare only at equal depth.",
            ),
            Column("text_sha256", member("text.sha256"), "SHA-256 of the coded text in UTF-8, hexadecimal."),
            Column("text_rule", member("text.rule"), "Version of the rule by which the text was normalised."),
            Column("text_characters", member("text.characters", "integer"), "Length of the text in code points."),
            Column("text_paragraphs", member("text.paragraphs", "integer"), "How many paragraphs the text has."),
            Column(
                "quoted_share",
                member("quoted_share", "double precision"),
                "Share of the text's characters that public quotes expose, 0 to 1.",
            ),
        ),
    ),
    View(
        "public_source_authors",
        "Who wrote each source.",
        parts_of(RecordKind.SOURCE, "authors"),
        (
            of(RecordKind.SOURCE),
            number("Number of the author"),
            *actor("actor", "", "The author", of=ITEM),
        ),
    ),
    View(
        "public_citations",
        "Documents that sources cite.",
        parts_of(RecordKind.SOURCE, "cites"),
        (
            of(RecordKind.SOURCE),
            number("Number of the citation"),
            Column(
                "cited_uid",
                uid_of(RecordKind.SOURCE, item("slug")),
                "The document cited: join public_sources on source_uid.",
            ),
            Column("cited_slug", item("slug"), "The cited source's name in addresses."),
            Column("cited_title", item("title"), "Its title."),
            Column("cited_kind", item("kind"), f"What sort of document it is: {codes(SourceKind)}."),
            Column("mention", item("mention"), "The words that cite it."),
        ),
    ),
    View(
        "public_topics",
        "The tree of issues.",
        documents_of(RecordKind.TOPIC),
        (
            *identity(RecordKind.TOPIC),
            *label(RecordKind.TOPIC, "parent", "parent", "The wider topic, if there is one"),
            Column("definition", member("definition"), "What belongs here."),
            Column("pole", member("pole"), 'What "for" means here; NULL where no positions are coded on it.'),
        ),
    ),
    View(
        "public_events",
        "Happenings of which several claims may tell.",
        documents_of(RecordKind.EVENT),
        (
            *identity(RecordKind.EVENT),
            Column("description", member("description"), "One sentence that tells it from similar ones."),
            *days("occurred", "it happened", basis=True),
        ),
    ),
    View(
        "public_event_places",
        "Where events happened.",
        parts_of(RecordKind.EVENT, "places"),
        (
            of(RecordKind.EVENT),
            number("Number of the place"),
            *label(RecordKind.PLACE, "place", "", "The place", of=ITEM),
            Column("country", item("country"), "ISO 3166-1 alpha-2 code of its country; NULL where it spans several."),
        ),
    ),
    View(
        "public_places",
        "Places on the ground, apart from any government that has its seat there.",
        documents_of(RecordKind.PLACE),
        (
            *identity(RecordKind.PLACE),
            Column(
                "country", member("country"), "ISO 3166-1 alpha-2 code of its country; NULL where it spans several."
            ),
            Column("latitude", member("latitude", "double precision"), "Degrees north, WGS 84."),
            Column("longitude", member("longitude", "double precision"), "Degrees east, WGS 84."),
            Column("dispute", member("dispute"), "Who disputes what about it, if anybody does."),
        ),
    ),
    View(
        "public_scales",
        "Published scales of confidence. A scale has one axis; what lies on different axes does not compare.",
        documents_of(RecordKind.SCALE),
        (
            *identity(RecordKind.SCALE),
            Column("axis", member("axis"), f"What it measures: {codes(Axis)}."),
            Column("edition", member("edition"), "Year or number of the edition."),
            Column("authority", member("authority"), "Who issued it."),
            Column("citation", member("citation"), "Where its terms and ranges were read."),
            Column("description", member("description"), "What a reader must know to use it rightly."),
        ),
    ),
    View(
        "public_levels",
        "The levels of the scales.",
        parts_of(RecordKind.SCALE, "levels"),
        (
            of(RecordKind.SCALE),
            Column("scale_slug", member("slug"), "The scale's name in addresses, as claims and sources give it."),
            number("Number of the level"),
            Column("code", item("code"), "Short code, as claims and sources give it."),
            Column("label", item("label"), "The term as the scale words it."),
            Column(
                "synonyms",
                f"ARRAY(SELECT jsonb_array_elements_text({ITEM} -> 'synonyms'))",
                "Other terms that the scale gives for it.",
            ),
            Column("definition", item("definition"), "What the scale says it means."),
            Column("rank", item("rank", "integer"), "1 is least; NULL where nothing can be judged."),
            Column("low", item("low", "integer"), "Lowest percent, where the scale gives a range."),
            Column("high", item("high", "integer"), "Highest percent, where the scale gives a range."),
            Column("stix", item("stix", "integer"), "STIX 2.1 confidence, where the standard maps the level."),
        ),
    ),
)
