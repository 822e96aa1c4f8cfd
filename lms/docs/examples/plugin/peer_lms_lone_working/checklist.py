"""The line on somebody's start checklist."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason
from lms.plugins import Gate, GateLine
from peer_lms_lone_working import cards

CODE = "lone-working-card"
DONE = Reason(CODE, _l("Lone-working card: filled in"), met=True)
TO_DO = Reason(
    CODE,
    _l("Lone-working card: still to fill in, on their own page"),
    _l("The new colleague"),
    Link("loneworking.card"),
)


def lines(session: Session, gate: Gate, people: Sequence[UUID]) -> Mapping[UUID, list[GateLine]]:
    """One line for each person who is to start; a placement is never alone and asks for no card."""
    if gate is not Gate.EMPLOY:
        return {}
    ready = cards.holders(session, people)
    return {person: [GateLine(CODE, _l("Lone working"), DONE if person in ready else TO_DO)] for person in people}
