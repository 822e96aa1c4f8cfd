"""What a person offers, attempt by attempt."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import EVIDENCE, TECHNICAL
from lms.core.sealing import sealed, sealed_json_or_none


class Way(StrEnum):
    """How it is offered, told by what is added; all ways count the same. Plugins add kinds that one chooses."""

    TEXT = "text"
    FILE = "file"
    RECORDING = "recording"


class EvidenceState(StrEnum):
    """RETURNED means that something would still meet the rest; ASSESSED that all its areas are met."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_MARKING = "in-marking"
    RETURNED = "returned"
    ASSESSED = "assessed"


class Evidence(Base):
    """One attempt at one piece. A new attempt is a new row that follows the earlier, which stays as it was.

    `linked` is a copy of something the person did elsewhere: title, kind, text, day and path.
    `waiting_since` is set while it waits to be marked and null otherwise.
    """

    __tablename__ = "lms_evidence"
    __table_args__ = (sa.UniqueConstraint("portfolio_id", "plan_piece_id", "attempt"),)

    portfolio_id: Mapped[UUID] = foreign("lms_portfolio.id")
    plan_piece_id: Mapped[UUID | None] = foreign("lms_plan_piece.id")
    follows_id: Mapped[UUID | None] = foreign("lms_evidence.id", unique=True)
    attempt: Mapped[int] = field(kept=TECHNICAL, default=1)
    title: Mapped[str] = field(sa.String(200), kept=EVIDENCE)
    text = sealed(kept=EVIDENCE, owner="portfolio_id.enrolment_id.person_id")
    file_id: Mapped[UUID | None] = foreign("lms_file.id", kept=EVIDENCE)
    way: Mapped[str] = field(sa.String(40), kept=TECHNICAL, default=Way.TEXT.value)
    happened_on: Mapped[date | None] = field(kept=EVIDENCE)
    observer: Mapped[str | None] = field(sa.String(200), kept=EVIDENCE)
    linked = sealed_json_or_none(kept=EVIDENCE, owner="portfolio_id.enrolment_id.person_id")
    state: Mapped[EvidenceState] = field(kept=TECHNICAL, default=EvidenceState.DRAFT)
    authentic: Mapped[bool] = field(kept=EVIDENCE, default=False)
    anonymised: Mapped[bool] = field(kept=EVIDENCE, default=False)
    submitted_at: Mapped[datetime | None] = field(kept=EVIDENCE)
    waiting_since: Mapped[datetime | None] = field(kept=TECHNICAL)
    marked_at: Mapped[datetime | None] = field(kept=TECHNICAL)


class Waiting(Base):
    """A piece in an assessor's marking queue: it repeats what evidence and allocations say (services/waiting.py).

    However many others have to be marked by whomever, one's own queue is read from its beginning.
    """

    __tablename__ = "lms_waiting"
    __table_args__ = (
        sa.UniqueConstraint("evidence_id", "assessor_id"),
        sa.Index(None, "assessor_id", "since", "evidence_id"),
    )

    evidence_id: Mapped[UUID] = foreign("lms_evidence.id", index=False)
    assessor_id: Mapped[UUID] = foreign("lms_person.id", kept=EVIDENCE, index=False)
    since: Mapped[datetime] = field(kept=TECHNICAL)


class EvidenceArea(Base):
    """A piece is offered for an area."""

    __tablename__ = "lms_evidence_area"
    __table_args__ = (sa.UniqueConstraint("evidence_id", "area_id"),)

    evidence_id: Mapped[UUID] = foreign("lms_evidence.id")
    area_id: Mapped[UUID] = foreign("lms_area.id")
