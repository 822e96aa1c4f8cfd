"""The worker process."""

import os
import signal

import click
from flask import Flask

from lms.core.web.runtime import KEY
from lms.jobs import worker

__all__ = ["work"]


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
@click.option("--parent", type=int, default=0, help="Stop when this process is gone.")
@click.pass_obj
def work(app: Flask, once: bool, parent: int) -> None:
    """Carry out what waits in the outbox: mail, certificates and the like."""
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_signal: stopping.append(True))

    def going() -> bool:
        return not stopping and (not parent or os.getppid() == parent)

    with app.app_context():
        done = worker.work(app.extensions[KEY], once=once, going=going)
    click.echo(f"{done} done.", err=True)
