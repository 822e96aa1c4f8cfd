"""Whom the papers for people name, and whether this version is still one to rely on."""

from collections.abc import Iterator
from datetime import date

from lms import version
from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core import clock
from lms.core.text import day
from lms.papers.security_txt import expires

__all__ = ["RULES"]


def contacts(patient: Patient) -> Iterator[Finding]:
    """Somebody to ask about data, and somebody to tell of a weakness. In a host's app the latter is the host's."""
    settings = patient.settings
    if settings.demo:
        return
    if not settings.contact:
        yield found("contact")
    if not settings.data_protection_officer:
        yield found("data-protection-officer")
    told = any(problem.setting == "security_contact" for problem in patient.unusable)
    if not settings.security_contact and not told and not patient.hosted:
        yield found("security-contact")


def age(_patient: Patient) -> Iterator[Finding]:
    """A version of the last year: what is older has not been looked at since."""
    if clock.now() > expires(version.RELEASED):
        yield found("version-old", day=day(date.fromisoformat(version.RELEASED)))


RULES = (contacts, age)
