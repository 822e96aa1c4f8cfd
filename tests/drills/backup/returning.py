"""A backup made while people write, everything gone, and put back: on the same engine and on the other."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from backup.looking import SETTLED, prints
from engines import Blank, Engine

from lms.audit.models import AuditEvent
from lms.backup import Backup, expect_fit, look_at, make, opened, restore
from lms.jobs.services import enqueue
from lms.people.queries import person_by_email
from lms.testing import Client, House

CAST = ("applicant", "scorer", "trainee", "trainer", "assessor", "assessor2", "iqa", "supervisor", "manager", "hr",
        "lead", "admin")  # fmt: skip
MAIL = "drill-mail"
LATER = datetime(2099, 1, 1, tzinfo=UTC)


@dataclass
class Writer(threading.Thread):
    """Somebody who writes two rows a transaction, one after the other, and remembers which were kept."""

    house: House
    until: threading.Event = field(default_factory=threading.Event)
    kept: list[str] = field(default_factory=list)
    longest: float = 0.0

    def __hash__(self) -> int:
        return id(self)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        while not self.until.is_set():
            began, key = time.monotonic(), f"pair-{len(self.kept):06}"
            with self.house.unit() as session:
                enqueue(session, "tests.none", key=key, payload={}, due=LATER)
                nobody = {"actor_name": "", "subject_kind": "", "request_id": ""}
                session.add(AuditEvent(action=key, subject_id=uuid4(), details={}, **nobody))
            self.longest = max(self.longest, time.monotonic() - began)
            self.kept.append(key)
            time.sleep(0.002)


@dataclass
class Came:
    """What came of a backup and its way back."""

    rows: int
    files: int
    during: int
    wrong: list[str]
    again: int
    seconds: float


def go(house: House, onto: Engine, folder: Path) -> Came:
    """Back a filled house up under load, and put it back into an empty one."""
    with house.unit() as session:
        known = person_by_email(session, "hr@demo.example")
        to = {"to": str(known.id if known else ""), "subject": "-", "body": "-", "path": "", "key": MAIL}
        enqueue(session, "people.mail", key=MAIL, payload=to)
    place = folder / "backup.zip"
    writer = Writer(house)
    writer.start()
    while len(writer.kept) < 5:
        time.sleep(0.01)
    before = list(writer.kept)
    make(house.runtime, place)
    during = len(writer.kept) - len(before)
    writer.until.set()
    writer.join()
    wanted = prints(house)
    back = House(folder / "back", Blank(onto), PEER_LMS_DEMO="1")
    began = time.monotonic()
    with back.app.app_context(), opened(place) as backup:
        expect_fit(back.runtime, backup, look_at(back.runtime), replace=False)
        restore(back.runtime, backup)
        took = time.monotonic() - began
        wrong = [*_torn(backup, before), *_not_the_same(backup, back, folder), *_badly_printed(wanted, back)]
        rows, files = backup.manifest.rows, len(backup.manifest.files)
    mails = _mails(back)
    back.work()
    again = len(_mails(back) - mails)
    wrong += [f"{name} is not let in" for name in CAST if not _let_in(back, name)]
    if writer.longest >= 5:
        wrong.append(f"somebody waited {writer.longest:.1f} s")
    back.close()
    return Came(rows, files, during, wrong, again, took)


def _torn(backup: Backup, before: list[str]) -> list[str]:
    """Whatever was kept before it began is in it, and no transaction is there by half."""
    events, jobs = set(_keys(backup, "lms_audit_event")), set(_keys(backup, "lms_job"))
    lost = [f"{key} was kept before, and is not there" for key in before if key not in events]
    return [*lost, *(f"{key} is there by half" for key in events ^ jobs)]


def _keys(backup: Backup, table: str) -> list[str]:
    found = []
    for line in backup.lines(table):
        _before, there, rest = line.partition(b'"pair-')
        if there:
            found.append(f"pair-{rest[:6].decode()}")
    return found


def _not_the_same(backup: Backup, back: House, folder: Path) -> list[str]:
    """A second backup, of what was put back, has the same tables and files; the audit has one row more."""
    make(back.runtime, folder / "again.zip")
    with opened(folder / "again.zip") as again:
        one, other = backup.manifest, again.manifest
        wrong = [
            f"{name} is another"
            for name in one.tables.keys() | other.tables.keys()
            if name not in SETTLED and one.tables.get(name) != other.tables.get(name)
        ]
        wrong += [f"file {key} is another" for key in {*one.files} ^ {*other.files}]
        wrong += [
            f"file {key} is another"
            for key in {*one.files} & {*other.files}
            if one.members[f"files/{key}"] != other.members[f"files/{key}"]
        ]
        was, now = set(backup.lines("lms_audit_event")), set(again.lines("lms_audit_event"))
        if not was < now or len(now - was) != 1:
            wrong.append("the audit is another")
    return wrong


def _badly_printed(wanted: dict[str, bool], back: House) -> list[str]:
    found = prints(back)
    if not wanted:
        return ["no certificate was there to compare"]
    return [f"certificate {serial} is another" for serial in wanted if not found.get(serial)]


def _mails(house: House) -> set[Path]:
    return set((house.folder / "mail").glob("*.eml"))


def _let_in(house: House, name: str) -> bool:
    client = Client(house.app)
    client.post("/demo/sign-in", {"email": f"{name}@demo.example"})
    return client.get("/").status == 200
