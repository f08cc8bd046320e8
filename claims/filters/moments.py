"""Query parameters that are days, moments, and states of the ledger."""

import re
from datetime import UTC, date, datetime, time

from claims.filters.parameters import Parameter, Refusal, shortened
from claims.models.ledger import RELEASE_NAME

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
# Longer numbers are none that a ledger, which counts in eight bytes, can have.
SEQ = r"^[0-9]{1,18}$"


class Day(Parameter):
    schema = {"type": "string", "format": "date"}

    def parse(self, text: str) -> date:
        try:
            if not re.fullmatch(DAY, text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise Refusal(f"{shortened(text)} is not a day of the calendar, written like 2024-12-31.") from None

    def shown(self, value: date) -> str:
        return value.isoformat()


class Moment(Day):
    """A day or a point in time with its offset from UTC."""

    schema = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}

    def parse(self, text: str) -> date | datetime:
        if re.fullmatch(DAY, text):
            return super().parse(text)
        try:
            if not re.fullmatch(MOMENT, text):
                raise ValueError
            # In UTC it can lie before the year 1 or after 9999, which Python cannot hold.
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Refusal(
                f"{shortened(text)} is neither a day, like 2024-12-31, nor a point in time with its offset, like "
                "2024-12-31T23:59:59Z. In an address, + is written %2B."
            ) from None


def beginning(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time.min, UTC)


def end(value: date | datetime) -> datetime:
    """The last moment that PostgreSQL, which counts microseconds, can tell from the next day."""
    return value if isinstance(value, datetime) else datetime.combine(value, time.max, UTC)


class AsOf(Moment):
    """A state of the ledger: its number, the name of a release, or a moment; a day means its end, UTC."""

    schema = {
        "anyOf": [
            {"type": "integer", "minimum": 0},
            *Moment.schema["anyOf"],
            {"type": "string", "pattern": RELEASE_NAME},
        ]
    }

    def parse(self, text: str) -> int | str | datetime:  # type: ignore[override]
        if re.fullmatch(SEQ, text):
            return int(text)
        if re.fullmatch(RELEASE_NAME, text):
            return text
        try:
            return end(super().parse(text))
        except Refusal:
            raise Refusal(
                f"{shortened(text)} is no state of the ledger: give its number, the name of a release, a day like "
                "2024-12-31, or a point in time with its offset like 2024-12-31T23:59:59Z. In an address, + is "
                "written %2B."
            ) from None
