"""What the columns of a flat table can hold, and the guess at what those of a file do.

A flat table has a row for each claim and participant: what concerns the claim is repeated in, or left out of, the rows
after its first. The names are those of the tables that we export (docs/columns.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.choices import Role
from claims.curation.imports.cells import letters_of

# A column of the file of rejected rows, which tells why; nothing is taken from it.
PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a column can hold."""

    name: str
    what: str
    also: tuple[str, ...] = ()  # other names that columns of it have


def _days(name: str, what: str, *also: str) -> tuple[Target, ...]:
    return (
        Target(name, f"{what}: day, month, year, or two of them with “to” between", also),
        Target(f"{name}_from", f"{what}: first day", tuple(f"{word} from" for word in also)),
        Target(f"{name}_to", f"{what}: last day", tuple(f"{word} to" for word in also)),
        Target(f"{name}_precision", f"{what}: day, month, year or period"),
        Target(f"{name}_text", f"{what}: the words of the text"),
        Target(f"{name}_inferred", f"{what}: whether the days were worked out"),
    )


def _level(name: str, what: str, *also: str) -> tuple[Target, ...]:
    return Target(name, f"{what}: level", also), Target(f"{name}_scale", f"{what}: its scale")


OF_CLAIM: tuple[Target, ...] = (
    Target("uid", "Identity of the claim, a UUID"),
    Target("id", "Your own number or name of the claim", ("claim id", "nr", "no", "number", "key", "claim number")),
    Target("source", "Source: slug, address or title", ("document", "article", "doc", "source id")),
    Target("source_title", "Source: title", ("title", "headline", "document title", "article title")),
    Target("source_url", "Source: address", ("url", "link", "address")),
    Target("source_published_on", "Source: date of publication", ("publication date", "published", "pub date")),
    Target("publisher", "Source: who published it", ("outlet", "newspaper", "medium", "publication")),
    Target("statement", "The claim in your own words", ("claim", "proposition", "text", "claim text", "summary")),
    Target("kind", "Kind of claim", ("claim kind", "type", "claim type")),
    Target("negated", "Whether it denies something", ("negation", "negative")),
    Target("salience", "Main, detail or background", ("importance",)),
    Target("condition", "The condition of a conditional"),
    Target("language", "Language of the statement", ("lang",)),
    Target("topics", "Topics, several parted by |", ("topic", "issue", "issues", "theme", "concept", "category")),
    Target("event", "Event: slug or name"),
    Target("places", "Places, several parted by |", ("place", "location", "locations")),
    *_days("occurred", "When it happens", "date", "when", "event date", "occurrence"),
    Target("occurred_basis", "From what the days were inferred"),
    Target("claimant", "Who claims it; empty for the author or publisher", ("speaker", "claimed by", "voice", "who")),
    Target("claimant_name", "Who claims it: name"),
    Target("claimant_kind", "Who claims it: kind of actor"),
    Target("form", "What the claimant did: said, demanded, …", ("speech act",)),
    Target("commitment", "How far the claimant stands behind it"),
    Target("cue", "The words that give the voice"),
    *_days("said", "When it was said", "date said"),
    Target("via", "The voices before, outermost first, parted by |"),
    *(Target(role.value, f"Actors whose part is {role.label}, parted by |") for role in Role),
    Target("hedging", "Hedged, unhedged or not coded", ("hedged",)),
    *_level("likelihood", "Likelihood that the words express"),
    *_level("coding_confidence", "How sure the coder is", "confidence", "certainty"),
    Target("coding_confidence_basis", "Why not surer"),
    *_level("credibility", "Credibility of the information"),
    Target("quote", "The words of the text", ("evidence", "quotation", "excerpt", "citation", "verbatim", "passage")),
    Target("paragraph", "Number of the quote's paragraph", ("para",)),
    Target("holder", "Who takes a position"),
    Target("position_topic", "On which topic", ("position on",)),
    Target("position", "For, neutral or against", ("stance", "agreement", "value")),
    Target("position_basis", "Stated, enacted or ascribed"),
    Target("codebook", "Version of the codebook"),
    Target("coding_depth", "How deep the source was coded"),
    Target("note", "Note for coders", ("notes", "comment", "comments", "remark", "remarks", "memo")),
)
OF_PARTICIPANT: tuple[Target, ...] = (
    Target("actor", "Actor: slug, name or identifier", ("participant", "organization", "organisation", "person")),
    Target("actor_name", "Actor: name", ("participant name",)),
    Target("actor_kind", "Actor: kind", ("actor type", "participant kind")),
    Target("actor_named", "Actor: whether the text names it"),
    Target("actor_identifier", "Actor: Wikidata item, ISO 3166 code or LEI", ("wikidata", "qid", "iso", "lei")),
    Target("role", "Its part: subject, target, addressee, …", ("actor role", "participant role")),
    Target("mention", "The words of the text for it", ("mentioned as",)),
    Target("evaluation", "How it is valued: -1, 0 or 1", ("sentiment", "valence")),
)
TARGETS: dict[str, Target] = {target.name: target for target in (*OF_CLAIM, *OF_PARTICIPANT)}
IN_EACH_ROW = frozenset(target.name for target in OF_PARTICIPANT)

# Columns of our own tables that say again what others say, or follow from what is taken.
FOLLOWS = frozenset(
    (
        "path", "seq", "published_at", "revised_at", "own_voice", "event_name", "countries", "claimant_named",
        "likelihood_label", "likelihood_low", "likelihood_high", "coding_confidence_label", "credibility_label",
        "publisher_name", "publisher_kind", "publisher_named", "reliability_scale", "reliability",
        "reliability_label", "attribution_count", "participant_count", "position_count", "evidence_count",
        "relation_count", "licence", "ordinal",
        PROBLEM,
    )
)  # fmt: skip

_WORDS = {
    letters: target.name
    for target in reversed(TARGETS.values())
    for letters in letters_of((*target.also, target.name, target.name.replace("_", " ")))
}
_FOLLOWS = frozenset(letters_of(FOLLOWS))


def guessed(header: Sequence[str], saved: Iterable[Mapping[str, str]] = ()) -> dict[str, str]:
    """What each column of a header holds, as far as its name tells; a column that is left out holds nothing.

    `saved`: mappings of earlier files, of which one that knows every column is taken before any guess. Two columns
    never hold the same: the first has it.
    """
    for mapping in saved:
        if mapping and set(mapping) <= set(header) and {*header} - {*mapping} <= {n for n in header if follows(n)}:
            return dict(mapping)
    found: dict[str, str] = {}
    # A name that is a target's own goes before one that is only like it.
    for names in (TARGETS, _WORDS):
        for column, letters in zip(header, letters_of(header), strict=True):
            target = (column if column in TARGETS else None) if names is TARGETS else _WORDS.get(letters)
            if target and column not in found and target not in found.values():
                found[column] = target
    # Whoever has topics and one position means a position on the topic.
    return {column: found[column] for column in header if column in found}


def follows(column: str) -> bool:
    """Whether a column says nothing that is taken: the reader need not be asked about it."""
    return next(iter(letters_of([column]))) in _FOLLOWS


def problems_of(mapping: Mapping[str, str], *, has_source: bool) -> list[str]:
    """What a mapping lacks or has twice, with the remedy; nothing where it can be used."""
    held = list(mapping.values())
    told = [
        f"Two columns ({', '.join(c for c, t in mapping.items() if t == name)}) hold {name}: choose one."
        for name in dict.fromkeys(held)
        if name in TARGETS and held.count(name) > 1
    ]
    told += [f"There is no {name}: choose what the column holds from the list." for name in held if name not in TARGETS]
    if "statement" not in held:
        told.append("No column holds the claim in your own words (statement): choose one.")
    if "kind" not in held:
        told.append("No column holds the kind of claim: choose one.")
    if not has_source and not {"source", "source_title", "source_url"} & set(held):
        told.append("No column says from which source the claim is: choose one, or name a source for all rows.")
    if "role" in held and not {"actor", "actor_name", "actor_identifier"} & set(held):
        told.append("A column holds the part of an actor, and none the actor: choose one.")
    return told
