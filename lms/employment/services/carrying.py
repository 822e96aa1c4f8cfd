"""What somebody brings along from an earlier post with the same employer: checks that were done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.employment import rules
from lms.employment.models import Check, CheckEvent, CheckState, Start, StartState
from lms.people.models import Node
from lms.people.queries import organisation_paths

__all__ = ["carry", "done_before"]

# As it stood, with whoever looks after it: a check that only came along in part would say what it found.
BROUGHT = ("outcome", "conditions", "requested_on", "done_on", "expires_on", "reference", "keeper_id", "talked_on")


def done_before(session: Session, *, person_id: UUID, node_id: UUID) -> Mapping[str, Check]:
    """By code, the newest done check of this person from posts they began with the employer of this node.

    One that has run out since is among them: what is asked for then is its refresh, and the line says since when.
    """
    employers = organisation_paths(session)
    here = rules.employer(session.get_one(Node, node_id).path, employers)
    query = (
        sa.select(Check, Node.path)
        .join(Start, Start.id == Check.start_id)
        .join(Node, Node.id == Start.node_id)
        .where(Start.person_id == person_id, Start.state == StartState.STARTED)
        .where(Check.settled.is_(True), Check.state == CheckState.DONE)
        .order_by(Check.done_on, Check.id)
    )
    return {check.code: check for check, path in session.execute(query) if rules.employer(path, employers) == here}


def carry(session: Session, *, checks: Sequence[Check], before: Mapping[str, Check], at: datetime) -> None:
    """Make these new checks what the earlier ones of the same code were; each says so in its history."""
    for check in checks:
        earlier = before.get(check.code)
        if earlier is None:
            continue
        for name in BROUGHT:
            setattr(check, name, getattr(earlier, name))
        check.state, check.settled, check.why_not_required = CheckState.DONE, True, ""
        session.add(CheckEvent(check_id=check.id, by_id=None, what="carried", outcome=earlier.outcome, created_at=at))
