"""The tree of nodes, people, their grants, and the rows behind signing in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from lms.core.db import Base, field, foreign
from lms.core.db.kept import ADJUSTMENT, CONTACT, IDENTITY, SECURITY, TECHNICAL
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
    """Whether a person may sign in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


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
    role: Mapped[Role] = field(kept=IDENTITY)
    node_id: Mapped[UUID] = foreign("lms_node.id")
    starts_on: Mapped[date | None] = field(kept=IDENTITY)
    ends_on: Mapped[date | None] = field(kept=IDENTITY)

    node: Mapped[Node] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Credential(Base):
    """A person's password, as argon2id keeps it."""

    __tablename__ = "lms_credential"

    person_id: Mapped[UUID] = foreign("lms_person.id", unique=True)
    password_hash: Mapped[str] = field(sa.String(300), kept=SECURITY)


class UserSession(Base):
    """One signed-in browser. Only digests are kept: of its token and, in a host, of the host's user."""

    __tablename__ = "lms_user_session"

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=SECURITY)
    token_digest: Mapped[str] = field(sa.String(64), kept=SECURITY, unique=True)
    browser: Mapped[str] = field(sa.String(200), kept=SECURITY, default="")
    host_user_digest: Mapped[str | None] = field(sa.String(64), kept=SECURITY)
    ended_at: Mapped[datetime | None] = field(kept=SECURITY)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class SignInFailure(Base):
    """One wrong password, by a digest of the address that was typed, so that guessing can be slowed."""

    __tablename__ = "lms_sign_in_failure"
    __table_args__ = (sa.Index(None, "address_digest", "created_at"),)

    address_digest: Mapped[str] = field(sa.String(64), kept=SECURITY)


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
