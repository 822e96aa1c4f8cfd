"""What the page of an activity needs of four rows: read past the ORM, for no page is asked for more."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from modules.models import Activity, Enrolment, EnrolmentState, ProgrammeVersion

__all__ = [
    "ActivityHead",
    "AnyActivity",
    "AnyEnrolment",
    "AnyProgramme",
    "EnrolmentHead",
    "ModuleHead",
    "ProgrammeHead",
]


class EnrolmentHead(NamedTuple):
    """An enrolment as it was read. Whoever changes it asks for the row."""

    id: UUID
    person_id: UUID
    version_id: UUID
    state: EnrolmentState
    last_activity_id: UUID | None
    last_active_at: datetime


class ProgrammeHead(NamedTuple):
    """A version of a programme, as far as its activities show it."""

    help_now: str
    edition: str
    nation: str


class ModuleHead(NamedTuple):
    """A module, as far as its activities show it."""

    id: UUID
    slug: str
    title: str
    law_checked: date
    reviewed_by: list[str]


class ActivityHead(NamedTuple):
    """An activity, its content included."""

    id: UUID
    module_id: UUID
    slug: str
    kind: str
    title: str
    law_checked: date | None
    body: dict[str, Any]


AnyEnrolment = Enrolment | EnrolmentHead
AnyProgramme = ProgrammeVersion | ProgrammeHead
AnyActivity = Activity | ActivityHead
