"""Procrastinate: ids travel with the row's own transaction, and what gets lost on the way is offered again."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from jobs.effects import Effects, count_nodes, only_job, registered
from sqlalchemy.exc import OperationalError

from lms.cli import build
from lms.core import clock
from lms.core.errors import NotReady
from lms.jobs import leases, services
from lms.jobs.models import JobState
from lms.jobs.spread import machine, offers, tables
from lms.testing import House
from lms.testing.house import Template

pytestmark = pytest.mark.on("postgresql")
ENTRIES = f"SELECT args->>'job_id', status::text, scheduled_at FROM {tables.SCHEMA}.procrastinate_jobs WHERE task_name='{offers.TASK}' ORDER BY id"
OTHERS_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def spread(tmp_path: Path, template: Template) -> Iterator[House]:
    house = House(tmp_path / "data", template, PEER_LMS_JOBS="procrastinate")
    tables.bring_up(house.runtime.database.engine)
    yield house
    house.close()


@pytest.fixture
def effects(spread: House) -> Iterator[Effects]:
    with registered(spread) as built:
        yield built


def entries(house: House) -> list[tuple[Any, ...]]:
    """What Procrastinate is to bring to workers."""
    with house.unit() as session:
        return [tuple(row) for row in session.execute(sa.text(ENTRIES))]


def run(house: House, statement: str) -> None:
    with house.unit() as session:
        session.execute(sa.text(statement))


def swept(house: House) -> int:
    with house.unit() as session:
        return offers.sweep(session)


def work(house: House, **options: Any) -> int:
    with house.app.app_context():
        return machine.work(house.runtime, **{"once": True, **options})


def test_the_id_goes_with_the_row_or_not_at_all(spread: House, effects: Effects) -> None:
    with pytest.raises(ZeroDivisionError), spread.unit() as session:
        services.enqueue(session, "tests.effect", key="k", payload={"n": 1})
        raise ZeroDivisionError
    assert entries(spread) == []
    job_id = effects.ask(spread)
    assert effects.ask(spread) == job_id
    assert entries(spread) == [(str(job_id), "todo", None)]


def test_workers_carry_out_what_they_are_told(spread: House, effects: Effects) -> None:
    effects.ask(spread, 1)
    effects.ask(spread, 2)
    later = clock.now() + timedelta(hours=1)
    effects.ask(spread, 3, due=later)
    assert [entry[2] for entry in entries(spread)] == [None, None, later]
    assert work(spread) == 2
    assert (effects.done, count_nodes(spread)) == ([1, 2], 2)
    assert [entry[2] for entry in entries(spread)] == [later], "what is done is not kept twice"


def test_a_failed_job_travels_again_later_and_a_dead_one_when_somebody_says_so(
    spread: House, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects.problem = RuntimeError("no paper")
    job_id = effects.ask(spread)
    assert work(spread) == 1
    assert entries(spread) == [(str(job_id), "todo", only_job(spread).due_at)]
    monkeypatch.setattr(leases, "TRIES", 2)
    run(spread, "UPDATE lms_job SET due_at = due_at - interval '1 hour'")
    run(spread, f"UPDATE {tables.SCHEMA}.procrastinate_jobs SET scheduled_at = NULL")
    assert work(spread) == 1
    assert (only_job(spread).state, entries(spread)) == (JobState.DEAD, [])
    assert swept(spread) == 0


def test_the_sweeper_offers_what_was_lost_but_nothing_twice_and_nothing_held(spread: House, effects: Effects) -> None:
    job_id = effects.ask(spread)
    assert swept(spread) == 0, "it is on its way"
    run(spread, f"DELETE FROM {tables.SCHEMA}.procrastinate_jobs")
    assert (swept(spread), swept(spread)) == (1, 0)
    run(spread, f"UPDATE {tables.SCHEMA}.procrastinate_jobs SET status = 'doing'")
    with spread.unit() as session:
        assert leases.claim(session, length=timedelta(minutes=1), job_id=job_id)
    assert swept(spread) == 0, "a worker holds it"
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert swept(spread) == 1, "the worker has gone"
    assert [entry[1] for entry in entries(spread)] == ["doing", "todo"]


def test_a_row_that_comes_twice_is_carried_out_once(spread: House, effects: Effects) -> None:
    effects.ask(spread)
    run(
        spread,
        f"INSERT INTO {tables.SCHEMA}.procrastinate_jobs (queue_name, task_name, args) "
        f"SELECT queue_name, task_name, args FROM {tables.SCHEMA}.procrastinate_jobs",
    )
    assert len(entries(spread)) == 2
    assert work(spread) == 1
    assert effects.done == [1]


def test_what_dead_workers_had_taken_is_forgotten(spread: House, effects: Effects) -> None:
    effects.ask(spread)
    run(spread, f"UPDATE {tables.SCHEMA}.procrastinate_jobs SET status = 'doing'")

    async def forget() -> None:
        built = machine.Machine(spread.app, spread.runtime)
        async with machine._distributor(built).open_async() as distributor:
            await machine._forget_stalled(distributor.job_manager)

    asyncio.run(forget())
    assert entries(spread) == []


def test_the_sweeper_runs_by_itself_and_the_worker_stops_when_told(spread: House, effects: Effects) -> None:
    until, lost = time.monotonic() + 20, []

    def going() -> bool:
        if not lost:  # after the worker's own first look
            lost.append(run(spread, f"DELETE FROM {tables.SCHEMA}.procrastinate_jobs"))
        return time.monotonic() < until and not effects.done

    effects.ask(spread)
    held = work(spread, once=False, going=going)
    assert (held, effects.done) == (1, [1])


def test_the_worker_outlives_a_database_that_goes_away(
    spread: House, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    until, glances = time.monotonic() + 30, count()

    def going() -> bool:
        if next(glances) == 3:  # the worker has been listening for a second
            run(spread, OTHERS_OUT)
            effects.ask(spread)
        return time.monotonic() < until and not effects.done

    assert work(spread, once=False, going=going) == 1
    assert next(glances) > 3
    assert (effects.done, only_job(spread).state) == ([1], JobState.DONE)


def test_when_it_cannot_begin_it_tries_again_or_says_so(
    spread: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[object] = []

    async def gone(*_anything: object) -> None:
        begun.append(None)
        raise OperationalError("", {}, Exception("gone"))

    monkeypatch.setattr(machine, "_watched", gone)
    assert work(spread, once=False, going=lambda: len(begun) < 2) == 0
    assert caplog.text.count("the outbox cannot be reached; trying again") == 2
    with pytest.raises(OperationalError):
        work(spread)


def test_tables_are_kept_and_made_anew_for_another_version(spread: House, effects: Effects) -> None:
    engine = spread.runtime.database.engine
    effects.ask(spread)
    tables.bring_up(engine)
    assert len(entries(spread)) == 1
    run(spread, f"COMMENT ON SCHEMA {tables.SCHEMA} IS '3.9.0'")
    with pytest.raises(NotReady, match="peer-lms migrate"):
        work(spread)
    tables.bring_up(engine)
    assert entries(spread) == []
    assert work(spread) == 1, "a worker that starts looks for what nobody was told"


def test_migrate_brings_them_up_and_down(tmp_path: Path, template: Template) -> None:
    house = House(tmp_path / "data", template, PEER_LMS_JOBS="procrastinate")
    command, engine = build(house.app), house.runtime.database.engine
    command.main(["migrate"], standalone_mode=False)
    with engine.connect() as connection:
        assert tables.ready(connection)
    command.main(["migrate", "--down", "base"], standalone_mode=False)
    assert tables.SCHEMA not in sa.inspect(engine).get_schema_names()
    house.close()


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(tables, "import_module", missing)
    with pytest.raises(NotReady, match=r"peer-lms\[jobs\]"):
        tables.library()
