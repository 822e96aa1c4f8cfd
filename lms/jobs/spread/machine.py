"""One machine's worker under Procrastinate: it is told row ids, and carries each out under a lease as ever."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from lms.core.web.runtime import Runtime
from lms.jobs.spread.offers import QUEUE, TASK, sweep
from lms.jobs.spread.tables import SCHEMA, expect, library
from lms.jobs.worker import work_once

__all__ = ["work"]

log = logging.getLogger("lms.jobs")
SWEEP = "* * * * * */5"  # the sixth field is seconds
STALLED = 30  # seconds without a sign of life, three of Procrastinate's heartbeats
GLANCE = 0.5


@dataclass
class Machine:
    """What this process works with, and how many jobs it has taken."""

    app: Flask
    runtime: Runtime
    done: int = 0

    def carry_out(self, job_id: str) -> None:
        """Take one row, if it is still to be had."""
        with self.app.app_context():
            self.done += work_once(self.runtime, UUID(job_id))

    def sweep(self) -> None:
        """Offer again what dead workers held."""
        with self.app.app_context(), self.runtime.database.unit_of_work() as session:
            count = sweep(session)
        if count:
            log.info("%s jobs offered again", count)


def work(runtime: Runtime, *, once: bool = False, going: Callable[[], bool] = lambda: True) -> int:
    """Work until `going` says stop; with `once`, until nothing is due. Returns how many jobs were taken.

    Raises NotReady when Procrastinate, or its tables of this version, are not there.
    """
    machine = Machine(current_app._get_current_object(), runtime)  # type: ignore[attr-defined] # noqa: SLF001 - threads need the app itself
    with runtime.database.engine.connect() as connection:
        expect(connection)
    machine.sweep()
    asyncio.run(_until_told(machine, once, going))
    return machine.done


async def _until_told(machine: Machine, once: bool, going: Callable[[], bool]) -> None:
    while going():
        try:
            async with _distributor(machine).open_async() as distributor:
                await _watched(distributor, once, going)
        except (library().exceptions.ConnectorException, SQLAlchemyError):
            if once:
                raise
            log.exception("the outbox cannot be reached; trying again")
            await asyncio.sleep(GLANCE)
        if once:
            break


async def _watched(distributor: Any, once: bool, going: Callable[[], bool]) -> None:
    """Run the worker; when told to stop, let it finish what is in hand."""
    worker = asyncio.create_task(
        distributor.run_worker_async(
            queues=[QUEUE],
            wait=not once,
            delete_jobs="always",
            install_signal_handlers=False,
            stalled_worker_timeout=STALLED,
        )
    )
    while not worker.done() and going():
        await asyncio.wait([worker], timeout=GLANCE)
    if not worker.done():
        worker.cancel()
    await asyncio.gather(worker, return_exceptions=worker.cancelling() > 0)


def _distributor(machine: Machine) -> Any:
    procrastinate = library()
    address = machine.runtime.database.engine.url.set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(
        conninfo=address.render_as_string(hide_password=False),
        kwargs={"options": f"-c search_path={SCHEMA}"},
        min_size=1,
        max_size=4,
    )
    app = procrastinate.App(connector=connector)
    app.task(name=TASK, queue=QUEUE)(machine.carry_out)

    async def swept(context: Any, timestamp: int) -> None:
        await _forget_stalled(context.app.job_manager)
        await asyncio.to_thread(machine.sweep)

    task = app.task(name="peer_lms.sweep", queue=QUEUE, priority=100, queueing_lock="sweep", pass_context=True)(swept)
    app.periodic(cron=SWEEP)(task)
    return app


async def _forget_stalled(manager: Any) -> None:
    """Drop what dead workers had taken from Procrastinate: their rows are offered anew when the lease ends."""
    for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED):
        await manager.finish_job(job, library().jobs.Status.FAILED, delete_job=True)
    await manager.prune_stalled_workers(STALLED)
