"""Starts, their checks and lines, what was waived, decided and put on hold, supervision, and that somebody left."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import CHECK, CHECK_OUTCOME, DECISION, HOLD, LEAVING, TECHNICAL, WORK
from lms.core.sealing import sealed
from lms.recruitment.models import Route


class StartState(StrEnum):
    """Where one person's way into one post is. LEFT is never stored: it depends on the day."""

    PREPARING = "preparing"
    CONFIRMED = "confirmed"
    DATE_SET = "start-date-set"
    STARTED = "started"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


class CheckState(StrEnum):
    """Where a check is: plain, silent on what the check found. EXPIRED is never stored: it depends on the day."""

    NOT_STARTED = "not-started"
    REQUESTED = "requested"
    IN_PROGRESS = "in-progress"
    DECISION_NEEDED = "decision-needed"
    DONE = "done"
    NOT_REQUIRED = "not-required"
    EXPIRED = "expired"


class DecisionKind(StrEnum):
    """What HR decided about a start."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class SupervisionKind(StrEnum):
    """The three kinds of supervision, kept apart on purpose."""

    LINE = "line"
    PEER = "peer"
    GROUP = "group"


class Start(Base):
    """One person's way into one post.

    `ended_roles` are those that ended with the last day, by the ids of their grants, each with the end that it had of
    its own; it is not known of who left before that was noted.
    `on_board` is false once nothing of it can wait any more: it is over, and nothing was agreed to follow.
    """

    __tablename__ = "lms_start"
    __table_args__ = (
        sa.Index(None, "state", "created_at", "id"),
        sa.Index(
            "ix_lms_start_on_board",
            "created_at",
            "id",
            sqlite_where=sa.text("on_board IS 1"),
            postgresql_where=sa.text("on_board IS true"),
        ),
        sa.UniqueConstraint("application_id"),
    )

    person_id: Mapped[UUID] = foreign("lms_person.id")
    application_id: Mapped[UUID | None] = field(kept=WORK)
    post_id: Mapped[UUID | None] = foreign("lms_post.id")
    node_id: Mapped[UUID] = foreign("lms_node.id")
    role_title: Mapped[str] = field(sa.String(200), kept=WORK)
    route: Mapped[Route] = field(kept=WORK)
    hours: Mapped[str] = field(sa.String(20), kept=WORK)
    band: Mapped[str] = field(sa.String(40), kept=WORK)
    manager_id: Mapped[UUID | None] = foreign("lms_person.id")
    supervisor_id: Mapped[UUID | None] = foreign("lms_person.id")
    start_date: Mapped[date | None] = field(kept=WORK)
    left_on: Mapped[date | None] = field(kept=WORK)
    ended_roles: Mapped[dict[str, Any] | None] = field(sa.JSON(none_as_null=True), kept=WORK)
    state: Mapped[StartState] = field(kept=WORK, default=StartState.PREPARING)
    on_board: Mapped[bool] = field(kept=WORK, default=True)


class Check(Base):
    """One check of one start. Outcome and conditions are for the person and for HR at the node.

    Once somebody in HR looks after it (`keeper_id`), they are for the keeper and no other in HR, but for the second
    person whom the keeper asks before somebody is refused (`second_id`).
    """

    __tablename__ = "lms_check"
    __table_args__ = (
        sa.UniqueConstraint("start_id", "code"),
        sa.Index(None, "waiting_since", "id"),
        # What is settled for good is most of the table, and on no list of what waits.
        sa.Index(
            "ix_lms_check_open",
            "waiting_since",
            "id",
            sqlite_where=sa.text("settled IS 0 OR expires_on IS NOT NULL"),
            postgresql_where=sa.text("settled IS false OR expires_on IS NOT NULL"),
        ),
    )

    start_id: Mapped[UUID] = foreign("lms_start.id")
    code: Mapped[str] = field(sa.String(40), kept=CHECK)
    state: Mapped[CheckState] = field(kept=CHECK, default=CheckState.NOT_STARTED)
    settled: Mapped[bool] = field(kept=CHECK, default=False)
    waiting_since: Mapped[datetime] = field(kept=CHECK)
    outcome = sealed(kept=CHECK_OUTCOME, owner="start_id.person_id")
    conditions = sealed(kept=CHECK_OUTCOME, owner="start_id.person_id")
    why_not_required: Mapped[str] = field(sa.String(300), kept=CHECK, default="")
    requested_on: Mapped[date | None] = field(kept=CHECK)
    done_on: Mapped[date | None] = field(kept=CHECK)
    expires_on: Mapped[date | None] = field(kept=CHECK)
    chased_on: Mapped[list[str]] = field(kept=CHECK, default=list)
    reference: Mapped[str] = field(sa.String(60), kept=CHECK, default="")
    who_pays: Mapped[str] = field(sa.String(20), kept=CHECK, default="")
    keeper_id: Mapped[UUID | None] = foreign("lms_person.id", kept=CHECK)
    second_id: Mapped[UUID | None] = foreign("lms_person.id", kept=CHECK)
    decision_since: Mapped[datetime | None] = field(kept=CHECK)
    talked_on: Mapped[date | None] = field(kept=CHECK)


class CheckEvent(Base):
    """One change of one check: what it became, when, by whom. Added, never changed."""

    __tablename__ = "lms_check_event"

    check_id: Mapped[UUID] = foreign("lms_check.id")
    by_id: Mapped[UUID | None] = foreign("lms_person.id", kept=CHECK)
    what: Mapped[str] = field(sa.String(40), kept=CHECK)
    outcome = sealed(kept=CHECK_OUTCOME, owner="check_id.start_id.person_id")


class ChecklistItem(Base):
    """One line of a start checklist that somebody ticks. There is no room for notes."""

    __tablename__ = "lms_checklist_item"
    __table_args__ = (sa.UniqueConstraint("start_id", "code"),)

    start_id: Mapped[UUID] = foreign("lms_start.id")
    code: Mapped[str] = field(sa.String(60), kept=WORK)
    done: Mapped[bool] = field(kept=WORK, default=False)
    by_id: Mapped[UUID | None] = foreign("lms_person.id")
    done_at: Mapped[datetime | None] = field(kept=WORK)


class Waiver(Base):
    """An agreement to go ahead with one line still to do, until a date. Whoever agreed it may not confirm the start."""

    __tablename__ = "lms_waiver"

    start_id: Mapped[UUID] = foreign("lms_start.id")
    code: Mapped[str] = field(sa.String(60), kept=DECISION)
    approver_id: Mapped[UUID] = foreign("lms_person.id")
    reason: Mapped[str] = field(sa.Text(), kept=DECISION)
    ends_on: Mapped[date] = field(kept=DECISION)


class StartDecision(Base):
    """What HR decided, with the checklist as it was read then. Never changed: a change of mind is a new row."""

    __tablename__ = "lms_start_decision"

    start_id: Mapped[UUID] = foreign("lms_start.id")
    by_id: Mapped[UUID] = foreign("lms_person.id")
    kind: Mapped[DecisionKind] = field(kept=DECISION)
    verdict: Mapped[dict[str, Any]] = field(kept=DECISION)
    facts: Mapped[dict[str, Any]] = field(kept=DECISION)


class PlacementHold(Base):
    """A placement waits, to the day of review: every start of this person at the node and below it. Learning goes on.

    Over by itself after that day; to go on is a new decision. `cause_id` is what it was placed for, in whichever room:
    no page here asks. `seen` is where the starts were then.
    """

    __tablename__ = "lms_placement_hold"

    person_id: Mapped[UUID] = foreign("lms_person.id")
    node_id: Mapped[UUID] = foreign("lms_node.id")
    by_id: Mapped[UUID] = foreign("lms_person.id")
    cause_id: Mapped[UUID] = field(kept=TECHNICAL, index=True)
    reason = sealed(kept=HOLD, owner="person_id")
    seen: Mapped[dict[str, Any]] = field(kept=WORK)
    review_on: Mapped[date] = field(kept=WORK)
    lifted_at: Mapped[datetime | None] = field(kept=WORK)
    lifted_by_id: Mapped[UUID | None] = foreign("lms_person.id")


class Supervision(Base):
    """That supervision happened: who, with whom, when, which kind. What was said is nobody else's business."""

    __tablename__ = "lms_supervision"
    __table_args__ = (sa.UniqueConstraint("supervisee_id", "supervisor_id", "on", "kind"),)

    start_id: Mapped[UUID] = foreign("lms_start.id")
    supervisee_id: Mapped[UUID] = foreign("lms_person.id")
    supervisor_id: Mapped[UUID] = foreign("lms_person.id")
    on: Mapped[date] = field(kept=WORK)
    kind: Mapped[SupervisionKind] = field(kept=WORK)


class Leaving(Base):
    """Why somebody left, as one officer in HR wrote it down.

    The person reads it and that officer, and nobody else: no manager, no colleague, no later team. That there is one
    says something already, so a row is here only when something was written, and no other page asks for it.
    """

    __tablename__ = "lms_leaving"

    start_id: Mapped[UUID] = foreign("lms_start.id", unique=True)
    recorder_id: Mapped[UUID] = foreign("lms_person.id", kept=LEAVING)
    reason = sealed(kept=LEAVING, owner="start_id.person_id")


def _hold(_mapper: Any, _connection: Any, row: Base) -> None:
    raise RuntimeError(f"{type(row).__name__} rows are never changed or removed: add a new one")


for kind in (StartDecision, CheckEvent):
    event.listen(kind, "before_update", _hold)
    event.listen(kind, "before_delete", _hold)
