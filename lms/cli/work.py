"""The worker process."""

import logging
import os
import signal
from dataclasses import replace

import click
from flask import Flask

from lms.core.logs import to_stderr
from lms.core.web.runtime import KEY, Runtime
from lms.jobs import rounds, worker
from lms.jobs.spread import machine

__all__ = ["work"]


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
@click.option("--parent", type=int, default=0, help="Stop when this process is gone.")
@click.option("--lease", type=click.IntRange(min=1), help="Seconds a job is held; after that another worker has it.")
@click.pass_obj
def work(app: Flask, once: bool, parent: int, lease: int | None) -> None:
    """Carry out what waits in the outbox: mail, certificates and the like. Stops after the job in hand on SIGTERM."""
    if not app.extensions[KEY].hosted:
        to_stderr(logging.INFO)
    stopping: list[bool] = []
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_signal: stopping.append(True))

    def going() -> bool:
        return not stopping and (not parent or os.getppid() == parent)

    runtime = _with(app.extensions[KEY], lease)
    engine = machine.work if runtime.settings.jobs == "procrastinate" else worker.work
    with app.app_context():
        if once:
            rounds.begin(runtime)
        else:
            rounds.begin_when_reachable(runtime, going)
        done = engine(runtime, once=once, going=going)
    click.echo(f"{done} done.", err=True)


def _with(runtime: Runtime, lease: int | None) -> Runtime:
    return replace(runtime, settings=replace(runtime.settings, job_lease=lease)) if lease else runtime
