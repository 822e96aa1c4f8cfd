"""The servers that slow clients meet: `peer-lms serve`, gunicorn by itself, and gunicorn behind nginx as the guide has it."""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from architecture.reading import ROOT
from drills.place import Place
from drills.processes import Web, children

from lms.testing.live import free_port

SITE = ROOT / "lms" / "docs" / "examples" / "deploy" / "nginx.conf"
UNLIMITED = ("-m", "drills.slow.unlimited", "serve")
# What Debian's own nginx.conf says around a site.
AROUND = """
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes auto;
events {{ worker_connections 768; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


@dataclass(frozen=True)
class Running:
    """A server that runs: where people come in, and its first processes."""

    name: str
    port: int
    roots: tuple[int, ...]

    def memory(self) -> float:
        """Megabytes that all its processes hold, what they share counted once."""
        return sum(_megabytes(pid) for root in self.roots for pid in _tree(root))


def _tree(pid: int) -> list[int]:
    return [pid, *(found for child in children(pid) for found in _tree(child))]


def _megabytes(pid: int) -> float:
    try:
        said = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", said, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


class Serve(Web):
    """`peer-lms serve`; with a program of the drill's own, one that leaves its limits out."""

    def __init__(self, place: Place, program: tuple[str, ...] = ("-m", "lms.cli", "serve")) -> None:
        super().__init__(place)
        self.program = program

    def start(self, *_before: str) -> None:
        """Start it."""
        command = [sys.executable, *self.program, "--port", str(self.place.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.place.environment(), stderr=log, stdout=log)

    def stop(self) -> None:
        """As by Ctrl+C: it then ends the worker it has started."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def started(web: Web, name: str) -> Iterator[Running]:
    """A server for the length of a block."""
    web.start()
    try:
        web.wait()
        yield Running(name, web.place.port, (web.process.pid,))
    finally:
        web.stop()


@contextmanager
def behind_nginx(place: Place) -> Iterator[Running | None]:
    """gunicorn with the site of the deployment guide before it; None where nginx is not installed."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if program is None:
        yield None
        return
    port, settings = free_port(), place.folder / "nginx.conf"
    said = AROUND.format(folder=place.folder, user=getpass.getuser(), site=_site(port, place.port))
    settings.write_text(said, encoding="utf-8")
    with started(Web(place), "gunicorn behind nginx") as web, _nginx(program, settings) as pid:
        _wait(port)
        yield Running(web.name, port, (*web.roots, pid))


def _wait(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")


@contextmanager
def _nginx(program: str, settings: Path) -> Iterator[int]:
    process = subprocess.Popen([program, "-c", str(settings)])
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _site(port: int, inner: int) -> str:
    """The guide's site, on ports of this machine and without a certificate; a line that is not there any more is told."""
    site = SITE.read_text(encoding="utf-8").split("\nserver {")[2]
    changes: Mapping[str, str] = {
        r"listen 443 ssl;": f"listen 127.0.0.1:{port};",
        r"server_name lms\.example\.org;": "server_name 127.0.0.1;",
        r"ssl_\w+ [^;]*;\n": "\n",
        r"proxy_pass http://127\.0\.0\.1:8000;": f"proxy_pass http://127.0.0.1:{inner};",
        r"    location /static/ \{.*?\n    \}\n": "",
    }
    for pattern, replacement in changes.items():
        site, found = re.subn(pattern, replacement, site, flags=re.DOTALL)
        if not found:
            raise RuntimeError(f"the site of the guide has no {pattern} any more")
    return "server {" + site
