"""Search by words: `q` as it is read at S, in every language that the texts are in, with misspelt words forgiven.

Texts are read by the configuration of their language (claims/models/languages.py), and `q` by each of those in use: a
text fulfils it as it is read in its own. So what `q` excludes is excluded in every language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchRank
from django.db.models import BooleanField, Case, Expression, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from claims.choices import RecordKind
from claims.filters.parameters import Words
from claims.filters.reading import ReadingPoint
from claims.filters.spelling import SHORTEST, nearest_words
from claims.filters.terms import LedgerFilter
from claims.models.facts import RecordFact
from claims.models.finding import NameFact
from claims.models.folding import searchable, words_of
from claims.models.languages import ENGLISH, in_database

# The name under which what `q` finds can be ordered by how well it fits.
RELEVANCE = "relevance"
# So many words of a query are looked at for whether they are misspelt.
MOST_FORGIVEN = 8
# So many words of a name are looked for in a query, and so many names are suggested at most.
LONGEST_NAME, MOST_NAMES = 6, 10
# So many records are asked for to know whether a word finds any: more than PostgreSQL expects of a rare one.
LOOKED_FOR = 1_000
# Stands in a query for a word that is read as others: no word that any text has.
_MARK = "zqx{}xqz"


# Signs of queries that PostgreSQL passes over, and a minus among them: what follows is excluded.
_EXCLUDES = re.compile(r"[!&|()]*-")
_NOTHING_ELSE = re.compile(r"[!&|()]*-[!&|()-]*")


class Token(NamedTuple):
    """What stands between blanks in a query, or between its quotation marks."""

    text: str
    start: int
    end: int
    quoted: bool = False
    negated: bool = False

    @property
    def words(self) -> list[str]:
        return [] if self.is_operator else words_of(self.text)

    @property
    def is_operator(self) -> bool:
        return not self.quoted and self.text.lower() in ("or", "-")

    @property
    def may_be_misspelt(self) -> bool:
        """Whether it is one word that is neither quoted nor excluded."""
        word = self.words[0] if len(self.words) == 1 else ""
        return len(word) >= SHORTEST and not (self.quoted or self.negated or any(map(str.isdigit, word)))


def tokens_of(text: str) -> Iterator[Token]:
    """The parts of a query, as web searches are written. What follows a quotation mark that none closes is quoted.

    A minus may stand apart from what it excludes.
    """
    start, minus = 0, False
    for number, part in enumerate(text.split('"')):
        if number % 2:
            yield Token(part, start, start + len(part), quoted=True, negated=minus)
            minus = False
        else:
            for found in re.finditer(r"\S+", part):
                negated = minus or _EXCLUDES.match(found[0]) is not None
                yield Token(found[0], start + found.start(), start + found.end(), negated=negated)
                minus = _NOTHING_ELSE.fullmatch(found[0]) is not None
        start += len(part) + 1


class _Matches(Func):
    """Whether a text search vector fulfils a query."""

    template, arg_joiner, output_field = "(%(expressions)s)", " @@ ", BooleanField()


class _All(Func):
    """Queries that have all to be fulfilled, as one."""

    template, arg_joiner, output_field = "(%(expressions)s)", " && ", SearchQueryField()


class _Rewritten(Func):
    """A query with a part of it in the place of another."""

    function, output_field = "ts_rewrite", SearchQueryField()


class Search:
    """What the texts of `q` ask of the records of one kind at S."""

    def __init__(self, texts: Iterable[str], kind: str, reading: ReadingPoint, *, forgiving: bool = True) -> None:
        self.texts = tuple(map(searchable, texts))
        self.kind, self.reading, self.forgiving = kind, reading, forgiving
        self.tokens = {text: list(tokens_of(text)) for text in self.texts}
        self._read = {ENGLISH: True}

    # --- What it finds

    def condition(self) -> Q:
        """What the facts have to fulfil: each of the texts, since one of nothing but "the" and "of" finds nothing."""
        by_config = (
            Q(*(_Matches(F("words"), self._query(text, config)) for text in self.texts), config=config)
            for config in self.configs
        )
        return reduce(or_, by_config)

    def relevance(self) -> Expression:
        """How well words fit it, in millionths: whole numbers, so that one can tell where in a list one stands."""
        ranks = [When(config=config, then=SearchRank(F("words"), query)) for config, query in self.by_config().items()]
        return Cast(Case(*ranks) * Value(1_000_000), IntegerField())

    def by_config(self, *, sought: bool = False) -> dict[str, Expression]:
        """For each configuration all texts as one query; with `sought` without what they exclude."""
        return {config: _All(*(self._query(text, config, sought) for text in self.texts)) for config in self.configs}

    @cached_property
    def configs(self) -> list[str]:
        return self.reading.configs(self.kind)

    def _query(self, text: str, config: str, sought: bool = False) -> Expression:
        """A text as it is read by a configuration."""
        marked, meant = self._marked(text, sought)
        query: Expression = SearchQuery(marked, config=in_database(config), search_type="websearch")
        for mark, words in meant.items():
            one = SearchQuery(mark, config=in_database(config))
            others = reduce(or_, (SearchQuery(word, config=in_database(config)) for word in words))
            query = _Rewritten(query, one, others)
        return query

    def _marked(self, text: str, sought: bool) -> tuple[str, dict[str, list[str]]]:
        """The text with a mark in the place of each misspelt word, and the words that each stands for."""
        meant: dict[str, list[str]] = {}
        for token in reversed(self.tokens[text]):
            if sought and token.negated:
                text = text[: token.start - token.quoted] + " " + text[token.end + token.quoted :]
            elif token.may_be_misspelt and (words := self.read_as.get(token.words[0])):
                mark = _MARK.format("abcdefghijklmnopqrstuvwxyz"[len(meant) % 26] * (1 + len(meant) // 26))
                text = text[: token.start] + mark + text[token.end :]
                meant[mark] = words
        return text, meant

    # --- Words that nothing has

    @cached_property
    def read_as(self) -> dict[str, list[str]]:
        """The misspelt words, folded, each with those that it is read as.

        Misspelt is a word that no document had up to S, and by which, however inflected, nothing is found at S.
        """
        if not self.forgiving:
            return {}
        asked = [token.words[0] for tokens in self.tokens.values() for token in tokens if token.may_be_misspelt]
        words = list(dict.fromkeys(asked))[:MOST_FORGIVEN]
        unknown = [word for word in words if word not in self.reading.known_words(self.kind, words)] if words else []
        found = {
            word: nearest_words(word, self.reading.words_like(word, [self.kind]))
            for word in unknown
            if not self._finds(word)
        }
        return {word: nearest for word, nearest in found.items() if nearest}

    def _finds(self, word: str) -> bool:
        found = self._facts().filter(Search([word], self.kind, self.reading, forgiving=False).condition())
        # Asked for one row, PostgreSQL hopes to meet it soon, and reads all rows where there is none.
        return bool(found.values_list("record", flat=True)[:LOOKED_FOR])

    def _facts(self) -> QuerySet:
        return self.reading.claims() if self.kind == RecordKind.CLAIM else self.reading.records(self.kind)

    # --- What is told of it

    def told(self, parameters: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
        """What was made of the texts; `parameters` names those by which records of a kind can be asked for, and `given`
        what was asked by them.
        """
        return {
            "read_as": [{"word": word, "as": words} for word, words in self.read_as.items()],
            "ignored": self._ignored(),
            "did_you_mean": self._names(parameters, given) if parameters else [],
        }

    def _ignored(self) -> list[str]:
        """The words that are too common, in a language that is read, to be searched; and what holds no word."""
        every = [token for tokens in self.tokens.values() for token in tokens if not token.is_operator]
        words = list(dict.fromkeys(word for token in every for word in token.words or [token.text]))
        left_out = self.reading.left_out(words, self.configs) if words else {}
        return [word for word in words if any(map(self._is_read, left_out.get(word, ())))]

    def _is_read(self, config: str) -> bool:
        """Whether there are texts at S that are read so; English is taken for one of their languages always."""
        if config not in self._read:
            self._read[config] = self._facts().filter(config=config).exists()
        return self._read[config]

    def _names(self, parameters: Mapping[str, str], given: Mapping[str, Any]) -> list[dict[str, str]]:
        """The records whose whole names stand in the texts."""
        keys: dict[str, None] = {}
        for tokens in self.tokens.values():
            meant = (self.read_as.get(word, [word])[0] for token in tokens if not token.negated for word in token.words)
            words = list(meant)
            for start in range(len(words)):
                for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
                    keys[" ".join(words[start:end])] = None
        found = self._called(list(keys), parameters)
        if not found:
            return []
        place = {key: number for number, key in enumerate(keys)}
        kinds = list(parameters)
        rows = sorted(
            self.records(found, parameters),
            key=lambda row: (place[found[row[3]]], kinds.index(row[0]), row[1]),
        )
        suggested = [
            {"parameter": parameters[kind], "value": slug, "name": name}
            for kind, slug, name, _ in rows
            if not any(slug in group for group in given.get(parameters[kind]) or ())
        ]
        return suggested[:MOST_NAMES]

    def _called(self, keys: Sequence[str], parameters: Mapping[str, str]) -> dict[UUID, str]:
        """The records that are called so at S, of these kinds, each with its name as it is compared."""
        known = self.reading.remembered(f"called {sorted(parameters)}")
        if missing := [key for key in keys if key not in known]:
            names = NameFact.objects.using(self.reading.using).at(self.reading.seq)
            rows = names.filter(place=0, key__in=missing, kind__in=parameters).values_list("uid", "key")
            known |= {key: [] for key in missing}
            for uid, key in rows:
                known[key].append(uid)
        return {uid: key for key in keys for uid in known[key]}

    def records(self, uids: Iterable[UUID], parameters: Mapping[str, str]) -> list[tuple[str, str, str, UUID]]:
        """Kind, slug, name and uid of these records at S, of these kinds."""
        known = self.reading.remembered(f"records {sorted(parameters)}")
        if missing := [uid for uid in uids if uid not in known]:
            records = RecordFact.objects.using(self.reading.using).at(self.reading.seq)
            rows = records.filter(kind__in=parameters, uid__in=missing).values_list("kind", "slug", "name", "uid")
            known |= dict.fromkeys(missing) | {row[3]: row for row in rows}
        return [known[uid] for uid in uids if known[uid] is not None]


class WordsFilter(LedgerFilter):
    """By words, in the syntax of web searches: all words, "a phrase", or, -not."""

    field_class = Words
    beyond_document = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(field_name="words", **kwargs)

    def filter(self, qs: QuerySet, value: tuple[str, ...]) -> QuerySet:
        return self.narrow(qs, value).alias(**{RELEVANCE: self.parent.search.relevance()})

    def narrow(self, qs: QuerySet, value: tuple[str, ...]) -> QuerySet:
        return qs.filter(self.parent.search.condition())
