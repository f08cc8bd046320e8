"""How the words of a text are read for search: by its language, and without regard to accents.

The database has a text search configuration for each language whose inflections PostgreSQL 15 knows, and one for all
other languages, which takes words as they are. In each of them accents are taken off first.
"""

ENGLISH, PLAIN = "english", "simple"

# By the primary subtag of a language tag.
CONFIGS: dict[str, str] = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": ENGLISH,
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def config_of(language: str) -> str:
    """By which configuration texts of the language are read."""
    return CONFIGS.get(language.partition("-")[0].lower(), PLAIN)


def in_database(config: str) -> str:
    """The configuration's name in the database."""
    return f"claims_{config}"
