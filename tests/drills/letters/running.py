"""The drill of the dead mail server: people go on working, pages are as quick as ever, each mail comes once afterwards."""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from drills.letters.server import MailServer, Mood, mail_server
from drills.place import tell
from drills.report import Line
from postgres import postgres_server
from sqlalchemy.exc import OperationalError

from lms.app import create_app
from lms.core import clock
from lms.core.web.runtime import KEY
from lms.jobs import mail, worker
from lms.jobs.models import Job, JobState
from lms.people import links
from lms.people.models import Person
from lms.testing import Client, House
from lms.testing.house import CACHE, MASTER, SECRET

BAD = (Mood.REFUSES, Mood.LATER, Mood.DROPS, Mood.HANGS)
COMPARED = (Mood.WELL, Mood.HANGS)


@dataclass(frozen=True)
class Size:
    """How many people are invited in each mood, how long the server hangs, and how much slower a page may be."""

    invited: int
    hangs_s: float
    slower: float
    timeout_s: float
    hasten: bool


# In the suite seven other tests run beside it: a page that waits for mail is a hundred times slower.
SIZES = {
    "quick": Size(12, 3, 4.0, 1, hasten=True),
    "full": Size(150, 120, 1.1, 20, hasten=False),
    "long": Size(600, 600, 1.1, 20, hasten=False),
}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for each engine."""
    with postgres_server() as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        for its in (None, server):
            with tempfile.TemporaryDirectory() as folder:
                settings = {} if its is None else {"PEER_LMS_DATABASE_URL": its.new_database()}
                house = House(Path(folder) / "data", PEER_LMS_DEMO="1", **settings)
                tell(house)
                yield run(house, SIZES[size], seed)


class Scene:
    """A house whose mail goes to a server that we hold."""

    def __init__(self, house: House, mails: MailServer, size: Size) -> None:
        self.house, self.mails, self.size = house, mails, size
        house.app.config["PROPAGATE_EXCEPTIONS"] = False
        with house.unit() as session:
            admin = session.scalars(sa.select(Person).filter_by(email="admin@demo.example")).one()
        self.admin: Client = house.client(admin)
        page = self.admin.get("/admin/people/new")
        node = page.attributes("select[name=node] option[value]", "value")[-1]
        self.form = {**page.fields("/admin/people/new"), "role": "trainer", "node": node}
        self.invited: list[str] = []
        self.refused: list[int] = []
        self.over = False

    def invite(self, mood: Mood, number: int) -> float:
        """One invitation; the seconds it took."""
        name = f"{mood.name.lower()}-{number}-{len(self.invited)}"
        sent = {**self.form, "chosen_name": name, "email": f"{name}@example.org", "_key": name}
        began = time.perf_counter()
        reply = self.admin._client.post("/admin/people/new", data=sent)
        took = time.perf_counter() - began
        if reply.status_code == 303:
            self.invited.append(name)
        else:
            self.refused.append(reply.status_code)
        return took

    def work(self) -> None:
        """`peer-lms work`, in a thread with an app of its own."""
        own = self.house.runtime.settings
        app = create_app(
            {
                "PEER_LMS_DATA_DIR": str(own.data_dir),
                "PEER_LMS_DATABASE_URL": own.database,
                "PEER_LMS_CACHE_DIR": str(CACHE),
                "PEER_LMS_SECRET_KEY": SECRET,
                "PEER_LMS_MASTER_KEY": MASTER,
                "PEER_LMS_BASE_URL": "http://localhost",
                "PEER_LMS_MAIL_URL": f"smtp://127.0.0.1:{self.mails.port}",
            }
        )
        with app.app_context():
            worker.work(app.extensions[KEY], pause=0.05, going=lambda: not self.over)
        app.extensions[KEY].database.engine.dispose()

    def waiting(self) -> int:
        """How many mails are still to be sent; in short runs none of them waits for its hour.

        One, when a worker holds the database while it mails, as a planted one does: pages that are turned away say so.
        """
        try:
            return self._waiting()
        except OperationalError:
            return 1

    def _waiting(self) -> int:
        with self.house.unit() as session:
            if self.size.hasten and self.mails.mood is not Mood.HANGS:
                session.execute(sa.update(Job).where(Job.state == JobState.WAITING).values(due_at=clock.now()))
            # Of one kind: rounds wait for their next time for ever, and an erasure of the demo for its day.
            mails = Job.state == JobState.WAITING, Job.kind == links.KIND
            return session.scalar(sa.select(sa.func.count()).select_from(Job).where(*mails)) or 0


def run(house: House, size: Size, seed: int, fault: str = "the mail server is away") -> Line:
    """One engine through every mood."""
    mail.TIMEOUT, kept = size.timeout_s, mail.TIMEOUT
    try:
        with mail_server() as mails:
            scene = Scene(house, mails, size)
            thread = threading.Thread(target=scene.work, daemon=True)
            thread.start()
            times, hung = _moods(scene)
            ready = _until_sent(scene)
            scene.over = True
            thread.join(30)
    finally:
        mail.TIMEOUT = kept
    return _counted(scene, times, hung, ready, seed, fault)


def _moods(scene: Scene) -> tuple[list[float], list[float]]:
    """The seconds a page took while mail was well, and while it hung."""
    times: dict[Mood, list[float]] = {}
    for mood in (Mood.WELL, *BAD):
        scene.mails.mood = mood
        before = scene.mails.visits[mood]
        scene.invite(mood, 0)
        patience = time.monotonic() + 120
        while scene.mails.visits[mood] == before and time.monotonic() < patience:
            scene.waiting()
            time.sleep(0.05)
        ends = time.monotonic() + (scene.size.hangs_s if mood in COMPARED else 0)  # from when somebody is there
        for number in range(1, scene.size.invited):
            scene.invite(mood, number)
        times[mood] = []
        while time.monotonic() < ends:  # at the same pace: a page that comes after a pause takes longer by itself
            times[mood].append(scene.invite(mood, 0))
            time.sleep(0.2)
    scene.mails.mood = Mood.WELL
    return times[Mood.WELL], times[Mood.HANGS]


def _until_sent(scene: Scene) -> float:
    began = time.monotonic()
    while scene.waiting() and time.monotonic() - began < 1200:
        time.sleep(0.2)
    return time.monotonic() - began


def _counted(scene: Scene, times: list[float], hung: list[float], ready: float, seed: int, fault: str) -> Line:
    sent = len(scene.mails.taken)
    slower = median(hung) / median(times)
    print(
        f"{scene.house.runtime.database.engine.dialect.name}, {fault}: a page takes {median(times) * 1000:.0f} ms, and "
        f"{median(hung) * 1000:.0f} ms while mail hangs ({slower:.2f} times); visits {dict(scene.mails.visits)}; "
        f"{sent} mails taken; turned away {scene.refused}",
        file=sys.stderr,
    )
    reached = all(scene.mails.visits[mood] for mood in (Mood.WELL, *BAD))
    return Line(
        engine=scene.house.runtime.database.engine.dialect.name,
        fault=fault,
        seed=seed,
        kills=len(BAD),
        in_flight=sum(scene.mails.visits[mood] for mood in BAD),
        acknowledged=len(scene.invited),
        committed_unacknowledged=sum(scene.mails.dropped.values()),
        lost=len(scene.invited) - sent,
        duplicated=sum(number > 1 for number in scene.mails.taken.values()),
        ready_s=round(ready, 1),
    ).judged(sound=reached and not scene.refused and slower <= scene.size.slower)
