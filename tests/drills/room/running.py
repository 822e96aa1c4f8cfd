"""The drill of the full disk: a small disk is filled, people go on saving, the disk is emptied again."""

import io
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from access.objects import objects_of
from drills.place import tell
from drills.processes import start_again
from drills.report import Line
from postgres import DURABLE, Server, postgres_server

from assessments.demo.words import recording
from lms.core.access import Mode
from lms.plugins import DemoStory
from lms.testing import Client, House
from modules.models import Cohort

MEGABYTE = 1024 * 1024
# What a person may be answered with when there is no room: a page of ours, never a bare error.
CLEAR = {503, 507}
WORDS = "Tuesdays at the library"
SOUND = recording() + bytes(400_000)
SIZES = {"quick": 40, "full": 400, "long": 4000}


@dataclass(frozen=True)
class Disk:
    """A small disk of its own in memory."""

    folder: Path

    def fill(self) -> None:
        """Leave not a byte."""
        with suppress(OSError), (self.folder / "filler").open("ab") as file:
            for size in (MEGABYTE, 4096, 1):
                with suppress(OSError):
                    while True:
                        os.write(file.fileno(), bytes(size))

    def empty(self) -> None:
        """Make room again."""
        (self.folder / "filler").unlink()


@contextmanager
def disk(megabytes: int) -> Iterator[Disk | None]:
    """A disk for the length of the block; None where we may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="lms-disk-", dir="/tmp"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        folder.rmdir()
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@dataclass
class Tries:
    """What came of the forms that were sent."""

    kept: list[str]
    refused: list[str]
    wrong: list[str]


class Scene:
    """A house on a small disk, and two people who save things."""

    def __init__(self, house: House, story: DemoStory, small: Disk, server: Server | None) -> None:
        self.house, self.disk, self.server = house, small, server
        house.client(story.people["trainee"])
        objects = objects_of(house, story)
        house.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.lead, self.trainee = house.client(story.people["lead"]), house.client(story.people["trainee"])
        self.token = self.lead.csrf_token()
        with house.app.test_request_context():
            self.page = house.app.url_for("lms.modules.new_cohort", **objects["version"])
            self.piece = house.app.url_for("lms.assessments.piece", **objects["trainee_draft"])
        self.form = self.lead.get(self.page).fields()
        self.form["node"] = self.lead.get(self.page).attributes("select[name=node] option[value]", "value")[-1]
        self.upload = self.trainee.get(self.piece).fields()
        self.tries = Tries([], [], [])

    def save(self, number: int) -> bool:
        """One form; whether it was acknowledged."""
        name = f"{WORDS}, group {number:05}"
        when = {f"{end}_on-{part}": value for end in ("starts", "ends") for part, value in DAY.items()}
        sent = {**self.form, "name": name, "capacity": "5", "_key": f"room-{number}", **when}
        reply = self.lead._client.post(self.page, data=sent)
        text = reply.get_data(as_text=True)
        reply.close()
        if reply.status_code == 303:
            self.tries.kept.append(name)
        else:
            self.tries.refused.append(name)
            if reply.status_code not in CLEAR or name not in text or "Send it again" not in text:
                self.tries.wrong.append(f"{reply.status_code}: {' '.join(text.split())[-300:]}")
        return reply.status_code == 303

    def offer_file(self) -> int:
        """A recording, uploaded; the status."""
        sent = {**self.upload, "upload": (io.BytesIO(SOUND), "sound.wav"), "later": "y", "_key": "room-file"}
        with self.trainee._client.post(self.piece, data=sent, content_type="multipart/form-data") as reply:
            return reply.status_code

    def healthy(self) -> bool:
        """Whether /healthz says so."""
        return Client(self.house.app)._client.get("/healthz").status_code == 200

    def files(self) -> set[Path]:
        """Everything in the file store, whole or half."""
        return {path for path in (self.house.folder / "files").rglob("*") if path.is_file()}

    def recover(self) -> float:
        """Empty the disk; how long until all is well. A database server that fell over is started, as a service is."""
        self.disk.empty()
        began = time.monotonic()
        while not (self.healthy() and self.save(90_000 + len(self.tries.refused))):
            if time.monotonic() - began > 60:
                raise RuntimeError("it did not get well by itself")
            if self.server is not None and not Path(f"/proc/{self._postmaster()}").exists():
                start_again(self.server)
            time.sleep(0.2)
        return time.monotonic() - began

    def _postmaster(self) -> int:
        try:
            return self.server.postmaster() if self.server else 0
        except (OSError, IndexError):
            return 0


DAY = {"day": "1", "month": "6", "year": "2030"}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine."""
    for engine, megabytes in (("sqlite", 120), ("postgresql", 260)):
        with disk(megabytes) as small:
            if small is None:
                print("DISK DRILL SKIPPED: a disk of its own can be mounted by root only")
                return
            yield run(engine, small, SIZES[size], seed)


def run(engine: str, small: Disk, tries: int, seed: int) -> Line:
    """Fill the disk under one engine; the demo is told there first."""
    if engine == "sqlite":
        house = House(small.folder / "data", PEER_LMS_DEMO="1")
        return fill(Scene(house, tell(house), small, None), tries, seed)
    with tempfile.TemporaryDirectory() as folder, postgres_server(DURABLE, str(small.folder)) as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        settings = {"PEER_LMS_DATABASE_URL": server.new_database()}
        house = House(Path(folder), PEER_LMS_DEMO="1", **settings)
        return fill(Scene(house, tell(house), small, server), tries, seed)


def fill(scene: Scene, tries: int, seed: int) -> Line:
    """Fill the disk of a scene, send so many forms in vain, and empty it again; the scene's house is closed."""
    house = scene.house
    saved = [scene.save(number) for number in range(5)]
    files = scene.files()
    scene.disk.fill()
    turned_away = _until_full(scene)
    offered = scene.offer_file()
    red, left = not scene.healthy(), scene.files() - files
    for number in range(10_000, 10_000 + tries):
        scene.save(number)
    ready = scene.recover()
    again = scene.offer_file()
    names = _names(house)
    house.close()
    sound = all(saved) and red and not (scene.tries.wrong or (left if scene.server is None else ())) and again == 303
    if not sound:
        print(f"saved {saved}, red {red}, left {left}, wrong {scene.tries.wrong[:3]}, file {offered} then {again}")
    return Line(
        engine=house.runtime.database.engine.dialect.name,
        fault="the disk is full",
        seed=seed,
        kills=1,
        in_flight=len(scene.tries.refused) if turned_away else 0,
        acknowledged=len(scene.tries.kept),
        committed_unacknowledged=sum(name in names for name in scene.tries.refused),
        lost=sum(name not in names for name in scene.tries.kept),
        duplicated=sum(names.count(name) > 1 for name in set(names) if name.startswith(WORDS)),
        ready_s=round(ready, 1),
    ).judged(sound=sound)


def _until_full(scene: Scene) -> bool:
    """Save until there is no room: what the database had set aside is used up first."""
    return any(not scene.save(number) for number in range(100, 3000))


def _names(house: House) -> list[str]:
    with house.unit(Mode.READ) as session:
        return [name for (name,) in session.query(Cohort.name)]
