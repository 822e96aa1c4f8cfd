"""Runs: cut off and gone on with, once a day, on the worker and at a terminal."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from retention.seeded import Seeded, seed
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.cli import build
from lms.core import clock
from lms.core.access import Actor
from lms.core.db.classes import UNSUCCESSFUL
from lms.core.files import FileStore
from lms.jobs import rounds
from lms.recruitment.models import Application, ApplicationAnswer
from lms.retention import jobs, queries, running, services
from lms.retention.models import Disposal, Hold, Run
from lms.testing import House

MARCH = datetime(2029, 3, 10, 2, tzinfo=UTC)


@pytest.fixture
def seeded(house: House) -> Seeded:
    return seed(house)


def logged(house: House) -> list[tuple[str, UUID]]:
    with house.unit() as session:
        return [(row.code, row.row_id) for row in session.scalars(sa.select(Disposal))]


def count(house: House, model: Any) -> int:
    with house.unit() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def run(house: House) -> dict[str, Any]:
    with clock.frozen(MARCH), house.app.app_context():
        return running.run(house.runtime).counts


class Killed(BaseException):
    """What a process that is killed does: nothing after it happens."""


def breaking(monkeypatch: pytest.MonkeyPatch, house: House, problem: BaseException) -> None:
    """The second batch of unsuccessful applications breaks, after its rows were changed."""
    whole, seen = queries.rules_of(house.runtime.hooks), []

    def dispose(session: Session, ids: Sequence[UUID], files: FileStore) -> None:
        first = next(rule for rule in whole if rule.keeps is UNSUCCESSFUL)
        first.dispose(session, ids, files)
        seen.append(ids)
        if len(seen) == 2:
            raise problem

    broken = tuple(replace(rule, dispose=dispose) if rule.keeps is UNSUCCESSFUL else rule for rule in whole)
    monkeypatch.setattr(running, "BATCH", 1)
    monkeypatch.setattr(queries, "rules_of", lambda hooks: broken)


def test_a_run_that_is_killed_goes_on_and_repeats_nothing(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        breaking(patch, seeded.house, Killed())
        with pytest.raises(Killed):
            run(seeded.house)
    cut_off = logged(seeded.house)
    assert 0 < len(cut_off) < len(set(cut_off)) + 1
    assert sum(code == "application" for code, _id in cut_off) == 1, "the batch that broke left nothing"
    told = run(seeded.house)
    whole = logged(seeded.house)
    assert whole[: len(cut_off)] == cut_off or set(cut_off) < set(whole)
    assert len(set(whole)) == len(whole) == sum(told["gone"].values())
    assert count(seeded.house, Run) == 1
    with seeded.house.unit() as session:
        assert len(session.scalars(sa.select(AuditEvent).filter_by(action="retention.run")).all()) == 1


def test_a_run_of_an_earlier_day_that_was_cut_off_is_told_of_too(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody goes on with it on its own day: the next run says in the audit what it had disposed of, then begins."""
    with monkeypatch.context() as patch:
        breaking(patch, seeded.house, Killed())
        with pytest.raises(Killed):
            run(seeded.house)
    cut_off = len(logged(seeded.house))
    with clock.frozen(MARCH + timedelta(days=1)), seeded.house.app.app_context():
        running.run(seeded.house.runtime)
    with seeded.house.unit() as session:
        told = [event.details for event in session.scalars(sa.select(AuditEvent).filter_by(action="retention.run"))]
        assert session.scalars(sa.select(Run).filter_by(finished_at=None)).all() == []
    gone = {one["day"]: sum(one["gone"].values()) for one in told}
    assert gone["2029-03-10"] == cut_off > 0
    assert sum(gone.values()) == len(logged(seeded.house))


def _placing(seeded: Seeded, name: str, placed: Event) -> None:
    """Somebody whose hold is placed and takes half a second longer to be kept."""
    ada = Actor(seeded.people["ada"], "Ada")
    with clock.frozen(MARCH), seeded.house.unit() as session:
        whom = {"person_id": seeded.people[name], "record_id": None}
        services.place(session, reason="A claim", review_on=date(2030, 1, 1), by=ada, **whom)
        placed.set()
        time.sleep(0.5)


@pytest.mark.on("postgresql")  # SQLite lets one write at a time
@pytest.mark.parametrize("waits", [True, False])
def test_a_hold_that_is_just_being_placed_is_waited_for(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    """Planted: a run that does not wait takes what is being held."""
    if not waits:
        monkeypatch.setattr(queries, "keep_still", lambda session, people: {None, *people})
    placed, dan = Event(), seeded.people["dan"]
    desk = Thread(target=_placing, args=(seeded, "dan", placed))
    desk.start()
    assert placed.wait(5)
    run(seeded.house)
    desk.join()
    with seeded.house.unit() as session:
        answers = sa.select(ApplicationAnswer.id).join(Application).where(Application.person_id == dan)
        assert bool(session.scalars(answers).all()) is waits
        assert session.scalars(sa.select(Hold.person_id)).all() == [dan]


def test_a_class_that_cannot_go_keeps_no_other_from_going(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        breaking(patch, seeded.house, RuntimeError("planted"))
        told = run(seeded.house)
    assert told["failed"] == ["application"]
    assert "application of lms_application could not be disposed of" in caplog.text
    assert told["gone"]["story"] >= 5
    assert told["gone"]["application"] == 2, "one of its first rule, and the one on reserve"
    assert run(seeded.house)["gone"]["application"] == 4, "the next run takes the rest"


def test_the_worker_runs_once_a_day(seeded: Seeded) -> None:
    for hours in (0, 1, 2, 23, 24):
        with clock.frozen(MARCH + timedelta(hours=hours)):
            with seeded.house.app.app_context():
                rounds.begin(seeded.house.runtime)
            seeded.house.work()
    with seeded.house.unit() as session:
        assert [str(day) for day in session.scalars(sa.select(Run.day).order_by(Run.day))] == [
            "2029-03-10",
            "2029-03-11",
        ]
    assert timedelta(hours=1) == jobs.EVERY


def command(house: House, *words: str) -> tuple[list[dict[str, Any]], Any]:
    with clock.frozen(MARCH):
        done = CliRunner().invoke(build(house.app), ["retention", "run", *words], obj=house.app)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_at_a_terminal_it_is_a_dry_run_unless_told_otherwise(seeded: Seeded) -> None:
    answers = count(seeded.house, ApplicationAnswer)
    lines, done = command(seeded.house)
    assert (done.exit_code, logged(seeded.house), count(seeded.house, ApplicationAnswer)) == (0, [], answers)
    assert "Nothing was changed." in done.stderr
    *rows, totals = lines
    assert {row["kind"] for row in rows} == {
        "story",
        "adjustment",
        "application",
        "draft",
        "outbox",
        "reflection",
        "security",
    }
    ann = next(row for row in rows if row["kind"] == "application" and seeded.records[UUID(row["item"])] == "ann")
    assert (ann["outcome"], ann["why"]) == ("changed", "due on 2027-03-31")
    assert totals["totals"] == {"changed": len(rows), "skipped": 0, "failed": [], "applied": False}
    applied, done = command(seeded.house, "--apply")
    gone = len(logged(seeded.house))
    assert applied[-1]["totals"] == {"changed": gone, "skipped": 0, "failed": [], "applied": True}
    assert gone > len(rows), "names go after what kept them"
    assert {row["item"] for row in rows} <= {str(row_id) for _code, row_id in logged(seeded.house)}
    assert command(seeded.house)[0] == [{"totals": {"changed": 0, "skipped": 0, "failed": [], "applied": False}}]
