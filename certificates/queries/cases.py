"""Enrolments as the award looks at them: whose, where, in what, and what will be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from certificates.models import AwardProgress
from certificates.permissions import Can
from lms.core.access import Actor
from lms.core.tables import Slice, keyset
from lms.people.models import Node, Person
from lms.people.nodes import below
from modules.models import Enrolment, EnrolmentState, Programme, ProgrammeVersion

ENDED = (EnrolmentState.WITHDRAWN, EnrolmentState.DEFERRED)


@dataclass(frozen=True)
class Case:
    """One enrolment. `issuer` is the organisation at the top of its tree."""

    enrolment_id: UUID
    person_id: UUID
    name: str
    certificate_name: str
    node_id: UUID
    issuer: str
    programme_slug: str
    programme_number: str
    hours: float


def _cases() -> Any:
    root = aliased(Node)
    return (
        sa.select(
            Enrolment.id,
            Enrolment.person_id,
            Person.chosen_name,
            Person.certificate_name,
            Enrolment.node_id,
            root.name,
            Programme.slug,
            ProgrammeVersion.number,
            ProgrammeVersion.hours,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Node, Node.id == Enrolment.node_id)
        .join(root, sa.and_(root.parent_id.is_(None), Node.path.startswith(root.path)))
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Enrolment.state.not_in(ENDED))
    )


def _case(row: Any) -> Case:
    return Case(*row)


def _first(session: Session, query: Any) -> Case | None:
    row = session.execute(query.limit(1)).first()
    return _case(row) if row is not None else None


def case_of(session: Session, enrolment_id: UUID) -> Case | None:
    """An enrolment that has not ended, or None."""
    return _first(session, _cases().where(Enrolment.id == enrolment_id))


def cases_in(session: Session, programme_slug: str) -> Sequence[Case]:
    """Every enrolment in a programme that has not ended."""
    return [_case(row) for row in session.execute(_cases().where(Programme.slug == programme_slug))]


def case_for(session: Session, actor: Actor, enrolment_id: UUID) -> Case | None:
    """The same, at a node where the actor may issue."""
    return _first(session, _cases().where(Enrolment.id == enrolment_id, below(actor.paths(Can.ISSUE))))


def latest_case(session: Session, person_id: UUID) -> Case | None:
    """A person's newest enrolment that has not ended, or None."""
    newest = (Enrolment.created_at.desc(), Enrolment.id)
    return _first(session, _cases().where(Enrolment.person_id == person_id).order_by(*newest))


def cases_at(session: Session, actor: Actor, cursor: str) -> Slice[Case]:
    """One page of enrolments where the actor may issue: those noted as ready first, then by name."""
    ready = sa.exists().where(AwardProgress.enrolment_id == Enrolment.id, AwardProgress.ready.is_(True))
    rank = sa.case((ready, 0), else_=1)
    found = keyset(
        session, _cases().where(below(actor.paths(Can.ISSUE))), [rank, Person.chosen_name, Enrolment.id], cursor
    )
    return Slice([_case(row) for row in found.items], found.after)
