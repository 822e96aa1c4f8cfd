"""What a feature says about its own records, so that they go when their time has come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.db.classes import RetentionClass
from lms.core.files import FileStore

__all__ = ["Dispose", "RetentionRule", "Rows"]

Rows = sa.Select[*tuple[Any, ...]]
Dispose = Callable[[Session, Sequence[UUID], FileStore], None]


@dataclass(frozen=True)
class RetentionRule:
    """The clock of one kind of record, and how it goes.

    `rows` selects every record of the kind as (`id`, `person_id`, `started`): when its clock started, a day or a
    moment, none while it has not. `dispose` is given ids, at most a few hundred, in the run's transaction; it may not
    fail on what is gone already. `about_person` is false for what is no reason to keep a name. A rule that comes `last`
    disposes only of what is of a person about whom no other rule keeps anything.
    """

    keeps: RetentionClass
    table: str
    rows: Callable[[], Rows]
    dispose: Dispose
    about_person: bool = True
    last: bool = False
