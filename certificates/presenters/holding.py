"""The holder's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import segno

from certificates import rules
from certificates.forms import CLOSED, OPEN
from certificates.models import Certificate, CertificateState, TitleKind
from certificates.permissions import Can
from certificates.presenters.states import Standing, standing_of
from certificates.queries import Award
from certificates.services.holding import tells_all
from lms.core import clock
from lms.core.access import Actor
from lms.core.verdict import Verdict


@dataclass(frozen=True)
class Held:
    """One line of my certificates."""

    id: UUID
    title: str
    issued_on: date
    standing: Standing
    made: bool
    public: bool
    may_replace: bool


@dataclass(frozen=True)
class Coming:
    """A certificate on its way: what it asks for, and the title that will be printed."""

    slug: str
    title: str
    neutral: bool
    verdict: Verdict


@dataclass(frozen=True)
class MinePage:
    """My certificates."""

    held: Sequence[Held]
    coming: Sequence[Coming]


def mine(held: Sequence[Certificate], awards: Sequence[Award]) -> MinePage:
    """What a person holds, and what is on its way."""
    today = clock.today()
    lines = [_held(c, today) for c in held]
    standing = (CertificateState.VALID, CertificateState.SUSPENDED)
    holds = {c.rule_version.rule_id for c in held if rules.standing(c.state, c.expires_on, today) in standing}
    coming = [
        Coming(
            award.rule.rule.slug,
            award.rule.neutral_title if award.title is TitleKind.NEUTRAL else award.rule.title,
            award.title is TitleKind.NEUTRAL,
            award.verdict,
        )
        for award in awards
        if award.rule.rule_id not in holds
    ]
    return MinePage(lines, coming)


def _held(c: Certificate, today: date) -> Held:
    renamed = rules.may_replace(c.state, c.expires_on, today, printed=c.name_as_printed)
    return Held(c.id, c.title_as_printed, c.issued_on, standing_of(c), c.file_id is not None, c.public, renamed)


@dataclass(frozen=True)
class CertificatePage:
    """One certificate, for its holder or a lead."""

    id: UUID
    version: int
    title: str
    name: str
    serial: str
    issuer: str
    issued_on: date
    expires_on: date | None
    standing: Standing
    made: bool
    sha256: str
    own: bool
    public: bool
    address: str
    picture: str
    may_replace: bool
    pdf: bool
    can_revoke: bool
    revoked_at: datetime | None
    revoked_why: str
    revoked_words: str


def certificate(found: Certificate, actor: Actor, holder: str) -> CertificatePage:
    """The certificate; its link and square are for the holder only. `holder` is what they are called now."""
    own = found.person_id == actor.person_id
    shown = own and found.public
    return CertificatePage(
        id=found.id,
        version=found.version,
        title=found.title_as_printed,
        name=found.name_as_printed or holder,
        serial=found.serial,
        issuer=found.issuer,
        issued_on=found.issued_on,
        expires_on=found.expires_on,
        standing=standing_of(found),
        made=found.file_id is not None,
        sha256=found.sha256,
        own=own,
        public=found.public,
        address=found.address if shown else "",
        picture=segno.make(found.address, error="m", micro=False).svg_data_uri(border=2, scale=4) if shown else "",
        may_replace=own
        and rules.may_replace(found.state, found.expires_on, clock.today(), printed=found.name_as_printed),
        pdf=rules.opens_pdf(found, actor),
        can_revoke=not own
        and actor.can(Can.REVOKE)
        and found.state in (CertificateState.VALID, CertificateState.SUSPENDED),
        revoked_at=found.revoked_at,
        revoked_why=found.revoked_why,
        revoked_words=found.revoked_words,
    )


@dataclass(frozen=True)
class SharingPage:
    """Who may check a certificate."""

    id: UUID
    version: int
    public: str
    full: str
    neutral: str
    may_choose: bool


def sharing(found: Certificate) -> SharingPage:
    """The choices the holder has."""
    return SharingPage(
        found.id,
        found.version,
        OPEN if found.public else CLOSED,
        found.rule_version.title,
        found.rule_version.neutral_title,
        tells_all(found),
    )
