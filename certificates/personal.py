"""What certificates holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import Certificate
from lms.core.text import day
from lms.core.text import lazy_gettext as _l
from lms.plugins import DataSection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Certificates as they were printed; in one statement."""
    held = session.scalars(sa.select(Certificate).filter_by(person_id=person_id).order_by(Certificate.issued_on)).all()
    if held:
        rows = [(one.title_as_printed, _told(one)) for one in held]
        yield DataSection("certificates", _l("Your certificates"), rows)


def _told(one: Certificate) -> str:
    return ", ".join(filter(None, (one.name_as_printed, one.serial, day(one.issued_on))))
