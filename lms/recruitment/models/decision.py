"""Scores, interviews, offers, and decisions with what was seen when they were made."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import APPLICATION, DECISION

# What the panel thinks is its own until it has decided: then it is the applicant's to read as well.
TOLD_ONCE_DECIDED = {"info": {"told_once": "application_id.decided_at"}}


class Score(Base):
    """One scorer's points, theirs alone until every score is in. `lived_experience` is fixed when it is sent."""

    __tablename__ = "lms_score"
    __table_args__ = (sa.UniqueConstraint("application_id", "scorer_id"), TOLD_ONCE_DECIDED)

    application_id: Mapped[UUID] = foreign("lms_application.id")
    scorer_id: Mapped[UUID] = foreign("lms_person.id")
    points: Mapped[dict[str, Any]] = field(kept=DECISION)
    comment: Mapped[str] = field(sa.Text(), kept=APPLICATION, default="")
    lived_experience: Mapped[bool] = field(kept=DECISION, default=False)
    submitted_at: Mapped[datetime | None] = field(kept=DECISION)


class Leaning(StrEnum):
    """What the people who met somebody would do."""

    OFFER = "offer"
    RESERVE = "reserve"
    NOT_THIS_TIME = "not-this-time"


class Interview(Base):
    """When and where somebody is met, by whom; afterwards points for each question, and what the panel would do."""

    __tablename__ = "lms_interview"
    __table_args__ = (sa.UniqueConstraint("application_id"), TOLD_ONCE_DECIDED)

    application_id: Mapped[UUID] = foreign("lms_application.id")
    starts_at: Mapped[datetime] = field(kept=DECISION)
    place: Mapped[str] = field(sa.Text(), kept=APPLICATION)
    meets: Mapped[str] = field(sa.String(300), kept=APPLICATION)
    points: Mapped[dict[str, Any]] = field(kept=DECISION, default=dict)
    leaning: Mapped[Leaning | None] = field(kept=DECISION)
    recorded_at: Mapped[datetime | None] = field(kept=DECISION)


class OfferAnswer(StrEnum):
    """What the applicant said."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Offer(Base):
    """The terms somebody was offered, and what they said."""

    __tablename__ = "lms_offer"
    __table_args__ = (sa.UniqueConstraint("application_id"),)

    application_id: Mapped[UUID] = foreign("lms_application.id")
    terms: Mapped[dict[str, Any]] = field(kept=DECISION)
    made_by_id: Mapped[UUID] = foreign("lms_person.id")
    made_at: Mapped[datetime] = field(kept=DECISION)
    answered_at: Mapped[datetime | None] = field(kept=DECISION)
    answer: Mapped[OfferAnswer | None] = field(kept=DECISION)


class DecisionKind(StrEnum):
    """What was decided, by HR or by the applicant."""

    SHORTLISTED = "shortlisted"
    INTERVIEW = "interview"
    OFFER = "offer"
    RESERVE = "reserve"
    NOT_THIS_TIME = "not-this-time"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Decision(Base):
    """One decision, with what was seen and the letter that was sent. Never changed: a change of mind is a new row."""

    __tablename__ = "lms_application_decision"
    __table_args__ = (sa.Index(None, "application_id", "decided_at"),)

    application_id: Mapped[UUID] = foreign("lms_application.id", index=False)
    kind: Mapped[DecisionKind] = field(kept=DECISION)
    by_id: Mapped[UUID] = foreign("lms_person.id")
    decided_at: Mapped[datetime] = field(kept=DECISION)
    letter: Mapped[str] = field(sa.Text(), kept=APPLICATION, default="")
    snapshot: Mapped[dict[str, Any]] = field(kept=DECISION)


def _hold(_mapper: Any, _connection: Any, row: Decision) -> None:
    raise RuntimeError(f"{type(row).__name__} rows are never changed or removed: add a new one")


event.listen(Decision, "before_update", _hold)
event.listen(Decision, "before_delete", _hold)
