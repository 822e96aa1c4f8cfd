"""States of a certificate, in words and colours."""

from dataclasses import dataclass

from certificates.models import Certificate, CertificateState
from certificates.rules import standing
from lms.core import clock
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l

STATES: dict[CertificateState, tuple[Lazy, str]] = {
    CertificateState.VALID: (_l("Valid"), "green"),
    CertificateState.EXPIRED: (_l("Expired"), "grey"),
    CertificateState.SUPERSEDED: (_l("Replaced by a newer one"), "grey"),
    CertificateState.SUSPENDED: (_l("On hold"), "yellow"),
    CertificateState.REVOKED: (_l("Revoked"), "orange"),
}


@dataclass(frozen=True)
class Standing:
    """How a certificate stands today, for a tag."""

    state: str
    words: Lazy
    colour: str


def standing_of(certificate: Certificate) -> Standing:
    """The tag of a certificate."""
    state = standing(certificate.state, certificate.expires_on, clock.today())
    words, colour = STATES[state]
    return Standing(state.value, words, colour)
