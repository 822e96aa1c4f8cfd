"""A backup put back, on the same engine and on the other: everything is there, and nothing happens twice."""

import shutil
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from backup.conftest import Fresh, bring_back
from backup.looking import SETTLED, different, prints, rows_of
from conftest import Told
from engines import Engine

from lms.audit import disposing, heads, sealing
from lms.audit.chain import Fault
from lms.audit.models import AuditEvent
from lms.audit.verifying import Report, verify
from lms.backup import after, make, opened, restoring
from lms.backup.after import HELD
from lms.core import clock
from lms.core.access import Mode
from lms.core.drafts import DeviceKey
from lms.jobs.models import Job, JobState
from lms.jobs.services import enqueue
from lms.people.models import UserSession
from lms.testing import Client, House

CAST = ("applicant", "scorer", "trainee", "trainer", "assessor", "assessor2", "iqa", "supervisor", "manager", "hr",
        "lead", "admin")  # fmt: skip
MAIL = "mail-under-way"


def _with_work_under_way(house: House, told: Told) -> None:
    """Somebody is signed in, a mail waits, and so does something that is no mail."""
    client = house.client(told.story.people["trainee"])
    assert client.get("/").status == 200
    with house.unit() as session:
        row = session.scalars(sa.select(UserSession).where(UserSession.ended_at.is_(None))).first()
        assert row is not None
        session.add(DeviceKey(person_id=row.person_id, device="d", key="opens", session_digest=row.token_digest))
        to = {"to": str(told.story.people["trainee"]), "subject": "Yes", "body": "Yes", "path": "", "key": MAIL}
        enqueue(session, "people.mail", key=MAIL, payload=to)
        enqueue(session, "certificates.render", key="no-mail", payload={"certificate_id": str(uuid4())})


def test_everything_is_back(demo_house: House, told: Told, there: Engine, fresh: Fresh, tmp_path: Path) -> None:
    _with_work_under_way(demo_house, told)
    place = tmp_path / "backup.zip"
    made = make(demo_house.runtime, place)
    assert (made.manifest.missing, made.manifest.damaged, made.manifest.left_out) == ([], [], [])
    assert made.size == place.stat().st_size
    assert place.stat().st_mode & 0o777 == 0o600
    house = fresh(there)
    done = bring_back(house, place)
    before, after_it = rows_of(demo_house), rows_of(house)
    assert len(before) >= 64
    assert sum(map(len, before.values())) >= 2500
    assert different(before, after_it) == []
    assert before["lms_audit_event"].items() <= after_it["lms_audit_event"].items()
    assert done.written == len(made.manifest.files) >= 3
    assert len(prints(house)) >= 1
    assert all(prints(house).values())
    _expect_settled(house)
    _expect_the_same_manifest(house, place, tmp_path / "again.zip")
    _expect_everybody_gets_in(house)


def _expect_settled(house: House) -> None:
    with house.unit(Mode.READ) as session:
        assert session.scalars(sa.select(UserSession).where(UserSession.ended_at.is_(None))).all() == []
        assert session.scalars(sa.select(DeviceKey)).all() == []
        jobs = {job.key: job for job in session.scalars(sa.select(Job))}
        held = [job.key for job in jobs.values() if job.state is JobState.DEAD]
        told = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "backup.restored")).one()
    assert held == [MAIL]
    assert jobs[MAIL].last_error == HELD
    assert jobs["no-mail"].state is JobState.WAITING
    assert told.details["held_mails"] == 1
    assert told.details["signed_out"] >= 1
    assert told.actor_name == "the system"


def test_the_trail_holds_after_a_restore(
    demo_house: House, told: Told, there: Engine, fresh: Fresh, tmp_path: Path
) -> None:
    """What was signed of the database that is gone is put aside: of this one it would say that its end was cut off."""
    sealing.run(demo_house.runtime)
    make(demo_house.runtime, tmp_path / "backup.zip")
    demo_house.client(told.story.people["trainee"])
    assert sealing.run(demo_house.runtime) > 0
    house = fresh(there)
    folder = house.runtime.settings.data_dir
    shutil.copytree(demo_house.runtime.settings.data_dir / "audit", folder / "audit")
    bring_back(house, tmp_path / "backup.zip")
    report = _verified(house)
    assert (report.flaws, report.tail.count) == ([], 0)
    assert report.sealed >= 300
    (aside,) = (folder / "audit").glob("heads.jsonl.until-*")
    aside.replace(heads.place(folder))
    assert {flaw.fault for flaw in _verified(house).flaws} == {Fault.REWRITTEN}


def test_a_trail_whose_oldest_part_has_gone_holds_after_a_restore(
    demo_house: House, there: Engine, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it begins is signed anew, as the file of heads is another."""
    sealing.run(demo_house.runtime)
    keys = demo_house.runtime.settings
    with demo_house.unit() as session:
        some = disposing.dispose(
            session, before=clock.now(), held=lambda *_links: (), folder=keys.data_dir, secret=keys.secret_key
        )
    assert some >= 300
    make(demo_house.runtime, tmp_path / "backup.zip")
    house = fresh(there)
    with monkeypatch.context() as patch:
        patch.setattr(disposing, "begin_again", lambda _runtime: None)
        bring_back(house, tmp_path / "backup.zip")
    assert {flaw.fault for flaw in _verified(house).flaws} == {Fault.BEGINNING}, "the planted fault"
    bring_back(house, tmp_path / "backup.zip", replace=True)
    report = _verified(house)
    assert (report.flaws, report.begins) == ([], some)


def _verified(house: House) -> Report:
    settings = house.runtime.settings
    with house.unit(Mode.READ) as session:
        return verify(session, folder=settings.data_dir, secret=settings.secret_key, backdating=True)


def _expect_the_same_manifest(house: House, one: Path, other: Path) -> None:
    """Engines, and what was settled, left out."""
    make(house.runtime, other)
    with opened(one) as first, opened(other) as second:
        tables = [
            {name: table for name, table in found.manifest.tables.items() if name not in SETTLED}
            for found in (first, second)
        ]
        files = [
            {key: found.manifest.members[f"files/{key}"] for key in found.manifest.files} for found in (first, second)
        ]
        assert first.manifest.heads == second.manifest.heads
    assert tables[0] == tables[1]
    assert files[0] == files[1]


def _expect_everybody_gets_in(house: House) -> None:
    for name in CAST:
        client = Client(house.app)
        reply = client.post("/demo/sign-in", {"email": f"{name}@demo.example"})
        assert reply.status == 303, name
        assert client.get("/").status == 200, name


def test_no_mail_is_sent_again(
    demo_house: House, told: Told, engine: Engine, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_work_under_way(demo_house, told)
    make(demo_house.runtime, tmp_path / "backup.zip")
    house, careless = fresh(engine), fresh(engine)
    bring_back(house, tmp_path / "backup.zip")
    house.work()
    assert not (house.folder / "mail" / f"{MAIL}.eml").exists()
    monkeypatch.setattr(after, "hold", lambda *_asked, **_more: 0)
    bring_back(careless, tmp_path / "backup.zip")
    careless.work()
    assert (careless.folder / "mail" / f"{MAIL}.eml").exists(), "a restore that holds no mail is seen"


def test_a_restore_that_changes_a_value_is_undone(
    demo_house: House, engine: Engine, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: one row in a thousand is written with another value."""
    make(demo_house.runtime, tmp_path / "backup.zip")
    house, honest = fresh(engine), restoring.write

    def careless(connection: sa.Connection, shape: restoring.Shape, lines: object) -> None:
        honest(connection, shape, lines)  # type: ignore[arg-type]
        if shape.name == "lms_person":
            connection.exec_driver_sql("UPDATE lms_person SET phone = 'x' WHERE email = 'hr@demo.example'")

    monkeypatch.setattr(restoring, "write", careless)
    with pytest.raises(restoring.Refused, match="lms_person is not in the database as it is in the backup"):
        bring_back(house, tmp_path / "backup.zip")
    assert sa.inspect(house.runtime.database.engine).get_table_names() == []
    assert not list((house.folder / "files").rglob("*")) if (house.folder / "files").exists() else True
