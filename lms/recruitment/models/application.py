"""An application and its answers."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import ADJUSTMENT, APPLICATION, DECISION, STORY, TECHNICAL
from lms.core.sealing import sealed


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SHORTLISTED = "shortlisted"
    INTERVIEW = "interview"
    OFFER = "offer"
    RESERVE = "reserve"
    NOT_THIS_TIME = "not-this-time"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class GuaranteedInterview(StrEnum):
    """The answer to the offer of a guaranteed interview; no proof is asked."""

    YES = "yes"
    NO = "no"


class FeedbackWay(StrEnum):
    """How somebody would like to hear back."""

    CALL = "call"
    WRITING = "writing"


class Application(Base):
    """One person's application for one post. Name and telephone stay with the person.

    `scored_again_at` is when they asked that other people score it, after closing an answer.
    """

    __tablename__ = "lms_application"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "person_id"),
        sa.Index(None, "state", "submitted_at", "id"),
        sa.Index(None, "submitted_at", "id"),
        sa.Index(None, "post_id", "submitted_at", "id"),
    )

    post_id: Mapped[UUID] = foreign("lms_post.id", index=False)
    person_id: Mapped[UUID] = foreign("lms_person.id")
    state: Mapped[ApplicationState] = field(kept=DECISION, default=ApplicationState.DRAFT)
    about_done: Mapped[bool] = field(kept=TECHNICAL, default=False)
    adjustments = sealed(kept=ADJUSTMENT, owner="person_id")
    guaranteed_interview: Mapped[GuaranteedInterview | None] = field(kept=ADJUSTMENT)
    submitted_at: Mapped[datetime | None] = field(kept=DECISION)
    scored_again_at: Mapped[datetime | None] = field(kept=APPLICATION)
    decided_at: Mapped[datetime | None] = field(kept=DECISION)
    reserve_until: Mapped[date | None] = field(kept=APPLICATION)
    feedback_way: Mapped[FeedbackWay | None] = field(kept=APPLICATION)
    feedback_done_at: Mapped[datetime | None] = field(kept=APPLICATION)


class ApplicationAnswer(Base):
    """The answer to one question of the post. A `private` one is read by the applicant and the panel only.

    It is `finished` unless it was saved to come back to; `closed_at` is set once the applicant has closed it
    to the panel as well.
    """

    __tablename__ = "lms_application_answer"
    __table_args__ = (sa.UniqueConstraint("application_id", "step"),)

    application_id: Mapped[UUID] = foreign("lms_application.id")
    step: Mapped[str] = field(sa.String(60), kept=TECHNICAL)
    text = sealed(kept=STORY, owner="application_id.person_id")
    private: Mapped[bool] = field(kept=TECHNICAL)
    finished: Mapped[bool] = field(kept=TECHNICAL)
    closed_at: Mapped[datetime | None] = field(kept=TECHNICAL)
