"""A server of its own for each thing measured, as in production: gunicorn with one sync worker."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.asking import Asker

PATIENCE = 60.0
TESTS = Path(__file__).resolve().parents[1]
BARE = TESTS / "drills"
GUNICORN = (
    "-m",
    "gunicorn",
    "--workers=1",
    "--worker-class=sync",
    "--threads=1",  # with more, gunicorn would quietly serve with its threaded worker
    "--no-control-socket",
    "--log-level=warning",
    "--max-requests=0",
)


@dataclass(frozen=True)
class Server:
    """A running server: how to ask it, and what its processes have used."""

    process: "subprocess.Popen[bytes]"
    asker: Asker

    def cpu(self) -> float:
        """Seconds of processor time, user and system, of the whole process tree so far."""
        return cpu_of(self.process.pid)


def cpu_of(root: int) -> float:
    """Seconds of processor time, user and system, of a process and all below it so far."""
    return sum(_cpu(pid) for pid in _tree(root))


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(found for child in children for found in _tree(int(child)))]


def _cpu(pid: int) -> float:
    # The same utime + stime that /proc/PID/stat rounds to hundredths, in nanoseconds: the process clock of another pid.
    return time.clock_gettime((~pid << 3) | 2)


@contextmanager
def gunicorn(
    app: str, port: int, settings: Mapping[str, str], *, folder: Path | None = None, config: str = ""
) -> Iterator[Server]:
    """Serve `app` (module:name) on a port of 127.0.0.1; only these settings, and what finds programs, is inherited."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PEER_LMS_")}
    at = [*([f"--chdir={folder}"] if folder else []), *([f"--config={config}"] if config else [])]
    command = [sys.executable, *GUNICORN, *at, f"--bind=127.0.0.1:{port}", app]
    log = subprocess.DEVNULL if config else None  # a line a request: written, as in production, and not kept
    process = subprocess.Popen(command, env={**kept, "PYTHONPATH": str(TESTS), **settings}, stderr=log)
    try:
        asker = Asker("127.0.0.1", port)
        _wait(process, asker)
        yield Server(process, asker)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", asker: Asker) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            asker.ask(asker.get("/"))
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")
