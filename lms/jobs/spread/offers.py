"""Handing row ids to Procrastinate, in the same transaction as the row; and the sweeper, for what got lost on the way.

Whoever offers a row has made or locked it, so that no two offer one row at once.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.web.runtime import runtime
from lms.jobs.leases import free
from lms.jobs.models import Job
from lms.jobs.spread.tables import SCHEMA

__all__ = ["QUEUE", "TASK", "offer", "sweep"]

QUEUE = "peer_lms"
TASK = "peer_lms.carry_out"
AT_ONCE = 1000
OLD = 1  # what was lost has waited longest: it goes before what is new
WAITING = sa.table("procrastinate_jobs", sa.column("queueing_lock"), sa.column("status"), schema=SCHEMA)
TO_DO: sa.ColumnElement[str] = sa.literal_column("'todo'")
DEFER = sa.text(f"""
    SELECT {SCHEMA}.procrastinate_defer_jobs_v1(array_agg(
        ROW('{QUEUE}', '{TASK}', CAST(:priority AS integer), NULL, job.id,
            jsonb_build_object('job_id', job.id), CAST(:due AS timestamptz))
        ::{SCHEMA}.procrastinate_job_to_defer_v1))
    FROM unnest(CAST(:ids AS text[])) AS job(id)
    WHERE NOT EXISTS (SELECT FROM {SCHEMA}.procrastinate_jobs AS there
                      WHERE there.queueing_lock = job.id AND there.status = 'todo')
    HAVING count(*) > 0
""")  # noqa: S608 - constants only


def offer(_owner: object, *, session: Session, job: Job) -> None:
    """Receiver of `offered`: where Procrastinate distributes the work, hand it the row's id."""
    if runtime().settings.jobs == "procrastinate":
        _defer(session, [job.id], job.due_at if job.due_at > clock.now() else None)


def sweep(session: Session) -> int:
    """Offer again what is due, held by nobody and not on its way to anybody; how many rows that were."""
    on_its_way = sa.exists().where(WAITING.c.queueing_lock == sa.cast(Job.id, sa.Text), WAITING.c.status == TO_DO)
    query = sa.select(Job.id).where(free(), ~on_its_way).order_by(Job.due_at, Job.id).limit(AT_ONCE)
    found = session.scalars(query.with_for_update(skip_locked=True)).all()
    if found:
        _defer(session, found, None, priority=OLD)
    return len(found)


def _defer(session: Session, ids: Sequence[UUID], due: datetime | None, *, priority: int = 0) -> None:
    session.execute(DEFER, {"ids": [str(job_id) for job_id in ids], "due": due, "priority": priority})
