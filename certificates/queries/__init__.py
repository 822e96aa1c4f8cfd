"""What may be asked about awards and certificates. `__all__` is the contract."""

from certificates.queries.awards import Award, Candidate, Choice, awards_for, choice_for, ready_page, rule_for
from certificates.queries.cases import Case, case_for
from certificates.queries.held import (
    certificate_for,
    certificates_of,
    issued_by_serial,
    issued_certificate,
    issued_page,
    issued_rows,
    own_certificate,
    public_certificate,
    standing_certificates,
)

__all__ = [
    "Award",
    "Candidate",
    "Case",
    "Choice",
    "awards_for",
    "case_for",
    "certificate_for",
    "certificates_of",
    "choice_for",
    "issued_by_serial",
    "issued_certificate",
    "issued_page",
    "issued_rows",
    "own_certificate",
    "public_certificate",
    "ready_page",
    "rule_for",
    "standing_certificates",
]
