"""Words for people: gettext now, gettext later, and which language this request speaks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.support import Translations
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from lms.core import clock

DOMAIN = "peer_lms"
LOCALE = Path(__file__).resolve().parents[1] / "locale"

_catalogue: ContextVar[NullTranslations] = ContextVar("lms_catalogue")
_plain = NullTranslations()


def catalogue() -> NullTranslations:
    """The message catalogue of this context; the source language when none was chosen."""
    return _catalogue.get(_plain)


@lru_cache
def languages() -> dict[str, NullTranslations]:
    """The languages we have catalogues for, beside the source language, by code."""
    found = sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return {path.parts[-3]: Translations.load(LOCALE, [path.parts[-3]], DOMAIN) for path in found}


@lru_cache(maxsize=256)
def choose(accepted: str) -> NullTranslations:
    """The catalogue that fits best what a browser's Accept-Language says; the source language otherwise."""
    best = parse_accept_header(accepted, LanguageAccept).best_match(["en", *languages()], "en")
    return languages().get(best, _plain)


def speak(translations: NullTranslations) -> None:
    """Speak this language from here on in this context, e.g. for a request."""
    _catalogue.set(translations)


@contextmanager
def speaking(translations: NullTranslations) -> Iterator[None]:
    """Speak the language of these translations inside the block."""
    token = _catalogue.set(translations)
    try:
        yield
    finally:
        _catalogue.reset(token)


def gettext(message: str, **params: object) -> str:
    """The message in the reader's language, with %(name)s filled from params."""
    text = catalogue().gettext(message)
    return text % params if params else text


def ngettext(one: str, many: str, n: int, **params: object) -> str:
    """The right plural form for n; %(n)s is always filled."""
    return catalogue().ngettext(one, many, n) % {"n": n, **params}


@dataclass(frozen=True)
class Lazy:
    """A message that is looked up when it is shown, in the language of whoever reads it."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.message, **self.params)

    def __hash__(self) -> int:
        return hash(self.message)


@dataclass(frozen=True)
class Later(Lazy):
    """Words that are read when they are shown, and not before: what is sealed stays closed where nobody shows it."""

    message: str = ""
    read: Callable[[], str] = str

    def __str__(self) -> str:
        return self.read()


Text = str | Lazy


def lazy_gettext(message: str, **params: Any) -> Lazy:
    """A message for a constant or a class body: translated each time it is shown."""
    return Lazy(message, params)


def day(value: date | datetime | None) -> str:
    """A date in full, as people say it: 3 November 2026. Moments are shown where the organisation is."""
    if value is None:
        return ""
    return _day(clock.local(value).date() if isinstance(value, datetime) else value)


@lru_cache(maxsize=1024)
def _day(value: date) -> str:
    return str(format_date(value, "d MMMM y", locale="en_GB"))


def moment(value: datetime | None) -> str:
    """Date and time in the organisation's zone: 3 November 2026, 14:05."""
    return str(format_datetime(clock.local(value), "d MMMM y, HH:mm", locale="en_GB")) if value else ""
