"""Master keys: there, apart from what they open, for nobody else to read, and the right ones."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from lms.cli.doctor.files import open_to_others
from lms.cli.doctor.findings import Finding, found
from lms.cli.doctor.patient import Patient
from lms.core.errors import NotReady
from lms.core.masters import masters_of, place_of
from lms.core.sealing.ring import KEYS

__all__ = ["RULES"]


def master_keys(patient: Patient) -> Iterator[Finding]:
    """Keys of our own choosing, somewhere else than the data. Demo mode may use the file that was made."""
    settings = patient.settings
    if settings.master_key or settings.keys_file.name:
        try:
            masters_of(settings)
        except NotReady as problem:
            yield found("keys-unreadable", says=problem.says, mend=problem.mend)
    elif not settings.demo:
        yield found("keys-beside", path=place_of(settings))
    if not settings.master_key and open_to_others(place_of(settings)):
        yield found("secret-file-open", path=place_of(settings))


def right_keys(patient: Patient) -> Iterator[Finding]:
    """Whatever has been sealed with a master key that is not here cannot be read."""
    if patient.database is None or patient.database.masters is None:
        return
    known = KEYS.c.master.in_(patient.database.masters.names)
    query = sa.select(KEYS.c.master).where(~known, KEYS.c.wrapped != "").distinct()
    try:
        with patient.database.engine.connect() as connection:
            missing = sorted(connection.scalars(query))
    except SQLAlchemyError:  # not there, or not migrated: others say so
        return
    if missing:
        yield found("keys-missing", names=", ".join(missing))


RULES = (master_keys, right_keys)
