"""What one request is called and what it has cost so far."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from uuid import uuid4


@dataclass
class Trace:
    """One piece of work: its id for log, audit row and error page; its statements and seconds."""

    id: str = field(default_factory=lambda: uuid4().hex[:16])
    started: float = field(default_factory=perf_counter)
    queries: int = 0
    db_seconds: float = 0.0

    def milliseconds(self) -> float:
        """How long it has been going on."""
        return round((perf_counter() - self.started) * 1000, 1)

    def server_timing(self) -> str:
        """The Server-Timing header: milliseconds in the app and in the database, and the statement count."""
        return f'app;dur={self.milliseconds()}, db;dur={self.db_seconds * 1000:.1f};desc="{self.queries} queries"'


_current: ContextVar[Trace | None] = ContextVar("lms_trace", default=None)


def running() -> str:
    """The id of the running trace; empty where none was begun."""
    trace = _current.get()
    return trace.id if trace else ""


def current() -> Trace:
    """The running trace; a fresh one where none was begun."""
    return _current.get() or begin()


def begin() -> Trace:
    """Start a new trace for this context."""
    trace = Trace()
    _current.set(trace)
    return trace
