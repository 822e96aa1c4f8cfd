"""Reading where somebody is: one activity of their own programme."""

from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import prepared, rows
from modules.heads import ActivityHead, EnrolmentHead, ModuleHead, ProgrammeHead
from modules.models import Activity, Enrolment, Module, ProgrammeVersion
from modules.queries.content import LEARNT

__all__ = ["OwnActivity", "own_activity"]


class OwnActivity(NamedTuple):
    """An activity of one's own programme, in its module."""

    enrolment: EnrolmentHead
    programme: ProgrammeHead
    module: ModuleHead
    activity: ActivityHead


HEADS: tuple[Any, ...] = (EnrolmentHead, ProgrammeHead, ModuleHead, ActivityHead)
TABLES = (Enrolment, ProgrammeVersion, Module, Activity)
COLUMNS = [getattr(table, name) for table, head in zip(TABLES, HEADS, strict=True) for name in head._fields]


def own_activity(session: Session, actor: Actor, enrolment_id: UUID, module: str, activity: str) -> OwnActivity | None:
    """An activity that a trainee may open, by the slugs of its address, in their own programme; or None."""
    if not (module + activity).isprintable():
        return None  # PostgreSQL refuses some characters that an address may hold
    query = _own_activity(person=actor.id, enrolment=enrolment_id, module=module, activity=activity)
    row = rows(session, query).first()
    if row is None:
        return None
    values = iter(row)
    return OwnActivity(*(head(*islice(values, len(head._fields))) for head in HEADS))


@prepared
def _own_activity(*, person: UUID, enrolment: UUID, module: str, activity: str) -> sa.Select[*tuple[Any, ...]]:
    query: sa.Select[*tuple[Any, ...]] = sa.select(*COLUMNS)
    return (
        query.join_from(Enrolment, ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Module, Module.version_id == Enrolment.version_id)
        .join(Activity, Activity.module_id == Module.id)
        .where(Enrolment.person_id == person, Enrolment.id == enrolment)
        .where(Module.slug == module, Activity.slug == activity, LEARNT)
    )
