"""gunicorn for real, as the guide starts it: pages, static files, log lines; and told to stop, it finishes first."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from lms import server
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")
ROOT = Path(server.__file__).parents[1]
# The app as ever, and one page that takes its time.
SLOW = """
import time
from lms import create_app
app = create_app()
def slow():
    time.sleep(2)
    return "done"
app.add_url_rule("/slow", "slow", slow)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """gunicorn with our configuration over a house's database."""

    def __init__(self, house: House, folder: Path) -> None:
        (folder / "slowly.py").write_text(SLOW)
        self.port, self.log = free_port(), folder / "log"
        database = house.runtime.settings.database
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PEER_LMS_")}
        own = {"PEER_LMS_DATA_DIR": str(house.folder), "PEER_LMS_DATABASE_URL": database, "HOME": str(folder)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*(sys.executable, "-m", "gunicorn", "-c", "python:lms.server"), *self._less(), "slowly:app"],
                cwd=folder,
                env={**kept, **own, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"},
                stderr=log,
            )

    def _less(self) -> tuple[str, ...]:
        return ("-b", f"127.0.0.1:{self.port}", "-w", "1")

    def get(self, path: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def wait(self) -> None:
        for _try in range(150):
            try:
                self.get("/static/lms.js")
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError(self.log.read_text())

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture
def running(house: House, tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "run"
    folder.mkdir()
    started = Running(house, folder)
    try:
        started.wait()
        yield started
    finally:
        started.process.kill()
        started.process.wait(10)


def test_it_serves_logs_and_finishes_what_it_began(running: Running, tmp_path: Path) -> None:
    status, page = running.get("/sign-in?q=Marigold")
    assert (status, b"<h1" in page) == (200, True)
    assert running.get("/static/lms.css")[0] == 200
    assert json.loads(running.get("/healthz")[1])["status"] == "ok"
    slow: list[tuple[int, bytes]] = []
    asking = Thread(target=lambda: slow.append(running.get("/slow")))
    asking.start()
    time.sleep(0.7)
    running.process.send_signal(signal.SIGTERM)
    asking.join(20)
    assert slow == [(200, b"done")]
    assert running.process.wait(20) == 0
    with pytest.raises(OSError, match="refused"):
        running.get("/healthz")
    lines = running.lines()
    endpoints = [line["endpoint"] for line in lines if line["logger"] == "lms.request"]
    assert endpoints[-3:] == ["lms.people.sign_in", "lms.static", "lms.healthz"]
    assert "gunicorn.error" in {line["logger"] for line in lines}
    assert "Marigold" not in running.log.read_text()
    assert not (tmp_path / "run/.gunicorn").exists()


@pytest.mark.parametrize(("cores", "workers"), [(1, 3), (2, 5), (4, 9), (64, 9)])
def test_workers_follow_the_cores_up_to_a_bound(cores: int, workers: int) -> None:
    assert server.workers_for(cores) == workers


def test_a_new_worker_forgets_its_parents_connections(house: House) -> None:
    pool = house.runtime.database.engine.pool
    with house.unit() as session:
        session.connection()
    server.post_fork(None, SimpleNamespace(app=SimpleNamespace(wsgi=lambda: house.app)))
    assert house.runtime.database.engine.pool is not pool
    pool.dispose()


def test_a_strangers_app_is_left_as_it_is() -> None:
    server.post_fork(None, SimpleNamespace(app=SimpleNamespace(wsgi=object)))
    assert server.preload_app
