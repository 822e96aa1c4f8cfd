"""One JSON object a line: when, how grave, which request, what; and nothing about anybody."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from lms.core import trace

__all__ = ["CONFIG", "JsonLines", "refused", "to_stderr"]

security = logging.getLogger("lms.security")

FACTS = ("method", "endpoint", "status", "ms")
FRAMES = 12
QUERY = re.compile(r"\?\S+")
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode  # json.dumps would make one for each line


def refused(what: str) -> None:
    """Log that somebody was refused: what it was, in fixed words. Who it was is in no log; the request's number is."""
    security.warning("refused: %s", what)


class JsonLines(logging.Formatter):
    """Formats a record of ours or of the server's as a line.

    What an exception says is left out, because it may repeat what somebody typed; its kind and its place are enough.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object, without its line's end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": trace.running(),
            "message": QUERY.sub("", record.getMessage()),
        }
        line.update({name: getattr(record, name) for name in FACTS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            line.update(error=record.exc_info[0].__name__, at=_places(record.exc_info[2]))
        return _encode(line)


def _places(end: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(end)[-FRAMES:]]


# For logging.config.dictConfig: gunicorn's own records too, so that one reader reads all.
CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lms.core.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "lms": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
    },
}


def to_stderr(level: int) -> None:
    """Write what our loggers say, from this level up, as JSON lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("lms")
    ours.handlers[:] = [handler]
    ours.setLevel(level)
