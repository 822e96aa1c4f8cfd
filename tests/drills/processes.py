"""What a house runs as, each part killed as hard as can be and started again: pages, background work, the database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path

from drills.browsing import BROKEN, Browser
from drills.place import Place
from postgres import Server

PATIENCE = 60.0
# Each is a process of its own that shares nothing; what they import was read once, so that they start in no time.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["drills.outbox.worker", "drills.backup.stopping", "procrastinate"])


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def kill(pids: Sequence[int]) -> None:
    """SIGKILL to each that is still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Web:
    """gunicorn with the configuration that production has, over an app of the drill's choice."""

    def __init__(self, place: Place, app: str = "lms:create_app()", *, less: Sequence[str] = ()) -> None:
        self.place, self.app, self.less = place, app, less
        self.log = place.folder / "web.log"

    def start(self, *before: str) -> None:
        """Start it; `before` is a program that it runs under."""
        at = ("-b", f"127.0.0.1:{self.place.port}", *self.less)
        command = [*before, sys.executable, "-m", "gunicorn", "-c", "python:lms.server", *at, self.app]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.place.environment(), stderr=log, stdout=log)

    def master(self) -> int:
        """gunicorn's first process."""
        return self.process.pid

    def kill(self) -> None:
        """All of it at once, as when the service is killed."""
        master = self.process.pid
        # The master first: it must not replace a worker that goes.
        kill([master, *children(master)])
        self.process.wait()

    def stop(self) -> None:
        """In good order."""
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()

    def health(self) -> dict[str, object]:
        """What /healthz says; nothing when nobody answers."""
        try:
            reply = Browser(self.place.port, 5).get("/healthz")
            return {**json.loads(reply.body), "code": reply.status}
        except (*BROKEN, ValueError):
            return {}

    def ready(self) -> bool:
        """Whether it says that all is well."""
        return self.health().get("code") == 200

    def wait(self, patience: float = PATIENCE) -> float:
        """How long until it is ready."""
        began = time.monotonic()
        while not self.ready():
            if time.monotonic() - began > patience:
                raise RuntimeError(f"the pages did not come back: {self.log.read_text()[-3000:]}")
            time.sleep(0.05)
        return time.monotonic() - began


class Work:
    """`peer-lms work`."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def start(self) -> None:
        """Start it."""
        with (self.place.folder / "work.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lms.cli", "work"], env=self.place.environment(), stderr=log, stdout=log
            )

    def kill(self) -> None:
        """Stop it dead."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """In good order."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()


def kill_server(server: Server) -> None:
    """The postmaster and everything it has started, then it comes up again and recovers from its log."""
    postmaster = server.postmaster()
    below = children(postmaster)
    kill([postmaster, *below])
    while any(_alive(pid) for pid in (postmaster, *below)):
        time.sleep(0.01)
    # Where nobody buries the dead, a server that is gone would be taken for one that runs.
    (server.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    start_again(server)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start_again(server: Server) -> None:
    """Start it. A child that was born as its parent died goes by itself, and the server does not start before."""
    for _try in range(50):
        try:
            server.control("start")
        except subprocess.CalledProcessError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError((server.folder / "log").read_text()[-2000:])


@contextmanager
def running(place: Place, app: str = "lms:create_app()", *, less: Sequence[str] = ()) -> Iterator[tuple[Web, Work]]:
    """Pages and background work for the length of the block."""
    web, work = Web(place, app, less=less), Work(place)
    web.start()
    work.start()
    try:
        web.wait()
        yield web, work
    finally:
        web.stop()
        work.stop()
