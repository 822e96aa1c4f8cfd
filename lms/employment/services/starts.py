"""Starts: opened by an accepted offer, made ready line by line, given a date, begun."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.employment import rules
from lms.employment.content import handbook
from lms.employment.lines import DERIVED
from lms.employment.models import Check, ChecklistItem, CheckState, Start, StartState, Waiver
from lms.employment.services.carrying import carry, done_before
from lms.employment.services.holding import expect_no_hold
from lms.employment.signals import person_started
from lms.people import mail
from lms.people.roles import Role
from lms.people.services import grant
from lms.recruitment.models import Route

__all__ = ["begin", "name_manager", "name_supervisor", "open_start", "set_date", "tick"]

FINISHED = frozenset({StartState.STARTED, StartState.WITHDRAWN})


def open_start(
    session: Session,
    *,
    application_id: UUID,
    person_id: UUID,
    post_id: UUID | None,
    node_id: UUID,
    role_title: str,
    route: Route,
    hours: str,
    band: str,
    at: datetime,
    by: Actor,
) -> Start:
    """Open a person's way into a post, with all checks and lines; one application opens one start, once.

    What was checked for an earlier post with this employer is not asked for a second time.
    """
    found = session.scalar(sa.select(Start).filter_by(application_id=application_id))
    if found is not None:
        return found
    facts = {"person_id": person_id, "post_id": post_id, "node_id": node_id, "role_title": role_title}
    start = Start(application_id=application_id, route=route, hours=hours, band=band, **facts)
    session.add(start)
    session.flush()
    checks, before = _checks(start.id, at), done_before(session, person_id=person_id, node_id=node_id)
    session.add_all(checks)
    session.flush()
    carry(session, checks=checks, before=before, at=at)
    session.add_all(ChecklistItem(start_id=start.id, code=code) for code in handbook().items if code not in DERIVED)
    record(
        session, by=by, action="start.opened", subject=start, about=person_id, route=route.value, brought=sorted(before)
    )
    session.flush()
    return start


def _checks(start_id: UUID, at: datetime) -> list[Check]:
    found = []
    for code, kind in handbook().checks.items():
        check = Check(start_id=start_id, code=code, waiting_since=at)
        if kind.normally_not_required:
            check.state, check.settled = CheckState.NOT_REQUIRED, True
            check.why_not_required = str(kind.normally_not_required)
        found.append(check)
    return found


def name_manager(
    session: Session, *, start: Start, manager_id: UUID, allowed: Collection[UUID], by: Actor, seen: int | None = None
) -> None:
    """Name the line manager. Raises Refused for somebody who is not a manager there, or who is the peer supervisor."""
    _changeable(start, seen)
    if manager_id not in allowed or manager_id == start.person_id:
        raise Refused(_l("Choose a line manager of this team."), field="person")
    if manager_id == start.supervisor_id:
        raise Refused(
            _l(
                "They are the peer supervisor. Line management and peer supervision are two people: "
                "choose somebody else."
            ),
            field="person",
        )
    start.manager_id = manager_id
    record(session, by=by, action="start.manager-named", subject=start, about=start.person_id, manager=str(manager_id))
    session.flush()


def name_supervisor(
    session: Session,
    *,
    start: Start,
    supervisor_id: UUID,
    allowed: Collection[UUID],
    by: Actor,
    seen: int | None = None,
) -> None:
    """Name the peer supervisor. Raises Refused for somebody who is not one there, or who is the line manager."""
    _changeable(start, seen)
    if supervisor_id not in allowed or supervisor_id == start.person_id:
        raise Refused(_l("Choose a peer supervisor of this team."), field="person")
    if supervisor_id == start.manager_id:
        raise Refused(
            _l("They are the line manager. Line management and peer supervision are two people: choose somebody else."),
            field="person",
        )
    start.supervisor_id = supervisor_id
    record(
        session,
        by=by,
        action="start.supervisor-named",
        subject=start,
        about=start.person_id,
        supervisor=str(supervisor_id),
    )
    session.flush()


def tick(session: Session, *, start: Start, item: ChecklistItem, done: bool, hats: frozenset[str], by: Actor) -> None:
    """Say that a line is done, or that it is to do again. Raises Refused when the line is somebody else's."""
    if not rules.may_tick(handbook().items[item.code].who, hats):
        raise Refused(_l("This line is for somebody else. The checklist says who acts next."))
    if start.state in FINISHED:
        raise Refused(_l("This start is closed, so its checklist no longer changes."))
    if item.done == done:
        return
    item.done, item.by_id, item.done_at = done, by.id if done else None, clock.now() if done else None
    record(
        session,
        by=by,
        action="start.line-done" if done else "start.line-reopened",
        subject=start,
        about=start.person_id,
        code=item.code,
    )
    session.flush()


def set_date(session: Session, *, start: Start, day: date, by: Actor, seen: int | None = None) -> None:
    """Set or move the first day. Raises Refused before HR has confirmed, for a past day and for a weekend."""
    expect_version(start, seen)
    if start.state not in (StartState.CONFIRMED, StartState.DATE_SET):
        raise Refused(_l("HR confirms the start first. You can set the date after that."))
    expect_no_hold(session, start)
    problem = rules.date_problem(day, clock.today())
    if problem:
        raise Refused(problem, field="day")
    start.start_date, start.state = day, StartState.DATE_SET
    record(session, by=by, action="start.date-set", subject=start, about=start.person_id, day=day.isoformat())
    tell(session, start, f"date-{day.isoformat()}")
    session.flush()


def begin(session: Session, *, start: Start, by: Actor) -> None:
    """Record that the first day has come; the person holds the role of a peer worker there from now on.

    Raises Refused when no date is set, or when it lies ahead.
    """
    if start.state is not StartState.DATE_SET or start.start_date is None:
        raise Refused(_l("Set the start date first."))
    if start.start_date > clock.today():
        raise Refused(_l("The first day has not come yet. Record this on the day, or move the start date."))
    expect_no_hold(session, start)
    start.state = StartState.STARTED
    # What was agreed to follow may still run out; where nothing was, the board is done with it.
    start.on_board = still_follows(session, start)
    grant(session, person_id=start.person_id, role=Role.PEER, node_id=start.node_id, by=by)
    record(session, by=by, action="start.begun", subject=start, about=start.person_id, day=start.start_date.isoformat())
    session.flush()
    announce(
        person_started,
        session,
        start_id=start.id,
        person_id=start.person_id,
        node_id=start.node_id,
        route=start.route,
        on=start.start_date,
    )


def still_follows(session: Session, start: Start) -> bool:
    """Whether anything was agreed to follow after the first day, so that something of it may still wait."""
    return bool(session.scalar(sa.select(sa.exists().where(Waiver.start_id == start.id))))


def tell(session: Session, start: Start, what: str) -> None:
    """Let the person know by mail that there is news; what it is, they read after signing in.

    `what` goes into the mail's Message-ID, so it names nothing: ids and dates alone.
    """
    mail.write(
        session,
        to=start.person_id,
        subject=_l("There is something for you to read"),
        body=_l("There is news about what happens next. Sign in to read it."),
        key=f"start-{start.id}-{what}",
        path="/start/mine",
    )


def _changeable(start: Start, seen: int | None) -> None:
    expect_version(start, seen)
    if start.left_on:
        raise Refused(_l("They have left this post, so nobody is named for it any more."))
    if start.state is StartState.WITHDRAWN:
        raise Refused(_l("This start is not going ahead, so nobody can be named for it."))
