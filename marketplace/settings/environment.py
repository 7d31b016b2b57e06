"""Settings read from the environment, strictly: a value that cannot be meant stops the start with a sentence."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable as text, without surrounding space."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    """Return the variable as yes or no."""
    return _parsed(name, default, _flag, "yes or no (1, true, on, 0, false, off)")


def whole_number(name: str, default: int) -> int:
    """Return the variable as a whole number of 0 or more."""
    return _parsed(name, default, _whole_number, "a whole number of 0 or more")


def names(name: str, default: list[str] | None = None) -> list[str]:
    """Return the variable as a list of comma-separated names."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default or [])


def database(name: str) -> dict[str, Any] | None:
    """Return Django's settings for the PostgreSQL that the variable names, or None where it is unset."""
    value = text(name)
    if not value:
        return None
    if not value.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, because only PostgreSQL is supported.")
    return dict(environ.Env.db_url_config(value)) | {"ENGINE": "django.db.backends.postgresql"}


def email(name: str, default: str) -> dict[str, Any]:
    """Return Django's e-mail settings for the server that the variable names (`smtp+tls://user:password@host:587`)."""
    return _parsed(
        name,
        environ.Env.email_url_config(default),
        lambda value: dict(environ.Env.email_url_config(value)),
        "an address such as smtp+tls://user:password@host:587",
    )


def required(name: str) -> str:
    """Return the variable, or stop the start where it is unset."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} must be set; see the settings table in README.md.")
    return value


def _parsed(name: str, default: T, parse: Callable[[str], T], expected: str) -> T:
    value = text(name)
    if not value:
        return default
    try:
        return parse(value)
    except Exception as error:
        raise ImproperlyConfigured(f"{name} is “{value}”, but must be {expected}.") from error


def _flag(value: str) -> bool:
    word = value.lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(word)
    return word in _TRUE


def _whole_number(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(number)
    return number
