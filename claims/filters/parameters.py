"""Query parameters: how the texts of one are read as a value, and refused when they cannot be.

A comma within a value means OR; a repeated parameter means AND, where claims can have several values of it.
Each class here is a form field that django-filter's filters use, and knows how OpenAPI writes it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

# What one text of a parameter may hold; the longest honest one is a list of a hundred uids.
LONGEST_TEXT = 4_000
# The most alternatives of one parameter, all its repetitions taken together.
MOST_VALUES = 100

# What an address cannot have meant: NUL, and the sign that Django puts where bytes are not UTF-8.
UNREADABLE = re.compile("[\x00\ufffd]")
SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
UID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
COUNTRY, COUNTRY_CODE = r"^[A-Z]{2}$", "an ISO 3166-1 alpha-2 code, two capital letters"
LANGUAGE, LANGUAGE_TAG = r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$", "a language tag, written like en or pt-BR"
DIGITS = r"^[0-9]{1,9}$"
WITHOUT_COMMA = r"^[^,]+$"

INVALID, REPEATED, UNKNOWN, CONTRADICTORY = "invalid-value", "repeated-parameter", "unknown-parameter", "contradiction"

# Alternatives, of which one must hold.
AnyOf = tuple[str, ...]
# Of each of which one must hold.
AllOf = tuple[AnyOf, ...]


class Refusal(ValidationError):
    """Why a parameter is refused, with what is allowed instead and what comes nearest to what was written."""

    def __init__(
        self, detail: str, code: str = INVALID, *, allowed: Sequence[str] | None = None, nearest: Sequence[str] = ()
    ) -> None:
        super().__init__(detail, code=code)
        self.detail = detail
        self.code: str = code
        self.allowed = allowed
        self.nearest = nearest


def shortened(text: str) -> str:
    """A text of the reader's, fit to be repeated in a message."""
    return f"“{text}”" if len(text) <= 60 else f"“{text[:60]}…”"


def nearest(text: str, candidates: Iterable[str]) -> list[str]:
    """Up to three candidates that are spelt most like the text, or that it begins; the likest first."""
    names = list(candidates)
    close = get_close_matches(text[:100].lower(), names, n=3, cutoff=0.6)
    return close or [name for name in names if len(text) > 1 and name.startswith(text.lower())][:3]


def suggestion(names: Sequence[str]) -> str:
    return f" Did you mean {' or '.join(names)}?" if names else ""


def unknown_parameters(given: Iterable[str], known: Iterable[str]) -> dict[str, Refusal]:
    """A refusal for each name that is not known."""
    names = known if isinstance(known, Collection) else list(known)
    refusals = {}
    for name in given:
        if name not in names:
            # A list of a hundred derived names hides the forty that a reader looks for.
            plain = [name for name in names if "__" not in name]
            close = nearest(name, names)
            detail = f"There is no parameter {shortened(name)} here.{suggestion(close)}"
            base, _, suffix = name.partition("__")
            if suffix == "isnull" and base in names:
                detail = f"{base} is always coded where it applies, so there is no {name}."
            refusals[name] = Refusal(detail, UNKNOWN, allowed=plain, nearest=close)
    return refusals


class EveryText(forms.Widget):
    """Hands a field all texts of its parameter, from a query string or from a plain mapping."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> list[str]:
        if name not in data:
            return []
        return data.getlist(name) if isinstance(data, MultiValueDict) else [data[name]]


class Parameter(forms.Field):
    """A parameter of one value, which may be given once."""

    widget = EveryText
    repeatable = False
    # What a value is, as JSON Schema has it.
    schema: Mapping[str, Any] = {"type": "string", "minLength": 1}

    def __init__(self, *, example: Any = None, repeatable: bool | None = None, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.example = example
        if repeatable is not None:
            self.repeatable = repeatable

    def clean(self, value: list[str]) -> Any:
        """The value, None when the parameter is not given. Raises ValidationError, which holds Refusals."""
        if not value:
            return None
        if len(value) > 1 and not self.repeatable:
            raise Refusal(f"It was given {len(value)} times and has one value; give it once.", REPEATED)
        for text in value:
            if not text:
                raise Refusal("It is empty. Leave it out, or give it a value.")
            if len(text) > LONGEST_TEXT:
                raise Refusal(f"It has {len(text)} characters; {LONGEST_TEXT} are the most.")
            if UNREADABLE.search(text):
                raise Refusal("It holds a NUL character, or bytes that are not UTF-8.")
        return self.read(value)

    def read(self, texts: list[str]) -> Any:
        return self.parse(texts[0])

    def parse(self, text: str) -> Any:
        return text

    def shown(self, value: Any) -> Any:
        """The value as `meta.applied` repeats it."""
        return value

    def openapi(self, name: str) -> dict[str, Any]:
        """The parameter as an OpenAPI document describes it.

        The example stands in the schema and in words, not in OpenAPI's `example`: Swagger UI fills in every one of
        those, and a request with a hundred filters finds nothing.
        """
        description, schema = str(self.help_text), self.json_schema()
        if self.example is not None:
            description = f"{description} Example: `{name}={self.written()}`."
            schema["examples"] = [[self.example] if schema.get("type") == "array" else self.example]
        return {"name": name, "in": "query", "description": description, "schema": schema}

    def json_schema(self) -> dict[str, Any]:
        return dict(self.schema)

    def written(self) -> str:
        """The example as it stands in an address."""
        return str(self.example).lower() if isinstance(self.example, bool) else str(self.example)


class Flag(Parameter):
    schema = {"type": "boolean"}

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise Refusal(f"{shortened(text)} is neither true nor false.", allowed=("true", "false"))
        return text == "true"


class Whole(Parameter):
    """A whole number within bounds, the bounds included."""

    def __init__(self, least: int, most: int, *, default: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most, self.default = least, most, default
        self.schema = {"type": "integer", "minimum": least, "maximum": most}
        if default is not None:
            self.schema["default"] = default

    def clean(self, value: list[str]) -> int | None:
        return super().clean(value) if value else self.default

    def parse(self, text: str) -> int:
        if not re.fullmatch(DIGITS, text) or not self.least <= int(text) <= self.most:
            raise Refusal(f"{shortened(text)} is not a whole number from {self.least} to {self.most}.")
        return int(text)


class Choice(Parameter):
    """One code of a few."""

    def __init__(self, codes: Sequence[str], *, default: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes, self.default = codes, default
        self.schema = {"type": "string", "enum": list(codes)}
        if default is not None:
            self.schema["default"] = default

    def clean(self, value: list[str]) -> str | None:
        return super().clean(value) if value else self.default

    def parse(self, text: str) -> str:
        refuse_unless_among(text, self.codes)
        return text


class Words(Parameter):
    """A search as people write it into a search box; a comma is a comma."""

    repeatable = True
    longest = 500
    schema = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": longest}}

    def read(self, texts: list[str]) -> tuple[str, ...]:
        for text in texts:
            if len(text) > self.longest:
                raise Refusal(f"It has {len(text)} characters; {self.longest} are the most.")
        return tuple(texts)

    def shown(self, value: tuple[str, ...]) -> str | list[str]:
        return value[0] if len(value) == 1 else list(value)


class Alternatives(Parameter):
    """Values separated by commas, of which one must hold; repeated, of each of which one must hold."""

    def __init__(self, *, pattern: str | None = None, meaning: str = "a value", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pattern, self.meaning = pattern, meaning

    def read(self, texts: list[str]) -> AllOf:
        groups = tuple(tuple(text.split(",")) for text in texts)
        if sum(map(len, groups)) > MOST_VALUES:
            raise Refusal(f"It lists {sum(map(len, groups))} values; {MOST_VALUES} are the most.")
        refusals = []
        for value in (value for group in groups for value in group):
            try:
                self.check(value)
            except Refusal as refusal:
                refusals.append(refusal)
        if refusals:
            raise ValidationError(refusals)
        return groups

    def check(self, value: str) -> None:
        """Raises Refusal when the value cannot be one of this parameter's."""
        if not value:
            raise Refusal("There is nothing before, between or after its commas.")
        if self.pattern and not re.fullmatch(self.pattern, value):
            near = [value.upper()] if self.pattern == COUNTRY and re.fullmatch(COUNTRY, value.upper()) else []
            raise Refusal(f"{shortened(value)} is not {self.meaning}.{suggestion(near)}", nearest=near)

    def shown(self, value: AllOf) -> str | list[str]:
        texts = [",".join(group) for group in value]
        return texts[0] if len(texts) == 1 else texts

    def item(self) -> dict[str, Any]:
        """A single value, as OpenAPI describes it."""
        return {"type": "string", "pattern": self.pattern or WITHOUT_COMMA}

    def json_schema(self) -> dict[str, Any]:
        # One text of an array that repeats is one repetition: only a pattern can tell of the commas within it.
        item = {"type": "string", "pattern": with_commas(self.item())} if self.repeatable else self.item()
        return {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_VALUES}

    def openapi(self, name: str) -> dict[str, Any]:
        return {**super().openapi(name), "style": "form", "explode": self.repeatable}


def with_commas(item: Mapping[str, Any]) -> str:
    """The pattern of one or several values that are each as `item` says."""
    one = "|".join(item["enum"]) if "enum" in item else item["pattern"].removeprefix("^").removesuffix("$")
    return f"^(?:{one})(?:,(?:{one}))*$"


class Codes(Alternatives):
    """Codes of a closed list."""

    def __init__(self, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = list(codes)

    def check(self, value: str) -> None:
        super().check(value)
        refuse_unless_among(value, self.codes)

    def item(self) -> dict[str, Any]:
        return {"type": "string", "enum": self.codes}


class Slugs(Alternatives):
    """Slugs of records; whether there are such records is asked of the ledger later, for all slugs at once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(meaning="a slug: lower-case words, with hyphens between them", **kwargs)

    def item(self) -> dict[str, Any]:
        # In the schema only: what is no slug at all is refused as one that nothing bears, with the nearest.
        return {"type": "string", "pattern": SLUG}


class Uids(Alternatives):
    def __init__(self, **kwargs: Any) -> None:
        meaning = "a uid, written like 0a1b2c3d-0000-4000-8000-000000000000"
        super().__init__(meaning=meaning, **kwargs)

    def check(self, value: str) -> None:
        super().check(value)
        if not re.fullmatch(UID, value.lower()):
            raise Refusal(f"{shortened(value)} is not {self.meaning}.")

    def item(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}

    def shown(self, value: AllOf) -> str | list[str]:
        return super().shown(tuple(tuple(str(UUID(uid)) for uid in group) for group in value))


def refuse_unless_among(value: str, codes: Sequence[str]) -> None:
    if value not in codes:
        near = nearest(value, codes)
        raise Refusal(
            f"{shortened(value)} is none of its codes: {', '.join(codes)}.{suggestion(near)}",
            allowed=codes,
            nearest=near,
        )
