"""Award rules and their versions, certificates as they were issued, and what a holder wishes to be printed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from lms.core.db import Base, field, foreign
from lms.core.db.kept import CONTENT, DECISION, IDENTITY, TECHNICAL, WISH


class RuleState(StrEnum):
    """A draft may change; a published version never does."""

    DRAFT = "draft"
    PUBLISHED = "published"


class TitleKind(StrEnum):
    """Which of an award's two titles: FULL says what the programme is about, NEUTRAL does not."""

    FULL = "full"
    NEUTRAL = "neutral"


class CertificateState(StrEnum):
    """Where a certificate stands. EXPIRED is worked out from its last day, not stored by anyone."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class AwardRule(Base):
    """One award, by its name in content files."""

    __tablename__ = "lms_award_rule"

    slug: Mapped[str] = field(sa.String(80), kept=CONTENT, unique=True)


class AwardRuleVersion(Base):
    """What an award asks for and what is printed. `requires` is a list of {code, text, kind, …}."""

    __tablename__ = "lms_award_rule_version"
    __table_args__ = (sa.UniqueConstraint("rule_id", "number"),)

    rule_id: Mapped[UUID] = foreign("lms_award_rule.id")
    number: Mapped[str] = field(sa.String(20), kept=CONTENT)
    programme_slug: Mapped[str] = field(sa.String(80), kept=CONTENT, index=True)
    framework_slug: Mapped[str] = field(sa.String(80), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    neutral_title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    statement: Mapped[str] = field(sa.Text(), kept=CONTENT)
    requires: Mapped[list[Any]] = field(kept=CONTENT)
    expires_months: Mapped[int | None] = field(kept=CONTENT)
    layout: Mapped[str | None] = field(sa.String(40), kept=CONTENT)
    state: Mapped[RuleState] = field(kept=CONTENT, default=RuleState.DRAFT)
    published_at: Mapped[datetime | None] = field(kept=CONTENT)

    rule: Mapped[AwardRule] = relationship(lazy="raise_on_sql")


class TitleWish(Base):
    """The title a person wants printed, said before the certificate is issued."""

    __tablename__ = "lms_title_wish"
    __table_args__ = (sa.UniqueConstraint("person_id", "rule_id"),)

    person_id: Mapped[UUID] = foreign("lms_person.id")
    rule_id: Mapped[UUID] = foreign("lms_award_rule.id")
    title: Mapped[TitleKind] = field(kept=WISH)


class Certificate(Base):
    """A certificate as it was issued. What is printed never changes; only its standing and who may check it do.

    `name_as_printed` is empty once its holder has another name: then the former one is on the PDF alone.
    Whoever is erased may have theirs left as they are; else the name on it goes, with the PDF.
    """

    __tablename__ = "lms_certificate"
    __table_args__ = (sa.Index(None, "node_id", "issued_on"), {"info": {"may_stay": True}})

    person_id: Mapped[UUID] = foreign("lms_person.id")
    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id", kept=DECISION)
    node_id: Mapped[UUID] = foreign("lms_node.id", kept=DECISION)
    rule_version_id: Mapped[UUID] = foreign("lms_award_rule_version.id", kept=DECISION)
    code: Mapped[str] = field(sa.String(60), kept=TECHNICAL, unique=True)
    serial: Mapped[str] = field(sa.String(30), kept=DECISION, unique=True)
    address: Mapped[str] = field(sa.String(500), kept=TECHNICAL)
    name_as_printed: Mapped[str] = field(sa.String(200), kept=IDENTITY)
    title_as_printed: Mapped[str] = field(sa.String(200), kept=DECISION)
    statement: Mapped[str] = field(sa.Text(), kept=DECISION)
    issuer: Mapped[str] = field(sa.String(200), kept=DECISION)
    issued_on: Mapped[date] = field(kept=DECISION)
    issued_by: Mapped[UUID] = foreign("lms_person.id", kept=DECISION)
    expires_on: Mapped[date | None] = field(kept=DECISION)
    state: Mapped[CertificateState] = field(kept=DECISION, default=CertificateState.VALID)
    public: Mapped[bool] = field(kept=DECISION, default=False)
    public_title: Mapped[TitleKind] = field(kept=DECISION, default=TitleKind.NEUTRAL)
    snapshot: Mapped[dict[str, Any]] = field(kept=DECISION)
    file_id: Mapped[UUID | None] = foreign("lms_file.id", kept=IDENTITY)
    sha256: Mapped[str] = field(sa.String(64), kept=TECHNICAL, default="")
    revoked_at: Mapped[datetime | None] = field(kept=DECISION)
    revoked_by: Mapped[UUID | None] = foreign("lms_person.id", kept=DECISION)
    revoked_why: Mapped[str] = field(sa.String(500), kept=DECISION, default="")
    revoked_words: Mapped[str] = field(sa.String(500), kept=DECISION, default="")

    rule_version: Mapped[AwardRuleVersion] = relationship(lazy="raise_on_sql")


class CertificateYear(Base):
    """The last serial number given in a year: locked while a certificate is issued, so that no number is left out."""

    __tablename__ = "lms_certificate_year"

    year: Mapped[int] = field(kept=TECHNICAL, unique=True)
    last: Mapped[int] = field(kept=TECHNICAL)


class AwardProgress(Base):
    """Whether an enrolment has all that an award asks for, noted whenever something about it changes.

    Only ever a hint for lists and home pages: what is issued is decided afresh.
    """

    __tablename__ = "lms_award_progress"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "rule_id"), sa.Index(None, "ready"))

    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id")
    rule_id: Mapped[UUID] = foreign("lms_award_rule.id")
    ready: Mapped[bool] = field(kept=TECHNICAL, default=False)
