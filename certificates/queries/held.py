"""Certificates: whose they are, who may see them, what a stranger may see."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from certificates.models import AwardRuleVersion, Certificate, CertificateState
from certificates.permissions import Can
from lms.core import clock
from lms.core.access import Actor
from lms.core.tables import Slice, keyset
from lms.people.models import Node
from lms.people.nodes import below


def _certificates() -> sa.Select[Certificate]:
    return (
        sa.select(Certificate)
        .join(Certificate.rule_version)
        .join(Node, Node.id == Certificate.node_id)
        .options(contains_eager(Certificate.rule_version))
    )


def certificates_of(session: Session, person_id: UUID) -> Sequence[Certificate]:
    """A person's certificates, newest first."""
    query = _certificates().where(Certificate.person_id == person_id)
    return session.scalars(query.order_by(Certificate.issued_on.desc(), Certificate.serial.desc())).all()


def own_certificate(session: Session, actor: Actor, certificate_id: UUID) -> Certificate | None:
    """One's own certificate, or None."""
    return session.scalar(_certificates().where(Certificate.id == certificate_id, Certificate.person_id == actor.id))


def issued_certificate(session: Session, actor: Actor, certificate_id: UUID) -> Certificate | None:
    """A certificate issued at a node where the actor may issue, or None."""
    return session.scalar(_certificates().where(Certificate.id == certificate_id, below(actor.paths(Can.ISSUE))))


def issued_by_serial(session: Session, actor: Actor, serial: str) -> Certificate | None:
    """The same, by its number."""
    return session.scalar(_certificates().where(Certificate.serial == serial, below(actor.paths(Can.ISSUE))))


def certificate_for(session: Session, actor: Actor, certificate_id: UUID) -> Certificate | None:
    """A certificate this actor may see: one's own, or one issued where they may issue."""
    mine_or_ours = sa.or_(Certificate.person_id == actor.id, below(actor.paths(Can.ISSUE)))
    return session.scalar(_certificates().where(Certificate.id == certificate_id, mine_or_ours))


def public_certificate(session: Session, code: str) -> Certificate | None:
    """The certificate behind a code, when its holder lets it be checked; None for every other code."""
    return session.scalar(_certificates().where(Certificate.code == code, Certificate.public.is_(True)))


def standing_certificates(session: Session, person_ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Who holds which award today, as (person, rule), in one statement."""
    query = (
        sa.select(Certificate.person_id, AwardRuleVersion.rule_id)
        .join(Certificate.rule_version)
        .where(Certificate.person_id.in_(set(person_ids)), standing_on(clock.today()))
    )
    return {(person_id, rule_id) for person_id, rule_id in session.execute(query)}


def standing_on(today: date) -> sa.ColumnElement[bool]:
    """A condition on Certificate: it stands, or is only on hold."""
    good = sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= today)
    return sa.and_(Certificate.state.in_([CertificateState.VALID, CertificateState.SUSPENDED]), good)


def _issued(actor: Actor) -> sa.Select[Any]:
    return _certificates().where(below(actor.paths(Can.ISSUE)))


def issued_page(session: Session, actor: Actor, cursor: str) -> Slice[Certificate]:
    """One page of the certificates issued where the actor may issue, newest first."""
    found = keyset(session, _issued(actor), [Certificate.serial], cursor, newest_first=True)
    return Slice([row[0] for row in found.items], found.after)


def issued_rows(session: Session, actor: Actor) -> Sequence[Certificate]:
    """All of them."""
    return session.scalars(_issued(actor).order_by(Certificate.serial.desc())).all()
