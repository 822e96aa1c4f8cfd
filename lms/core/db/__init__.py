"""The database: base class, engine, and the one place that commits."""

from lms.core.db.base import Base, UtcDateTime, field, foreign
from lms.core.db.engine import make_engine
from lms.core.db.kept import Kept
from lms.core.db.prepared import insert, prepared, rows
from lms.core.db.unit import Database, OurSession, announce, db_session, doom, expect_version

__all__ = [
    "Base",
    "Database",
    "Kept",
    "OurSession",
    "UtcDateTime",
    "announce",
    "db_session",
    "doom",
    "expect_version",
    "field",
    "foreign",
    "insert",
    "make_engine",
    "prepared",
    "rows",
]
