"""The sealer: batches, late commits, one at a time; heads outside the database; the worker's round."""

import base64
import json
import logging
import threading
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from audit.trail import (
    EVENTS,
    MORNING,
    examined,
    faults,
    heads_file,
    put,
    rows,
    seal,
    undone,
    unguarded,
    write,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from lms.audit import queries, sealing
from lms.audit.models import AuditEvent, AuditSeal
from lms.audit.services import record
from lms.cli import build
from lms.core import clock
from lms.core.access import SYSTEM
from lms.jobs.models import Job, JobState
from lms.testing import House


def positions(house: House) -> list[tuple[int, str]]:
    """Position and action of what is sealed, in order."""
    with house.unit() as session:
        query = sa.select(AuditSeal.position, AuditEvent.action).join(AuditEvent, AuditEvent.id == AuditSeal.id)
        return [(row[0], row[1]) for row in session.execute(query.order_by(AuditSeal.position))]


def test_an_event_that_commits_late_joins_a_later_batch(house: House) -> None:
    write(house, 2, at=MORNING)
    assert seal(house, at=MORNING + timedelta(minutes=10)) == 2
    write(house, 1, at=MORNING - timedelta(minutes=5))  # begun before, committed after
    assert examined(house).tail.count == 1
    assert seal(house, at=MORNING + timedelta(minutes=15)) == 1
    assert seal(house, at=MORNING + timedelta(minutes=20)) == 0
    assert positions(house) == [(1, "tests.did-0"), (2, "tests.did-1"), (3, "tests.did-0")]
    assert examined(house).ok


def test_many_batches_make_one_chain(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a batch events are sealed by their moment; a backlog of days is no fault."""
    unsealed = queries.unsealed
    monkeypatch.setattr(sealing, "unsealed", lambda session, since: unsealed(session, since, 2))
    write(house, 5, at=MORNING)
    write(house, 2, at=MORNING - timedelta(days=2))
    assert seal(house, at=MORNING + timedelta(days=2)) == 7
    assert [action for _n, action in positions(house)] == [f"tests.did-{n}" for n in (0, 1, 0, 1, 2, 3, 4)]
    report = examined(house)
    assert (report.ok, report.heads, report.head.position) == (True, 1, 7)


def test_an_event_from_before_a_head_was_put_in_later(house: House) -> None:
    """More than an hour before: no transaction of ours takes that long. A demo may."""
    write(house, 2, at=MORNING)
    seal(house, at=MORNING + timedelta(hours=2))
    write(house, 1, at=MORNING + timedelta(hours=1, seconds=1))
    assert examined(house).ok
    write(house, 1, at=MORNING + timedelta(minutes=59))
    assert faults(examined(house)) == {"late"}
    seal(house, at=MORNING + timedelta(hours=3))
    assert faults(examined(house)) == {"late"}, "nor does sealing hide it"


def test_a_round_looks_through_what_came_since_the_last_and_once_a_day_through_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsealed, asked = queries.unsealed, list[datetime | None]()

    def noted(session: Session, since: datetime | None) -> list[tuple[UUID, str]]:
        asked.append(since)
        return unsealed(session, since)

    monkeypatch.setattr(sealing, "unsealed", noted)
    write(house, 1, at=MORNING)
    assert seal(house, at=MORNING + timedelta(hours=2)) == 1  # there was no head
    write(house, 1, at=MORNING + timedelta(hours=1, minutes=10))  # under way for fifty minutes when that was signed
    write(house, 1, at=MORNING - timedelta(days=7))  # put in with an earlier date
    assert seal(house, at=MORNING + timedelta(hours=3)) == 1
    assert examined(house).tail.count == 1
    assert faults(examined(house)) == {"late"}
    assert seal(house, at=MORNING + timedelta(days=1)) == 1
    assert asked == [None, None, *[MORNING + timedelta(hours=1)] * 2, None, None]
    assert examined(house).tail.count == 0


def test_two_sealers_do_not_fork_the_chain(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the same events; one seals them, the other does nothing."""
    write(house, 6)
    both, alone, found = threading.Barrier(2, timeout=20), sealing._seals, []

    def together(*facts: object) -> object:
        both.wait()
        return alone(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "_seals", together)

    def run() -> None:
        with house.app.app_context():
            found.append(sealing.seal(house.runtime.database))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [6, None]
    assert [n for n, _action in positions(house)] == [1, 2, 3, 4, 5, 6]
    monkeypatch.undo()
    seal(house, at=MORNING + timedelta(hours=1))
    assert examined(house).ok


def test_a_fork_is_refused_by_the_table_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a sealer that does not look whether it is alone."""
    write(house, 1)
    seal(house, at=MORNING)
    write(house, 1)
    monkeypatch.setattr(sealing, "chain_head", lambda _session: queries.ORIGIN)
    with pytest.raises(sa.exc.IntegrityError), house.app.app_context():
        sealing.seal(house.runtime.database)


def test_heads_are_signed_and_daily(house: House, caplog: pytest.LogCaptureFixture) -> None:
    assert seal(house, at=MORNING) == 0
    assert not heads_file(house).exists(), "nothing to sign yet"
    write(house, 3)
    with caplog.at_level(logging.INFO, "lms.audit"):
        seal(house, at=MORNING + timedelta(hours=1))
    seal(house, at=MORNING + timedelta(hours=24))
    seal(house, at=MORNING + timedelta(hours=25))
    lines = heads_file(house).read_text().splitlines()
    assert [json.loads(line)["at"] for line in lines] == ["2026-03-02T10:00:00.000000Z", "2026-03-03T10:00:00.000000Z"]
    assert f"audit head {lines[0]}" in caplog.messages
    assert heads_file(house).stat().st_mode & 0o077 == 0
    facts = json.loads(lines[0])
    signature, key = (base64.b64decode(facts.pop(name)) for name in ("signature", "key"))
    text = (
        f'{{"at":"2026-03-02T10:00:00.000000Z","hash":"{facts["hash"]}",'
        f'"key":"{json.loads(lines[0])["key"]}","position":3}}'
    )
    Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())


def test_a_head_that_was_changed_cut_off_or_torn(sealed: House) -> None:
    file = heads_file(sealed)
    first, second = file.read_text().splitlines()
    file.write_text(f"{first}\n{second.replace(':12', ':13')}\n")
    assert faults(examined(sealed)) == {"forged"}
    file.write_text(f"{first}\n{second[:40]}")
    report = examined(sealed)
    assert (report.ok, report.heads, report.torn) == (True, 1, 1), "a line less proves less, and accuses nobody"
    seal(sealed, at=MORNING + timedelta(hours=9))
    assert file.read_text().splitlines()[1] == second[:40]
    assert (examined(sealed).heads, examined(sealed).ok) == (2, True)
    file.unlink()
    assert faults(examined(sealed)) == {"no-heads"}


def test_another_secret_key_keeps_what_was_signed_before(sealed: House) -> None:
    later = House(sealed.folder, PEER_LMS_SECRET_KEY="x" * 40, PEER_LMS_DATABASE_URL=sealed.runtime.settings.database)
    write(later, 1, at=MORNING + timedelta(hours=8))
    seal(later, at=MORNING + timedelta(hours=9))
    report = examined(sealed)
    assert (report.ok, report.heads, report.foreign) == (True, 3, 1)
    later.close()


def test_the_worker_seals_in_rounds(house: House) -> None:
    """One row of the outbox, due again five minutes later, however often the worker starts."""
    write(house, 3)
    for _ in range(2):
        build(house.app).main(["work", "--once"], standalone_mode=False)
    with house.unit() as session:
        (job,) = session.scalars(sa.select(Job).where(Job.kind == "audit.seal"))
        assert (job.state, job.attempts, job.last_error) == (JobState.WAITING, 0, "")
        assert job.done_at is not None
        assert timedelta(minutes=4, seconds=50) < job.due_at - job.done_at < timedelta(minutes=5, seconds=10)
    assert len(_of_tests(house)) == 3
    write(house, 1, at=clock.now())
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert house.work() == 2  # sealing, and closing files, which comes as often
        assert house.work() == 0
    assert len(_of_tests(house)) == 4


def _of_tests(house: House) -> list[str]:
    """What is sealed of what these tests wrote; other rounds have a line each in the audit, sooner or later."""
    return [action for _position, action in positions(house) if action.startswith("tests.")]


def test_what_cannot_be_sealed_cannot_be_recorded(house: House) -> None:
    for fault in (float("nan"), "\ud800", {1}):
        with pytest.raises((ValueError, TypeError)), house.unit() as session:
            record(session, by=SYSTEM, action="tests.did", subject=AuditSeal(id=uuid4()), fault=fault)


@pytest.mark.parametrize("table", ["lms_audit_event", "lms_audit_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET version = 2", "UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove(sealed: House, table: str, change: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="added, never changed"), sealed.unit() as session:
        session.execute(sa.text(change.format(table)))
    assert examined(sealed).ok


@pytest.mark.on("postgresql")
def test_the_database_refuses_to_truncate(sealed: House) -> None:
    for table in ("lms_audit_event", "lms_audit_seal"):
        with pytest.raises(sa.exc.DBAPIError, match="added, never changed"), sealed.unit() as session:
            session.execute(sa.text(f"TRUNCATE {table}"))


def test_without_its_triggers_it_does_not_refuse(sealed: House) -> None:
    """Planted: no triggers. What was refused is then for the verifier to find."""
    unguarded(sealed)
    with sealed.unit() as session:
        session.execute(sa.text("UPDATE lms_audit_event SET version = 2"))
    report = examined(sealed)
    assert (report.found, faults(report)) == (12, {"changed"})


@pytest.mark.on("sqlite")  # PostgreSQL keeps no NaN in JSON
def test_what_nobody_sealed_is_no_json_is_told(sealed: House) -> None:
    """A value that the sealer could never have read, such as NaN, is a changed row and not a crash."""
    unguarded(sealed)
    with undone(sealed) as (connection, session):
        connection.exec_driver_sql("UPDATE lms_audit_event SET details = '{\"n\": NaN}'")
        assert faults(examined(sealed, session)) == {"changed"}


def test_rows_of_the_house_before_are_sealed_too(house: House) -> None:
    """Rows that were there before there were seals: as an older house leaves them."""
    with undone(house) as (connection, _session):
        assert rows(connection, EVENTS) == []
    with house.runtime.database.engine.begin() as connection:
        for n in range(3):
            put(connection, EVENTS, **_old(n))
    assert seal(house, at=MORNING) == 3
    assert examined(house).ok


def _old(n: int) -> dict[str, object]:
    return {
        "id": uuid4(),
        "version": 1,
        "created_at": MORNING - timedelta(days=n),
        "actor_id": None,
        "actor_name": "the system",
        "action": "tests.did",
        "subject_kind": "lms_person",
        "subject_id": uuid4(),
        "about_id": None,
        "details": {"half": 0.5, "whole": 1.0, "words": "€"},
        "request_id": "",
    }
