"""The tables of all other records: one row a record, and a long table for each list of several values in it."""

from claims.choices import RecordKind
from claims.formats.claim_columns import CLAIM_TABLES
from claims.formats.columns import (
    LICENCE,
    DocumentTable,
    actor,
    day,
    days,
    flag,
    level,
    long,
    number,
    published,
    text,
    whole,
)

SLUG = text("slug", "Its name in addresses.")
CLAIM_COUNT = whole("claim_count", "How many claims it has.")

ACTOR = DocumentTable(
    "actor",
    "One row an actor. Names, affiliations and identifiers are counted and have long tables.",
    (
        *published(),
        SLUG,
        text("name", "As a reader would look for it."),
        text("kind", "What sort of actor it is."),
        flag("named", "False where the text leaves it without a name."),
        text("description", "One sentence on who is meant."),
        whole("name_count", "How many other names it has: rows of the long table name.", "count(names)"),
        whole("affiliation_count", "How many ties it has: rows of affiliation.", "count(affiliations)"),
        whole("identifier_count", "In how many registers it is: rows of identifier.", "count(identifiers)"),
        CLAIM_COUNT,
        LICENCE,
    ),
    ("slug",),
)

NAME = long(
    "name",
    "actor",
    "names",
    "One row for each other name that texts use for an actor.",
    (
        text("name", "The name, as it is written."),
        text("kind", "What sort of name it is."),
        text("language", "Its language, as a BCP 47 tag."),
    ),
)

AFFILIATION = long(
    "affiliation",
    "actor",
    "affiliations",
    "One row for each tie of an actor to another.",
    (
        text("kind", "How it belongs to the other actor."),
        *actor("other", "The other actor", "actor"),
        text("title", "Office held."),
        day("since", "First day, where known."),
        day("until", "Last day, where known."),
    ),
)

IDENTIFIER = long(
    "identifier",
    "actor",
    "identifiers",
    "One row for each number of an actor in a public register.",
    (
        text("scheme", "The register."),
        text("value", "The identifier as the register writes it."),
        text("evidence", "Where it was read."),
        day("checked_on", "When it was last compared with the register."),
    ),
)

SOURCE = DocumentTable(
    "source",
    "One row a source. The names of its authors are joined with |; what it cites is counted and has a long table.",
    (
        *published(),
        SLUG,
        text("kind", "What sort of document it is."),
        text("title", "Title as printed, or a description of an untitled one."),
        *actor("publisher", "Who published it", "publisher"),
        text("authors", "Who wrote it; empty for an unsigned one.", "authors[*].slug"),
        text("url", "Address at which it was read."),
        text("language", "Language of the text, as a BCP 47 tag."),
        day("published_on", "Date of publication."),
        text("rights", "Whose the text is and on what terms it is used here."),
        text("credit", "Credits printed with it."),
        text("quote_policy", "Whether words of the text are public."),
        whole("quote_limit", "Longest public quote, in characters."),
        *level("reliability", "How far the source can be relied on", "reliability"),
        text("reliability_basis", "What the rating rests on.", "reliability.basis"),
        text("coding_depth", "How deep it was coded; counts compare only at equal depth."),
        text("text_sha256", "SHA-256 of the normalised text in UTF-8, hexadecimal.", "text.sha256"),
        text("text_rule", "Version of the normalisation rule.", "text.rule"),
        whole("text_characters", "Length of the text in Unicode code points.", "text.characters"),
        whole("text_paragraphs", "How many paragraphs the text has.", "text.paragraphs"),
        number("quoted_share", "Share of the text's characters that public quotes expose, 0 to 1."),
        whole("citation_count", "How many documents it cites: rows of the long table citation.", "count(cites)"),
        CLAIM_COUNT,
        LICENCE,
    ),
    ("slug",),
)

AUTHOR = long(
    "author",
    "source",
    "authors",
    "One row for each author of a source.",
    (
        text("actor", "Who wrote it: its name in addresses.", "slug"),
        text("actor_name", "Who wrote it: its name.", "name"),
        text("actor_kind", "Who wrote it: what sort of actor it is.", "kind"),
        flag("actor_named", "Who wrote it: false where the text leaves it without a name.", "named"),
    ),
)

CITATION = long(
    "citation",
    "source",
    "cites",
    "One row for each document that a source cites.",
    (
        text("cited", "The cited source: its name in addresses.", "slug"),
        text("cited_title", "The cited source: its title.", "title"),
        text("cited_kind", "The cited source: what sort of document it is.", "kind"),
        text("mention", "The words that cite it."),
    ),
)

TOPIC = DocumentTable(
    "topic",
    "One row a topic.",
    (
        *published(),
        SLUG,
        text("name", "As a reader would look for it."),
        text("parent", "The wider topic: its name in addresses.", "parent.slug"),
        text("parent_name", "The wider topic: its name.", "parent.name"),
        text("definition", "What belongs here."),
        text("pole", 'What "for" means on this topic; empty where no positions are coded on it.'),
        CLAIM_COUNT,
        LICENCE,
    ),
    ("slug",),
)

EVENT = DocumentTable(
    "event",
    "One row an event; its places are joined with |.",
    (
        *published(),
        SLUG,
        text("name", "A short name."),
        text("description", "One sentence that tells it from similar ones."),
        *days("occurred", "When it happened", "occurred"),
        text("occurred_basis", "From what the days were inferred.", "occurred.basis"),
        text("places", "Where it happened.", "places[*].slug"),
        text("countries", "ISO 3166-1 alpha-2 codes of the places' countries.", "places[*].country"),
        LICENCE,
    ),
    ("slug",),
)

EVENT_PLACE = long(
    "place",
    "event",
    "places",
    "One row for each place at which an event happened.",
    (
        text("place", "The place: its name in addresses.", "slug"),
        text("place_name", "The place: its name.", "name"),
        text("country", "ISO 3166-1 alpha-2 code of its country; empty where it spans several."),
    ),
)

PLACE = DocumentTable(
    "place",
    "One row a place.",
    (
        *published(),
        SLUG,
        text("name", "As a reader would look for it."),
        text("country", "ISO 3166-1 alpha-2 code of its country; empty where it spans several."),
        number("latitude", "Degrees north, WGS 84."),
        number("longitude", "Degrees east, WGS 84."),
        text("dispute", "Who disputes what about it, if anybody does."),
        LICENCE,
    ),
    ("slug",),
)

SCALE = DocumentTable(
    "scale",
    "One row a confidence scale; its levels are counted and have a long table.",
    (
        *published(),
        SLUG,
        text("name", "Name of the scale."),
        text("axis", "What it measures."),
        text("edition", "Year or number of the edition."),
        text("authority", "Who issued it."),
        text("citation", "Where its terms and ranges were read."),
        text("description", "What a reader must know to use it rightly."),
        whole("level_count", "How many levels it has: rows of the long table level.", "count(levels)"),
        LICENCE,
    ),
    ("slug",),
)

LEVEL = long(
    "level",
    "scale",
    "levels",
    "One row for each level of a confidence scale, least first; those that judge nothing come last.",
    (
        text("code", "Short code in addresses and files."),
        text("label", "The term as the scale words it."),
        text("definition", "What the scale says it means."),
        whole("rank", "1 is least; empty where nothing can be judged."),
        whole("low", "Lowest percent, where the scale gives a range."),
        whole("high", "Highest percent, where the scale gives a range."),
        whole("stix", "STIX 2.1 confidence, where Appendix A maps the level."),
    ),
)

# The tables of each kind of record by name, the one of one row a record first.
TABLES: dict[str, dict[str, DocumentTable]] = {
    kind.value: {table.name: table for table in tables}
    for kind, tables in {
        RecordKind.CLAIM: CLAIM_TABLES,
        RecordKind.ACTOR: (ACTOR, NAME, AFFILIATION, IDENTIFIER),
        RecordKind.SOURCE: (SOURCE, AUTHOR, CITATION),
        RecordKind.TOPIC: (TOPIC,),
        RecordKind.EVENT: (EVENT, EVENT_PLACE),
        RecordKind.PLACE: (PLACE,),
        RecordKind.SCALE: (SCALE, LEVEL),
    }.items()
}
