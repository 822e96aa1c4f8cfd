"""Settings that could not be read, or are not ours at all."""

from collections.abc import Iterator
from dataclasses import fields
from difflib import get_close_matches

from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core.settings import PREFIX, Settings

__all__ = ["RULES"]

NAMES = [PREFIX + setting.name.upper() for setting in fields(Settings)]
CODES = {
    "base_url": "base-url-unusable",
    "mail_url": "mail-url",
    "timezone": "timezone",
    "jobs": "jobs",
    "data_dir": "data-dir",
    "security_contact": "security-contact-unusable",
}


def unusable(patient: Patient) -> Iterator[Finding]:
    """Values that stop us from starting."""
    for problem in patient.unusable:
        yield found(CODES.get(problem.setting, "setting-unreadable"), says=problem.says, mend=problem.mend)
    if patient.refused is not None:
        yield found("database-url", says=patient.refused.says, mend=patient.refused.mend)


def unknown(patient: Patient) -> Iterator[Finding]:
    """Names that nobody reads: mostly a slip of the finger, and the setting meant is not set."""
    for name in sorted(set(patient.given) - set(NAMES)):
        yield found("setting-unknown", name=name, nearest=get_close_matches(name, NAMES, 1, 0)[0])


RULES = (unusable, unknown)
