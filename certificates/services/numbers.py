"""What each certificate has of its own: a number of its year without gaps, a code, and an address."""

import secrets
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates import rules
from certificates.models import CertificateYear
from lms.core import clock
from lms.core.db import UtcDateTime
from lms.core.errors import Refused
from lms.core.settings import Settings
from lms.core.text import lazy_gettext as _l


def expect_address(settings: Settings) -> None:
    """Raises Refused, with what to do, while the service has no address to print."""
    if not settings.base_url:
        raise Refused(
            _l(
                "Certificates carry this service’s address for ever, and it is not set yet. "
                "Ask an administrator to set PEER_LMS_BASE_URL, for example https://learn.example.org."
            )
        )


def new_code() -> str:
    """A code that nobody can guess."""
    return rules.code_of("".join(secrets.choice(rules.ALPHABET) for _letter in range(rules.CODE_LETTERS)))


def address_of(code: str, settings: Settings) -> str:
    """Where a code is checked, for as long as the paper lasts."""
    return f"{settings.base_url.rstrip('/')}/verify/{code}"


_FIRST = sa.text(
    "INSERT INTO lms_certificate_year (id, version, created_at, year, last) "
    "VALUES (:id, 1, :now, :year, 0) ON CONFLICT (year) DO NOTHING"
).bindparams(sa.bindparam("id", type_=sa.Uuid()), sa.bindparam("now", type_=UtcDateTime()))


def next_number(session: Session, year: int) -> int:
    """The year's next serial number. Its row stays locked until this unit of work ends, so that none is left out."""
    session.execute(_FIRST, {"id": uuid4(), "now": clock.now(), "year": year})
    row = session.scalars(
        sa.select(CertificateYear).filter_by(year=year).with_for_update().execution_options(populate_existing=True)
    ).one()
    row.last += 1
    session.flush()
    return row.last
