"""The one clock. Nothing else asks the machine or the database for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("lms_frozen_time", default=None)
_zone: ContextVar[str] = ContextVar("lms_zone", default="Europe/London")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def zone() -> ZoneInfo:
    """The organisation's own time zone; deadlines are dates in it."""
    return ZoneInfo(_zone.get())


def use_zone(name: str) -> None:
    """Set the zone for this context, e.g. at the start of a request."""
    _zone.set(name)


def local(moment: datetime) -> datetime:
    """An aware moment as the organisation's clocks on the wall show it."""
    return moment.astimezone(zone())


def today() -> date:
    """Today's date where the organisation is."""
    return local(now()).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment: for tests and for demo stories set in the past."""
    if moment.tzinfo is None:
        raise ValueError("frozen() needs an aware datetime, e.g. datetime(2026, 3, 1, tzinfo=UTC)")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
