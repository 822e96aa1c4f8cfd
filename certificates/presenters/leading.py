"""The programme lead's pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from certificates.models import Certificate
from certificates.presenters.states import Standing, standing_of
from certificates.queries import Candidate
from lms.core.settings import Settings
from lms.core.tables import Slice
from lms.core.text import Text, day
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict


@dataclass(frozen=True)
class Line:
    """One person and one award."""

    name: str
    title: str
    enrolment_id: UUID
    rule_id: UUID
    verdict: Verdict


@dataclass(frozen=True)
class ReadyPage:
    """Who is ready, and what the others still need. `mend` is what must be set up first, if anything."""

    ready: Sequence[Line]
    not_yet: Sequence[Line]
    slice: Slice[Candidate]
    mend: Text


def ready(found: Slice[Candidate], settings: Settings) -> ReadyPage:
    """Candidates without a certificate, the ready ones first."""
    lines = [Line(c.case.name, c.rule.title, c.case.enrolment_id, c.rule.rule_id, c.verdict) for c in found.items]
    mend = (
        ""
        if settings.base_url
        else _l(
            "Certificates carry this service’s address for ever. An administrator needs to set PEER_LMS_BASE_URL first."
        )
    )
    return ReadyPage(
        [line for line in lines if line.verdict.ok], [line for line in lines if not line.verdict.ok], found, mend
    )


@dataclass(frozen=True)
class IssuedLine:
    """One certificate in the list."""

    id: UUID
    name: str
    title: str
    serial: str
    issued_on: date
    standing: Standing
    made: bool


@dataclass(frozen=True)
class IssuedPage:
    """Issued certificates, newest first."""

    lines: Sequence[IssuedLine]
    slice: Slice[Certificate]


def issued(found: Slice[Certificate], holders: Mapping[UUID, str]) -> IssuedPage:
    """The list as a page. `holders` are the names people have now, where it is not the printed one."""
    return IssuedPage([_line(certificate, holders) for certificate in found.items], found)


def _line(certificate: Certificate, holders: Mapping[UUID, str]) -> IssuedLine:
    return IssuedLine(
        certificate.id,
        certificate.name_as_printed or holders[certificate.person_id],
        certificate.title_as_printed,
        certificate.serial,
        certificate.issued_on,
        standing_of(certificate),
        certificate.file_id is not None,
    )


ISSUED_HEADS: Sequence[Text] = (
    _l("Number"),
    _l("Name"),
    _l("Title as printed"),
    _l("Issued on"),
    _l("Good until"),
    _l("State"),
    _l("SHA-256"),
)


def issued_table(rows: Iterable[Certificate], holders: Mapping[UUID, str]) -> Iterator[Sequence[str]]:
    """The list as rows of a table."""
    for row in rows:
        yield (
            row.serial,
            row.name_as_printed or holders[row.person_id],
            row.title_as_printed,
            day(row.issued_on),
            day(row.expires_on),
            str(standing_of(row).words),
            row.sha256,
        )
