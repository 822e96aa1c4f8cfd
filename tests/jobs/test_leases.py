"""Leases: who has lost one can commit nothing, and nobody is disturbed by a worker that comes too late."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from jobs.effects import Effects, count_nodes, only_job

from lms.core import clock
from lms.jobs import leases, worker
from lms.jobs.leases import Lease, LeaseLost
from lms.jobs.models import Job, JobState
from lms.jobs.problems import said
from lms.testing import House, make_node

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LENGTH = timedelta(minutes=2)
LATER = NOON + timedelta(minutes=3)


def claimed(house: House, **options: Any) -> Lease:
    with house.unit() as session:
        lease = leases.claim(session, length=LENGTH, **options)
    assert lease is not None
    return lease


def once(house: House) -> bool:
    with house.app.app_context():
        return worker.work_once(house.runtime)


def test_who_lost_the_lease_commits_neither_effect_nor_done_mark(house: House, effects: Effects) -> None:
    with clock.frozen(NOON):
        effects.ask(house)
        slow = claimed(house)
    with clock.frozen(LATER):
        quick = claimed(house)
        with pytest.raises(LeaseLost), house.unit() as session:
            make_node(session)
            leases.finished(session, slow)
        assert (count_nodes(house), only_job(house).state, only_job(house).lease) == (0, JobState.WAITING, quick.token)
        with house.unit() as session:
            make_node(session)
            leases.finished(session, quick)
    assert (count_nodes(house), only_job(house).state, only_job(house).lease) == (1, JobState.DONE, None)
    with pytest.raises(LeaseLost), house.unit() as session:
        leases.finished(session, quick)


def test_a_lease_that_ran_out_is_still_good_while_nobody_else_has_the_job(house: House, effects: Effects) -> None:
    with clock.frozen(NOON):
        effects.ask(house)
        slow = claimed(house)
    with clock.frozen(LATER), house.unit() as session:
        leases.finished(session, slow)
    assert only_job(house).state is JobState.DONE


def test_a_late_failure_does_not_disturb_the_next_worker(house: House, effects: Effects) -> None:
    with clock.frozen(NOON):
        effects.ask(house)
        slow = claimed(house)
    with clock.frozen(LATER):
        quick = claimed(house)
        with pytest.raises(LeaseLost), house.unit() as session:
            leases.failed(session, slow, RuntimeError("late"))
    assert (only_job(house).lease, only_job(house).last_error, only_job(house).attempts) == (quick.token, "", 2)


def robbed(effects: Effects, take: Any, problem: Exception | None = None) -> None:
    """While the handler works, its job is given to somebody else."""

    def carry_out(session: Any, payload: Any, runtime: Any) -> None:
        make_node(session)
        take(session, runtime).execute(sa.update(Job).values(lease=uuid4()))
        if problem:
            raise problem

    effects.carry_out = carry_out  # type: ignore[method-assign]


def left_nothing(house: House, log: str) -> None:
    assert "took longer than its lease" in log
    assert (count_nodes(house), only_job(house).state, only_job(house).last_error) == (0, JobState.WAITING, "")


def test_a_worker_whose_lease_was_taken_leaves_nothing_and_goes_on(
    house: House, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    robbed(effects, lambda session, runtime: session)
    effects.ask(house)
    with caplog.at_level(logging.WARNING):
        assert once(house)
    left_nothing(house, caplog.text)


@pytest.mark.on("postgresql")  # on SQLite nobody can take a job while its handler holds the one write lock
def test_a_problem_that_comes_too_late_is_not_written_down(
    house: House, effects: Effects, caplog: pytest.LogCaptureFixture
) -> None:
    with house.runtime.database.engine.connect() as other:
        autonomous = other.execution_options(isolation_level="AUTOCOMMIT")
        robbed(effects, lambda session, runtime: autonomous, RuntimeError("late"))
        effects.ask(house)
        with caplog.at_level(logging.WARNING):
            assert once(house)
    left_nothing(house, caplog.text)


def test_one_job_can_be_asked_for_but_not_taken_from_its_holder(house: House, effects: Effects) -> None:
    first, second = effects.ask(house, 1), effects.ask(house, 2)
    assert claimed(house, job_id=second).job_id == second
    with house.unit() as session:
        assert leases.claim(session, length=LENGTH, job_id=second) is None, "it is held"
    assert claimed(house).job_id == first
    with house.unit() as session:
        assert leases.claim(session, length=LENGTH) is None


def test_the_lease_is_as_long_as_the_settings_say(tmp_path: Any, template: Any) -> None:
    house = House(tmp_path / "data", template, PEER_LMS_JOB_LEASE="7")
    held: list[Any] = []
    built = Effects()
    built.carry_out = lambda session, payload, runtime: held.append(  # type: ignore[method-assign]
        session.scalar(sa.select(Job.leased_until))
    )
    house.runtime.owner.loaded.manager.register(built)
    with clock.frozen(NOON):
        built.ask(house)
        assert house.work() == 1
    house.close()
    assert held == [NOON + timedelta(seconds=7)]


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (RuntimeError("no paper"), "RuntimeError: no paper"),
        (ValueError("<jo.b+1@post.example> is full"), "ValueError: <(address)> is full"),
        (ValueError("to=jo@post.example,kim@post.example"), "ValueError: to=(address),(address)"),
        (KeyError(), "KeyError: "),
        (RuntimeError("duplicate\nDETAIL: Key (name)=(Jo Bloggs)"), "RuntimeError: duplicate"),
        (RuntimeError("x" * 600), "RuntimeError: " + "x" * 486),
    ],
)
def test_a_problem_says_its_kind_and_nobody_s_address(problem: Exception, text: str) -> None:
    assert said(problem) == text
