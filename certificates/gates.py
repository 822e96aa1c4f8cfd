"""The lines of training on start checklists: the certificate; and for somebody who came back, what counts already."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.gates import kept_line
from assessments.queries import core_progress, last_met
from certificates.models import Certificate
from certificates.queries.held import standing_on
from lms.core import clock
from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason
from lms.plugins import Gate, GateLine
from modules.gates import back_line
from modules.models import Enrolment
from modules.queries import latest_enrolments, returns


def lines(session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, Sequence[GateLine]]:
    """For the employ checklist: whether each person who was ever enrolled holds a certificate that stands.

    Learning and areas have their lines here too: one reading of who is enrolled does for all three.
    """
    if gate is not Gate.EMPLOY or not people:
        return {}
    enrolments = latest_enrolments(session, people)
    issued, back = _issued(session, people), _back(session, enrolments.values())
    return {
        person_id: [_line(issued.get(person_id)), *back.get(enrolment.id, ())]
        for person_id, enrolment in enrolments.items()
    }


def _issued(session: Session, people: Sequence[UUID]) -> Mapping[UUID, date]:
    stand = sa.select(Certificate.person_id, sa.func.max(Certificate.issued_on)).where(standing_on(clock.today()))
    theirs = stand.where(Certificate.person_id.in_(people)).group_by(Certificate.person_id)
    return {row[0]: row[1] for row in session.execute(theirs)}


def _line(issued_on: date | None) -> GateLine:
    if issued_on:
        said = _l("The certificate was issued on %(day)s.", day=day(issued_on))
        reason = Reason("certificate", said, met=True)
    else:
        reason = Reason(
            "certificate",
            _l("The certificate is still to come."),
            _l("the trainee, then the programme lead"),
            Link("certificates.mine"),
        )
    return GateLine("certificate", _l("Certificate"), reason, weight=40)


def _back(session: Session, enrolments: Iterable[Enrolment]) -> Mapping[UUID, Sequence[GateLine]]:
    """By enrolment, for those that somebody came back to: what they learnt and met, where there is anything."""
    found = returns(session, enrolments)
    if not found:
        return {}
    areas, days = core_progress(session, found), last_met(session, found)

    def lines_of(key: UUID) -> Iterator[GateLine]:
        if found[key].since.counts or found[key].since.changed:
            yield back_line(found[key])
        if areas[key].met:
            yield kept_line(areas[key], days.get(key))

    return {key: list(lines_of(key)) for key in found}
