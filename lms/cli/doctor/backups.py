"""Whether backups are made: nobody misses them until the day they are needed."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from lms.backup.noting import last_made
from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core import clock
from lms.core.access import Mode

__all__ = ["RULES"]


def backups(patient: Patient) -> Iterator[Finding]:
    """The last that was written down. A database that is not there or not at our version is somebody else's finding."""
    days = patient.settings.backup_days
    if patient.database is None or patient.settings.demo or not days:
        return
    try:
        with patient.database.unit_of_work(Mode.READ) as session:
            last = last_made(session)
    except SQLAlchemyError:
        return
    if last is None:
        yield found("backup-never")
    elif clock.now() - last > timedelta(days=days):
        yield found("backup-old", days=(clock.now() - last).days)


RULES = (backups,)
