"""One worker process of the drill: `peer-lms work` itself, with handlers that leave traces; or one with a fault."""

import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from drills.outbox.scene import EFFECTS, KIND
from sqlalchemy.orm import Session

from lms.app import create_app
from lms.cli import build
from lms.core.web.runtime import KEY, Runtime
from lms.jobs import leases, worker
from lms.jobs.leases import Lease
from lms.jobs.models import Job
from lms.plugins import hookimpl

MOST_SLOW = 3
TAKEN_UP_WITHIN = 12  # seconds; two rounds of the sweeper


class Traces:
    """Lines appended to one file by all workers; one write each, so that none is torn."""

    def __init__(self, file: Path) -> None:
        self.path = file
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND)

    def note(self, word: str, about: object) -> None:
        os.write(self._file, f"{time.time():.3f} {os.getpid()} {word} {about}\n".encode())

    def last_at(self, key: str) -> str:
        """The process that began this key last."""
        return [
            pid
            for _at, pid, word, about in map(str.split, self.path.read_text().splitlines())
            if (word, about) == ("began", key)
        ][-1]


class Effects:
    """One effect in the database, and one outside that is recognised by its key."""

    def __init__(self, traces: Traces, folder: Path, work_s: float, slow_s: float) -> None:
        self.traces, self.folder, self.work_s, self.slow_s = traces, folder, work_s, slow_s

    @hookimpl
    def outbox_handlers(self) -> Mapping[str, Any]:
        return {KIND: self.carry_out}

    def carry_out(self, session: Session, payload: Mapping[str, Any], runtime: Runtime) -> None:
        self.traces.note("began", payload["key"])
        session.execute(sa.insert(EFFECTS).values(key=payload["key"]))
        self._deliver(payload["key"])
        if payload["slow"] and self._first(payload["key"]):
            self._outlive_the_lease(payload["key"])
        else:
            time.sleep(self.work_s)

    def _outlive_the_lease(self, key: str) -> None:
        """Take longer than the lease, until somebody else is at it: when a lost job is offered again is the engine's affair."""
        time.sleep(self.slow_s)
        ends, mine = time.monotonic() + TAKEN_UP_WITHIN, str(os.getpid())
        while time.monotonic() < ends and self.traces.last_at(key) == mine:
            time.sleep(0.1)

    def _deliver(self, key: str) -> None:
        try:
            os.close(os.open(self.folder / "outside" / key, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            self.traces.note("recognised", key)

    def _first(self, key: str) -> bool:
        """Whether nobody alive is at it already: who is first outlives the lease, and the next one is quick.

        After three have been killed at it, it is quick: a job whose every worker is killed rightly waits for a person.
        """
        mark = self.folder / "slow" / key
        before = mark.read_text().split() if mark.exists() else []
        if len(before) >= MOST_SLOW or any(Path(f"/proc/{pid}").exists() for pid in before):
            return False
        mark.write_text(" ".join([*before, str(os.getpid())]))
        return True


class Heard(logging.Handler):
    """The worker says in its log what it has done, and what it was too late for."""

    def __init__(self, traces: Traces) -> None:
        super().__init__(logging.INFO)
        self.traces = traces

    def emit(self, record: logging.LogRecord) -> None:
        words = {worker.DONE: "done", worker.TOO_LATE: "fenced"}
        if record.msg in words and isinstance(record.args, tuple):
            self.traces.note(words[record.msg], record.args[0])


def _unfenced(session: Session, lease: Lease) -> Job:
    return session.get_one(Job, lease.job_id)


def _done_first(runtime: Runtime, lease: Lease) -> None:
    with runtime.database.unit_of_work() as session:
        leases.finished(session, lease)
    with runtime.database.unit_of_work() as session:
        worker.handlers_of(runtime)[lease.kind](session, lease.payload, runtime)


def plant(fault: str) -> None:
    """Break the worker in one way."""
    if fault == "no fence":
        leases._held = _unfenced
    if fault == "done before the effect":
        worker._carry_out = _done_first


def main(folder: Path, settings: Mapping[str, str], work_s: float, slow_s: float, fault: str) -> None:
    """Work until told to stop, in a process of its own."""
    with (folder / "errors").open("ab") as errors:
        os.dup2(errors.fileno(), 2)
    plant(fault)
    app, traces = create_app(settings), Traces(folder / "lines")
    app.extensions[KEY].owner.loaded.manager.register(Effects(traces, folder, work_s, slow_s))
    log = logging.getLogger("lms.jobs")
    log.setLevel(logging.INFO)
    log.addHandler(Heard(traces))
    build(app).main(args=["work"], prog_name="peer-lms")
