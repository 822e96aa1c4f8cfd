"""A post, and the people who score for it."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import CONTACT, DECISION, TECHNICAL, WORK


class Route(StrEnum):
    """In which order training, offer and start come."""

    OFFER_THEN_TRAIN = "offer-then-train"
    TRAIN_THEN_APPLY = "train-then-apply"
    EMPLOYED_FROM_DAY_ONE = "employed-from-day-one"
    ALREADY_IN_POST = "already-in-post"


class PostState(StrEnum):
    """Whether anybody may apply. An open post still closes for applying on its date."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Post(Base):
    """One job at one team. `spec` is copied from the template and never changed once the post has opened."""

    __tablename__ = "lms_post"
    __table_args__ = (sa.Index(None, "state", "closes_on", "id"), sa.Index(None, "created_at", "id"))

    title: Mapped[str] = field(sa.String(200), kept=WORK)
    about: Mapped[str] = field(sa.Text(), kept=WORK)
    band: Mapped[str] = field(sa.String(40), kept=WORK)
    hours_per_week: Mapped[float] = field(sa.Float(), kept=WORK)
    node_id: Mapped[UUID] = foreign("lms_node.id")
    route: Mapped[Route] = field(kept=WORK, default=Route.OFFER_THEN_TRAIN)
    programme_slug: Mapped[str] = field(sa.String(100), kept=WORK)
    closes_on: Mapped[date] = field(kept=WORK)
    contact: Mapped[str] = field(sa.String(200), kept=CONTACT)
    approval_reference: Mapped[str] = field(sa.String(60), kept=WORK, default="")
    state: Mapped[PostState] = field(kept=WORK, default=PostState.DRAFT)
    spec: Mapped[dict[str, Any]] = field(kept=WORK)


class PanelMember(Base):
    """Somebody named to score for a post. `active` is False once they no longer are."""

    __tablename__ = "lms_panel_member"
    __table_args__ = (sa.UniqueConstraint("post_id", "person_id"),)

    post_id: Mapped[UUID] = foreign("lms_post.id")
    person_id: Mapped[UUID] = foreign("lms_person.id")
    lived_experience: Mapped[bool] = field(kept=DECISION)
    active: Mapped[bool] = field(kept=DECISION, default=True)


class PanelAbsence(Base):
    """A panel member is not available for one application. Who asked for that, and why, is not kept anywhere."""

    __tablename__ = "lms_panel_absence"
    __table_args__ = (sa.UniqueConstraint("application_id", "member_id"),)

    application_id: Mapped[UUID] = foreign("lms_application.id")
    member_id: Mapped[UUID] = foreign("lms_panel_member.id", kept=TECHNICAL)
