"""What a stranger with the code may know: never more than is printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Certificate, CertificateState, TitleKind
from certificates.presenters.states import Standing, standing_of
from lms.core import clock


@dataclass(frozen=True)
class Verified:
    """A certificate whose holder lets it be checked. A replaced one shows no name: names change for good reasons."""

    standing: Standing
    name: str
    title: str
    issuer: str
    issued_on: date
    expires_on: date | None
    revoked_on: date | None
    words: str
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "found": True,
            "state": self.standing.state,
            "name": self.name,
            "title": self.title,
            "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "revoked_on": self.revoked_on.isoformat() if self.revoked_on else None,
            "words": self.words,
            "sha256": self.sha256,
        }


def verified(found: Certificate) -> Verified:
    """What is shown of a certificate that is public. Its rule version must be loaded."""
    replaced = found.state is CertificateState.SUPERSEDED
    neutral = found.public_title is TitleKind.NEUTRAL
    return Verified(
        standing=standing_of(found),
        name="" if replaced else found.name_as_printed,  # empty, too, once the holder has another one
        title=found.rule_version.neutral_title if neutral else found.title_as_printed,
        issuer=found.issuer,
        issued_on=found.issued_on,
        expires_on=found.expires_on,
        revoked_on=clock.local(found.revoked_at).date() if found.revoked_at else None,
        words=found.revoked_words,
        sha256="" if replaced else found.sha256,
    )
