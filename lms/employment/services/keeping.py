"""Who in HR looks after a check, and the second person before somebody is refused."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import rules
from lms.employment.content import handbook
from lms.employment.models import Check, CheckState, Start
from lms.employment.services.checks import StepFacts, apply, note, still_open
from lms.people import mail

__all__ = ["answer_second", "may_hand_over", "name_keeper"]


def may_hand_over(check: Check, allowed: Collection[UUID], by: Actor) -> bool:
    """Whether this officer may say who looks after a check: nobody does, they do, or its keeper has left HR there."""
    return check.keeper_id in (None, by.person_id) or check.keeper_id not in allowed


def name_keeper(
    session: Session,
    *,
    check: Check,
    start: Start,
    keeper_id: UUID,
    allowed: Collection[UUID],
    by: Actor,
    seen: int | None = None,
) -> None:
    """Say who in HR looks after a check from now on; the rest of HR then reads what everybody reads.

    Raises Refused for somebody who is not in HR there, and while another looks after it.
    """
    expect_version(check, seen)
    if not may_hand_over(check, allowed, by):
        raise Refused(_l("Somebody else in HR looks after this check. They can hand it over to you."))
    if keeper_id not in allowed or keeper_id == start.person_id:
        raise Refused(_l("Choose somebody in HR of this team."), field="person")
    check.keeper_id, check.second_id = keeper_id, None
    note(session, check, start, by, "kept", keeper=str(keeper_id))


def answer_second(
    session: Session, *, check: Check, start: Start, agreed: bool, by: Actor, seen: int | None = None
) -> None:
    """The second person agrees that a start is not going ahead for this check, or gives it back to its keeper.

    Raises Refused when nobody waits for their answer.
    """
    expect_version(check, seen)
    still_open(start)
    if check.state is not CheckState.DECISION_NEEDED or check.second_id != by.person_id:
        raise Refused(_l("Nothing waits for your answer any more. Reload the page to see where it is."))
    if agreed:
        _refuse(check, second_id=by.id)
        note(session, check, start, by, CheckState.DONE.value, rules.REFUSING)
    else:
        check.second_id = None
        note(session, check, start, by, "second-not-agreed")
    if check.keeper_id:
        mail.write(
            session,
            to=check.keeper_id,
            subject=_l("A colleague has answered you"),
            body=_l("Sign in to read it."),
            key=f"check-{check.id}-{check.version}-answered",
            path=f"/checks/{check.id}",
        )


def _refuse(check: Check, *, second_id: UUID) -> None:
    apply(check, rules.steps(handbook().check(check.code), check.state)[rules.REFUSING], StepFacts())
    check.second_id = second_id  # they go on seeing what they had a part in
