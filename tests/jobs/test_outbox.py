"""The outbox: once per key, again after a failure, never lost."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from jobs.effects import Effects, count_nodes, only_job
from sqlalchemy.exc import OperationalError

from lms.core import clock
from lms.core.web.runtime import Runtime
from lms.jobs import services, worker
from lms.jobs.models import Job, JobState
from lms.testing import House

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_same_key_is_one_job(house: House, effects: Effects) -> None:
    assert effects.ask(house, 1, key="same") == effects.ask(house, 2, key="same")
    assert house.work() == 1
    assert effects.ask(house, 3, key="same") == only_job(house).id, "even when it is done"
    assert house.work() == 0
    assert effects.done == [1]


@pytest.mark.on("postgresql")  # SQLite lets one writer in at a time
def test_two_who_ask_at_the_same_moment_ask_once(house: House, effects: Effects) -> None:
    with house.unit() as session:
        first = services.enqueue(session, "tests.effect", key="same", payload={"n": 1}).id
        with ThreadPoolExecutor() as others:
            second = others.submit(effects.ask, house, 2, key="same")
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
            session.commit()
            assert second.result(timeout=5) == first
    assert house.work() == 1
    assert effects.done == [1]


def test_a_job_and_its_done_mark_are_one_transaction(house: House, effects: Effects) -> None:
    with clock.frozen(NOON):
        effects.ask(house)
        house.work()
    assert (only_job(house).state, only_job(house).done_at, only_job(house).leased_until) == (JobState.DONE, NOON, None)
    assert count_nodes(house) == 1


def test_jobs_wait_until_they_are_due_and_go_in_order(house: House, effects: Effects) -> None:
    with clock.frozen(NOON):
        effects.ask(house, 1, due=NOON + timedelta(minutes=5))
        effects.ask(house, 2)
        effects.ask(house, 3, due=NOON - timedelta(minutes=1))
        assert house.work() == 2
    assert effects.done == [3, 2]
    with clock.frozen(NOON + timedelta(minutes=5)):
        assert house.work() == 1


def test_a_failed_job_keeps_nothing_and_comes_back_later_each_time_until_it_is_dead(
    house: House, effects: Effects
) -> None:
    effects.problem = RuntimeError("no paper")
    moment, waits = NOON, []
    with clock.frozen(moment):
        effects.ask(house)
    for _ in range(8):
        with clock.frozen(moment):
            assert house.work() == 1
            assert house.work() == 0, "not again at once"
        waits.append((only_job(house).due_at - moment).total_seconds())
        moment = only_job(house).due_at
    assert waits == [4, 16, 64, 256, 1024, 4096, 16384, 0], "the last one waits for a person, from that moment on"
    assert only_job(house).state is JobState.DEAD
    assert only_job(house).last_error == "RuntimeError: no paper"
    with clock.frozen(moment + timedelta(days=1)):
        assert house.work() == 0
    assert len(effects.done) == 8
    assert count_nodes(house) == 0


def test_it_works_again_once_the_cause_is_gone(house: House, effects: Effects) -> None:
    effects.problem = RuntimeError("no paper")
    with clock.frozen(NOON):
        effects.ask(house)
        house.work()
    effects.problem = None
    with clock.frozen(NOON + timedelta(seconds=4)):
        assert house.work() == 1
    assert (only_job(house).state, only_job(house).attempts) == (JobState.DONE, 2)


def test_what_a_killed_worker_held_is_offered_again(house: House, effects: Effects) -> None:
    class Killed(BaseException):
        pass

    effects.problem = Killed()
    with clock.frozen(NOON):
        effects.ask(house)
        with pytest.raises(Killed):
            house.work()
        assert only_job(house).leased_until == NOON + timedelta(minutes=2)
    effects.problem = None
    with clock.frozen(NOON + timedelta(minutes=2)):
        assert house.work() == 0, "still held"
    with clock.frozen(NOON + timedelta(minutes=2, seconds=1)):
        assert house.work() == 1
    assert count_nodes(house) == 1


def test_a_job_that_kills_every_worker_dies_and_holds_up_nobody(house: House, effects: Effects) -> None:
    class Killed(BaseException):
        pass

    effects.problem, moment = Killed(), NOON
    with clock.frozen(moment):
        poison = effects.ask(house, 1)
    for _ in range(8):
        with clock.frozen(moment), pytest.raises(Killed):
            house.work()
        moment += timedelta(minutes=2, seconds=1)
    effects.problem = None
    with clock.frozen(moment):
        sound = effects.ask(house, 2)
        assert house.work() == 1
    assert effects.done == [1] * 8 + [2]
    with house.unit() as session:
        dead, done = session.get_one(Job, poison), session.get_one(Job, sound)
    assert (dead.state, dead.attempts, dead.leased_until) == (JobState.DEAD, 8, None)
    assert dead.last_error == "Whoever carried it out was stopped each time."
    assert done.state is JobState.DONE


def test_nobody_answers_for_it(house: House) -> None:
    Effects().ask(house)
    assert house.work() == 1
    assert only_job(house).last_error == "KeyError: 'tests.effect'"


def test_the_worker_lives_in_the_organisations_zone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = replace(house.runtime, settings=replace(house.runtime.settings, timezone="Asia/Tokyo"))
    try:
        with house.app.app_context():
            worker.work_once(runtime)
        assert str(clock.zone()) == "Asia/Tokyo"
    finally:
        clock.use_zone("Europe/London")


def test_the_worker_waits_and_stops_when_told(house: House, effects: Effects, monkeypatch: pytest.MonkeyPatch) -> None:
    effects.ask(house)
    pauses: list[float] = []
    monkeypatch.setattr(worker.time, "sleep", pauses.append)
    going = iter([True, True, True, False])
    with house.app.app_context():
        assert worker.work(house.runtime, going=lambda: next(going), pause=0.5) == 1
    assert pauses == [0.5, 0.5]


def test_the_worker_outlives_a_database_that_is_gone(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[object] = [OperationalError("", {}, Exception("gone")), True, False]

    def once(_runtime: Runtime) -> bool:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    monkeypatch.setattr(worker, "work_once", once)
    monkeypatch.setattr(worker.time, "sleep", lambda _pause: None)
    with caplog.at_level(logging.ERROR):
        assert worker.work(house.runtime, going=lambda: bool(answers)) == 1
    assert "trying again" in caplog.text
    answers.append(OperationalError("", {}, Exception("gone")))
    with pytest.raises(OperationalError):
        worker.work(house.runtime, once=True)
