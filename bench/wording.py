"""Words of made-up texts: half of them invented, half of the language that the text is in."""

import numpy

from bench.chance import chance_of, seed_of, words

# What sentences are made of in each language, besides the words that are made up: stop words, and words with endings.
LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": (
        "the", "of", "in", "will", "has", "been", "because", "although", "tariffs", "reform", "negotiations", "border",
        "agreed", "sanctions", "elections", "minister", "increasing", "trade", "refused", "exports", "prices",
    ),
    "fr": ("le", "de", "dans", "sera", "réformes", "négociations", "frontière", "élections", "marchés", "sécurité"),
    "de": ("der", "die", "wird", "gegen", "Zölle", "Verhandlungen", "Grenzen", "Wahlen", "Preise", "Verträge"),
    "es": ("el", "de", "será", "contra", "aranceles", "negociación", "fronteras", "elección", "precios", "año"),
    "ru": ("в", "и", "не", "будет", "переговоры", "границы", "выборы", "пошлины", "договор", "цены"),
}  # fmt: skip
MADE_UP = 12_000
# Words drawn at once.
DRAWN = 4_096


class Vocabulary:
    """The words of every language, made-up ones by Zipf's law; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        invented = words(chance_of(seed, "vocabulary"))
        made_up = [next(invented) for _ in range(MADE_UP)]
        skewed = 1 / numpy.arange(1, MADE_UP + 1)
        self._words = {}
        for language, common in LANGUAGES.items():
            weights = numpy.concatenate([skewed / skewed.sum(), numpy.full(len(common), 1 / len(common))])
            self._words[language] = (numpy.array([*made_up, *common], dtype=object), numpy.cumsum(weights) / 2)

    def draw(self, language: str, generator: numpy.random.Generator) -> list[str]:
        """So many words as are drawn at once."""
        held, bounds = self._words[language]
        places = numpy.minimum(numpy.searchsorted(bounds, generator.random(DRAWN), side="right"), len(held) - 1)
        drawn: list[str] = held[places].tolist()
        return drawn


class Writer:
    """Writes words and sentences, the same for the same seed and the same order of asking."""

    def __init__(self, vocabulary: Vocabulary, seed: int, *part: str | int) -> None:
        self._vocabulary = vocabulary
        self._generator = numpy.random.Generator(numpy.random.PCG64(seed_of(seed, "words", *part)))
        self._waiting: dict[str, list[str]] = {}

    def words(self, length: int, language: str = "en") -> str:
        """So many words with blanks between them."""
        waiting = self._waiting.get(language, [])
        while len(waiting) < length:
            waiting = self._vocabulary.draw(language, self._generator) + waiting
        taken = waiting[-length:]
        del waiting[-length:]
        self._waiting[language] = waiting
        return " ".join(taken)

    def sentence(self, length: int, language: str = "en") -> str:
        """So many words, with a capital and without a full stop."""
        drawn = self.words(length, language)
        return drawn[0].upper() + drawn[1:]
