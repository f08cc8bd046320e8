"""Reading the environment: a handful of functions, each error naming the variable and what to write instead."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}

# What the site is called where it is not told: by browsers on this machine alone.
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

EXAMPLE = "postgresql://user:password@host:5432/name?sslmode=require"


def required(name: str, *, because: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set, and has to be because {because}. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off: write {name}=on or {name}=off.")


def number(name: str, *, default: int, least: int) -> int:
    value = os.environ.get(name)
    if not value:
        return default
    try:
        result = int(value)
    except ValueError:
        result = least - 1
    if result < least:
        raise ImproperlyConfigured(f"{name}={value!r} must be a whole number of at least {least}, such as {default}.")
    return result


def items(name: str, *, default: list[str]) -> list[str]:
    """A comma-separated list; blanks around an item do not count, and an empty value is the default."""
    value = os.environ.get(name)
    return [item.strip() for item in value.split(",") if item.strip()] if value else default


def database(url: str, *, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings for a libpq address.

    `postgresql://` or `postgres://`; every part may be percent-encoded, the socket folder included, which is written
    as the host (`postgresql://%2Frun%2Fpostgresql/name`) or as an option (`postgresql:///name?host=/run/postgresql`).
    Other options (`sslmode`, `connect_timeout`, …) are handed to the driver. Raises ImproperlyConfigured, which
    names the variable that the address was read from.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        # Neither the address nor urllib's message is repeated: either may hold the password.
        raise ImproperlyConfigured(
            f"{variable} cannot be read; write {EXAMPLE}, and percent-encode special characters in the password."
        ) from error
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"{variable} begins with {parts.scheme or 'nothing'!r}; the only database is PostgreSQL: write {EXAMPLE}."
        )
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise ImproperlyConfigured(f"{variable} names no database after the host; write {EXAMPLE}.")
    options: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    # urlsplit lowers the case of .hostname, which a socket folder would not survive.
    host = parts.netloc.rpartition("@")[2]
    if port is not None:
        host = host.removesuffix(f":{port}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(options.pop("user", parts.username or "")),
        "PASSWORD": unquote(options.pop("password", parts.password or "")),
        "HOST": options.pop("host", "") or unquote(host.strip("[]")).rstrip(":"),
        "PORT": options.pop("port", "") or str(port or ""),
        "OPTIONS": options,
    }
