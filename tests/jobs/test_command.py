"""`peer-lms work`: how it is told, and how it stops."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from jobs.effects import count_nodes, registered

from lms.cli import build
from lms.core import clock
from lms.jobs.models import Job, JobState
from lms.jobs.spread import tables
from lms.testing import House
from lms.testing.house import Template

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def our_own_signals() -> Iterator[None]:
    kept = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGINT)}
    yield
    for told, handler in kept.items():
        signal.signal(told, handler)


def work(house: House, *words: str) -> None:
    build(house.app).main(["work", *words], standalone_mode=False)


def jobs_done(house: House) -> int:
    with house.unit() as session:
        return session.scalar(sa.select(sa.func.count()).where(Job.state == JobState.DONE)) or 0


def stops_after_the_job_in_hand(house: House, told: signal.Signals) -> None:
    with registered(house) as effects:
        carry_out = effects.carry_out

        def told_to_stop(*arguments: Any) -> None:
            os.kill(os.getpid(), told)
            carry_out(*arguments)

        effects.carry_out = told_to_stop  # type: ignore[method-assign]
        for n in range(3):
            effects.ask(house, n)
        work(house)
        assert (effects.done, jobs_done(house), count_nodes(house)) == ([0], 1, 1)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_job_in_hand_and_takes_no_other(
    house: House, told: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    stops_after_the_job_in_hand(house, told)
    assert capsys.readouterr().err.splitlines()[1:] == ["1 done."]  # after a line of the log


@pytest.mark.on("postgresql")
def test_under_procrastinate_what_is_in_hand_is_finished_too(tmp_path: Path, template: Template) -> None:
    house = House(tmp_path / "data", template, PEER_LMS_JOBS="procrastinate")
    tables.bring_up(house.runtime.database.engine)
    with registered(house) as effects:
        carry_out = effects.carry_out

        def told_to_stop(session: Any, *arguments: Any) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            carry_out(session, *arguments)
            session.execute(sa.text("SELECT pg_sleep(1)"))  # until long after it was told

        effects.carry_out = told_to_stop  # type: ignore[method-assign]
        for n in range(20):
            effects.ask(house, n)
        work(house)
        assert effects.done == [0]
    assert jobs_done(house) == 1
    house.close()


LEASE = sa.select(Job.leased_until).where(~Job.key.startswith("round:"))


def test_one_worker_may_hold_jobs_for_longer(house: House) -> None:
    held: list[Any] = []
    with registered(house) as effects, clock.frozen(NOON):
        effects.carry_out = lambda session, *_rest: held.append(session.scalar(LEASE))  # type: ignore[method-assign]
        effects.ask(house)
        work(house, "--once", "--lease", "300")
    assert held == [NOON + timedelta(minutes=5)]


def test_it_goes_when_its_parent_has_gone(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with registered(house) as effects:
        effects.ask(house)
        work(house, "--parent", str(os.getpid()))  # our parent is somebody else
        assert effects.done == []
    assert capsys.readouterr().err == "0 done.\n"
