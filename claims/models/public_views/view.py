"""What a view is made of, and the columns that many of them have."""

from dataclasses import dataclass

from claims.choices import ActorKind, Precision, RecordKind, Vocabulary
from claims.models.facts import RecordFact

# What the expressions of columns begin with: a record's document, and an entry of one of its lists.
DOCUMENT = "d.document"
ITEM = "part.item"


@dataclass(frozen=True)
class Column:
    name: str
    expression: str
    comment: str


@dataclass(frozen=True)
class View:
    name: str
    comment: str
    source: str  # what stands after FROM
    columns: tuple[Column, ...]

    def creation(self) -> str:
        """The statements that make the view and tell what it and each of its columns is."""
        selected = ",\n    ".join(f"{column.expression} AS {column.name}" for column in self.columns)
        comments = [(f"VIEW {self.name}", self.comment)]
        comments += [(f"COLUMN {self.name}.{column.name}", column.comment) for column in self.columns]
        return ";\n".join(
            [
                f"CREATE VIEW {self.name} AS\nSELECT\n    {selected}\nFROM {self.source}",
                *(f"COMMENT ON {what} IS {_literal(comment)}" for what, comment in comments),
            ]
        )


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def documents_of(kind: RecordKind) -> str:
    """What a view reads that has a row for each public record of a kind."""
    return f"public_documents AS d\nWHERE d.kind = {_literal(kind)}"


def parts_of(kind: RecordKind, path: str) -> str:
    """What a view reads that has a row for each entry of the list at a dotted path in the documents of a kind."""
    return (
        "public_documents AS d\n"
        f"CROSS JOIN LATERAL jsonb_array_elements({DOCUMENT} #> '{{{path.replace('.', ',')}}}')"
        f" WITH ORDINALITY AS part (item, ordinal)\nWHERE d.kind = {_literal(kind)}"
    )


def member(path: str, kind: str = "text", of: str = DOCUMENT) -> str:
    """The member of a document at a dotted path, as a value of this type; NULL where the document has null."""
    text = f"{of} #>> '{{{path.replace('.', ',')}}}'" if "." in path else f"{of} ->> '{path}'"
    return text if kind == "text" else f"({text})::{kind}"


def item(path: str, kind: str = "text") -> str:
    """The same of an entry of a list."""
    return member(path, kind, of=ITEM)


def uid_of(kind: RecordKind, slug: str) -> str:
    """The uid of the record that a document names by its slug. A slug that was public names its record for good."""
    facts = RecordFact._meta.db_table
    return f"(SELECT f.uid FROM {facts} AS f WHERE f.kind = {_literal(kind)} AND f.slug = {slug} LIMIT 1)"  # noqa: S608


def codes(vocabulary: type[Vocabulary]) -> str:
    """The codes of a vocabulary, for a comment. The codebook defines them."""
    return ", ".join(vocabulary.values)


def number(what: str) -> Column:
    return Column("number", "(part.ordinal - 1)::integer", f"{what}, from 0 in the order of the document.")


def label(kind: RecordKind, prefix: str, path: str, who: str, of: str = DOCUMENT) -> tuple[Column, ...]:
    """Another record as a document names it, and its uid."""
    below = f"{path}." if path else ""
    slug = member(f"{below}slug", of=of)
    called = RecordKind(kind).label
    return (
        Column(f"{prefix}_uid", uid_of(kind, slug), f"{who}: join public_{kind}s on {kind}_uid."),
        Column(f"{prefix}_slug", slug, f"Name of the {called} in addresses."),
        Column(f"{prefix}_name", member(f"{below}name", of=of), f"Name of the {called}."),
    )


def actor(prefix: str, path: str, who: str, of: str = DOCUMENT) -> tuple[Column, ...]:
    """An actor as a document names it, with its kind."""
    kind = member(f"{path}.kind" if path else "kind", of=of)
    sort = Column(f"{prefix}_kind", kind, f"What sort of actor: {codes(ActorKind)}.")
    return (*label(RecordKind.ACTOR, prefix, path, who, of), sort)


def level(prefix: str, path: str, what: str) -> tuple[Column, ...]:
    """A level of a confidence scale as a document names it."""
    return (
        Column(f"{prefix}_scale", member(f"{path}.scale"), f"The scale of {prefix}, by its slug."),
        Column(prefix, member(f"{path}.code"), f"{what}: join public_levels on scale_slug and code."),
        Column(f"{prefix}_label", member(f"{path}.label"), "The level's term as the scale words it."),
    )


def days(prefix: str, when: str, *, basis: bool = False, path: str = "", of: str = DOCUMENT) -> tuple[Column, ...]:
    """A range of days."""
    path = path or prefix

    def part(name: str, kind: str, comment: str) -> Column:
        return Column(f"{prefix}_{name}", member(f"{path}.{name}", kind, of), comment)

    columns = (
        part("from", "date", f"First day on which {when}; NULL for an open beginning."),
        part("to", "date", f"Last day on which {when}; NULL for an open end."),
        part("precision", "text", f"What the text gives: {codes(Precision)}. NULL where it gives no time."),
        part("text", "text", "The words of the text that tell when."),
        part("inferred", "boolean", "Whether the coder worked the days out."),
    )
    return (*columns, part("basis", "text", "From what the days were inferred.")) if basis else columns


def published(what: str) -> tuple[Column, ...]:
    """What the ledger knows of a public record."""
    return (
        Column("seq", "d.seq", f"The publication that holds the {what} now: join public_publications on seq."),
        Column("published_at", "d.published_at", f"When the {what} was first published."),
        Column("revised_at", "d.revised_at", "When it was last revised; NULL where it never was."),
    )
