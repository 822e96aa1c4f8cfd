"""The certificate's line on start checklists."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.queries.held import standing_on
from lms.core import clock
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason
from lms.plugins import Gate, GateLine
from modules.queries import latest_enrolments


def lines(session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, Sequence[GateLine]]:
    """For the employ checklist: whether each person who was ever enrolled holds a certificate that stands."""
    if gate is not Gate.EMPLOY or not people:
        return {}
    today = clock.today()
    holders = set(
        session.scalars(sa.select(Certificate.person_id).where(Certificate.person_id.in_(people), standing_on(today)))
    )
    return {person_id: [_line(person_id in holders)] for person_id in latest_enrolments(session, people)}


def _line(holds: bool) -> GateLine:
    if holds:
        reason = Reason("certificate", _l("The certificate is issued."), met=True)
    else:
        reason = Reason(
            "certificate",
            _l("The certificate is still to come."),
            _l("the trainee, then the programme lead"),
            Link("certificates.mine"),
        )
    return GateLine("certificate", _l("Certificate"), reason, weight=40)
