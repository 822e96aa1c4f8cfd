"""The tree of nodes, people, their grants, and the rows behind signing in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from lms.core.db import Base, field, foreign
from lms.core.db.kept import ADJUSTMENT, CONTACT, DECISION, IDENTITY, SECURITY, SIGN_IN, TECHNICAL
from lms.core.sealing import sealed
from lms.people.roles import Role


class NodeKind(StrEnum):
    """Levels of the tree."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    TEAM = "team"


class Node(Base):
    """A place in the tree. `path` is the ids from the root down, each ended by a slash; a grant covers its start."""

    __tablename__ = "lms_node"

    name: Mapped[str] = field(sa.String(200), kept=TECHNICAL)
    kind: Mapped[NodeKind] = field(kept=TECHNICAL)
    path: Mapped[str] = field(sa.String(500), kept=TECHNICAL, unique=True)
    parent_id: Mapped[UUID | None] = foreign("lms_node.id")


class PersonState(StrEnum):
    """Whether a person may sign in. Somebody ERASED never does again: only what the law keeps of them is here."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


class Person(Base):
    """One person, from first interest to leaver. The chosen name is used everywhere; the other only on certificates."""

    __tablename__ = "lms_person"
    __table_args__ = (sa.Index(None, "chosen_name", "id"),)

    chosen_name: Mapped[str] = field(sa.String(200), kept=IDENTITY)
    certificate_name: Mapped[str] = field(sa.String(200), kept=IDENTITY)
    email: Mapped[str | None] = field(sa.String(254), kept=CONTACT, unique=True)
    phone: Mapped[str] = field(sa.String(40), kept=CONTACT, default="")
    state: Mapped[PersonState] = field(kept=TECHNICAL, default=PersonState.ACTIVE)
    reading: Mapped[str | None] = field(sa.String(60), kept=ADJUSTMENT)


class Grant(Base):
    """A person holds a role at a node, between two dates (both included; open when null)."""

    __tablename__ = "lms_grant"
    __table_args__ = (sa.Index(None, "role", "node_id"),)

    person_id: Mapped[UUID] = foreign("lms_person.id")
    role: Mapped[Role] = field(kept=DECISION)
    node_id: Mapped[UUID] = foreign("lms_node.id")
    starts_on: Mapped[date | None] = field(kept=DECISION)
    ends_on: Mapped[date | None] = field(kept=DECISION)

    node: Mapped[Node] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Credential(Base):
    """A person's password, as argon2id keeps it."""

    __tablename__ = "lms_credential"

    person_id: Mapped[UUID] = foreign("lms_person.id", unique=True)
    password_hash: Mapped[str] = field(sa.String(300), kept=SIGN_IN.untold)


class UserSession(Base):
    """One signed-in browser. Only digests are kept: of its token and, in a host, of the host's user.

    `second_at` is when its second factor was shown; without one, whoever needs it is only half-way in.
    `fresh_at` is when it was last proved who sits there, `seen_at` about when it last asked for a page.
    """

    __tablename__ = "lms_user_session"

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=SECURITY)
    token_digest: Mapped[str] = field(sa.String(64), kept=SECURITY.untold, unique=True)
    browser: Mapped[str] = field(sa.String(200), kept=SECURITY, default="")
    host_user_digest: Mapped[str | None] = field(sa.String(64), kept=SECURITY.untold)
    second_at: Mapped[datetime | None] = field(kept=SECURITY)
    fresh_at: Mapped[datetime | None] = field(kept=SECURITY)
    seen_at: Mapped[datetime | None] = field(kept=SECURITY)
    ended_at: Mapped[datetime | None] = field(kept=SECURITY)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class AttemptKind(StrEnum):
    """What is slowed when it is tried too often."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a password
    CODE = "code"
    MAIL = "mail"


class Attempt(Base):
    """A wrong password, a wrong code, or a mail asked for, so that guessing can be slowed. Digests only.

    `device_digest` is of the mark of an earlier sign-in to this very account; strangers' browsers have none.
    """

    __tablename__ = "lms_sign_in_failure"
    __table_args__ = (
        sa.Index(None, "kind", "address_digest", "created_at"),
        sa.Index(None, "kind", "place_digest", "created_at"),
        sa.Index(None, "kind", "created_at"),
    )

    kind: Mapped[AttemptKind] = field(kept=SECURITY)
    address_digest: Mapped[str] = field(sa.String(64), kept=SECURITY)
    place_digest: Mapped[str] = field(sa.String(64), kept=SECURITY)
    device_digest: Mapped[str | None] = field(sa.String(64), kept=SECURITY)


class FactorKind(StrEnum):
    """Kinds of second factor."""

    APP = "app"
    PASSKEY = "passkey"


class Factor(Base):
    """A second factor: an app's `secret`, or a passkey's public key in `material`; in use once confirmed."""

    __tablename__ = "lms_factor"

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=SIGN_IN)
    kind: Mapped[FactorKind] = field(kept=SIGN_IN)
    name: Mapped[str] = field(sa.String(100), kept=SIGN_IN)
    secret = sealed(kept=SIGN_IN.untold, owner="person_id")
    material: Mapped[str] = field(sa.Text(), kept=SIGN_IN.untold, default="")
    credential_digest: Mapped[str | None] = field(sa.String(64), kept=SIGN_IN.untold, unique=True)
    sign_count: Mapped[int] = field(kept=SIGN_IN, default=0)
    confirmed_at: Mapped[datetime | None] = field(kept=SIGN_IN)
    used_at: Mapped[datetime | None] = field(kept=SIGN_IN)


class RecoveryCode(Base):
    """A code for the day the second factor is lost, good once. Only its digest is kept."""

    __tablename__ = "lms_recovery_code"
    __table_args__ = (sa.UniqueConstraint("person_id", "code_digest"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=SIGN_IN)
    code_digest: Mapped[str] = field(sa.String(64), kept=SIGN_IN.untold)
    used_at: Mapped[datetime | None] = field(kept=SIGN_IN)


class UsedStep(Base):
    """Thirty seconds whose code a person has used: the constraint is what makes it good once."""

    __tablename__ = "lms_used_step"
    __table_args__ = (sa.UniqueConstraint("person_id", "step"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=SECURITY)
    step: Mapped[int] = field(sa.BigInteger(), kept=SECURITY)


class Ceremony(Base):
    """A question put to a passkey, to be answered once, by the same browser, before it expires."""

    __tablename__ = "lms_ceremony"
    __table_args__ = (sa.Index(None, "expires_at"),)

    purpose: Mapped[str] = field(sa.String(20), kept=SECURITY)
    browser_digest: Mapped[str] = field(sa.String(64), kept=SECURITY)
    question: Mapped[dict[str, Any]] = field(kept=SECURITY)
    expires_at: Mapped[datetime] = field(kept=SECURITY)


class LinkKind(StrEnum):
    """What a mailed link is for."""

    SETUP = "setup"
    SIGN_UP = "sign-up"
    INVITATION = "invitation"
    RESET = "reset"


class MailedLink(Base):
    """A mailed link, good once, until it expires. Its token is made from its id and our secret; none is kept."""

    __tablename__ = "lms_mailed_link"

    kind: Mapped[LinkKind] = field(kept=SECURITY)
    email: Mapped[str] = field(sa.String(254), kept=CONTACT)
    person_id: Mapped[UUID | None] = foreign("lms_person.id")
    next_path: Mapped[str] = field(sa.String(500), kept=TECHNICAL, default="")
    expires_at: Mapped[datetime] = field(kept=SECURITY)
    used_at: Mapped[datetime | None] = field(kept=SECURITY)
