"""What the outbox announces."""

from blinker import Signal
from sqlalchemy.orm import Session

from lms.core.db import announce
from lms.jobs.models import Job

__all__ = ["job_offered", "offered"]

offered = Signal(doc="A job may be carried out from its `due_at` on. Facts: session, job; its row is locked or new.")


def job_offered(session: Session, job: Job) -> None:
    """Say so, in the same transaction, once the row is written."""
    session.flush()
    announce(offered, session, job=job)
