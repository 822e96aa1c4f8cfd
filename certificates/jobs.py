"""What the worker does for certificates."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from certificates.services import note_programme, print_certificate
from lms.core.web.runtime import Runtime


def render(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> None:
    """Print one certificate; once is enough."""
    print_certificate(session, certificate_id=UUID(payload["certificate_id"]), runtime=runtime)


def tally(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> None:
    """Note who is ready for an award that was just published."""
    note_programme(session, programme_slug=payload["programme_slug"])
