"""The work that the demo asks for: of the past in its story, and due from the moment it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.jobs.models import Job, JobState
from lms.jobs.services import due_now, enqueue
from lms.testing import House
from lms.testing.house import Template

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DEMO = import_module("lms.cli.demo")  # in the package, its name is the command


@pytest.fixture
def empty(tmp_path: Path, template: Template) -> Iterator[House]:
    """A house in which nobody has told the demo yet."""
    house = House(tmp_path / "data", template, PEER_LMS_DEMO="1")
    yield house
    house.close()


def tell(house: House) -> Any:
    """Tell it at noon; gives what /healthz says half a minute later, when no worker has been through."""
    with clock.frozen(NOON), house.app.app_context():
        assert DEMO.load_story(house.runtime) is not None
    with clock.frozen(NOON + 30 * SECOND):
        return house.client().get("/healthz").reply.json["outbox_age_s"]


def waiting(session: Session) -> list[Job]:
    return list(session.scalars(sa.select(Job).filter_by(state=JobState.WAITING).order_by(Job.due_at, Job.id)))


@pytest.mark.on("sqlite")
def test_a_fresh_demo_is_not_a_year_behind_and_its_letters_come(empty: House) -> None:
    assert tell(empty) == 30
    with empty.unit() as session:
        dues = [job for job in waiting(session) if job.due_at <= NOON]
        letters = {job.payload["key"] for job in dues if job.kind == "people.mail"}
        in_order = [job.created_at for job in dues]
        to_come = [(job.kind, job.due_at) for job in waiting(session) if job.due_at > NOON]
    assert to_come == [("privacy.erase", datetime(2026, 3, 7, 9, 30, tzinfo=UTC))], "somebody may still stop it"
    assert len(letters) > 20
    assert in_order == sorted(in_order), "a worker takes them in the order of the story"
    with clock.frozen(NOON + 40 * SECOND):
        empty.work()
        assert empty.client().get("/healthz").reply.json["outbox_age_s"] == 0
    folder = Path(empty.runtime.settings.mail.removeprefix("file:"))
    sent = {path.stem for path in folder.glob("*.eml")}
    assert {key.replace(":", "-") for key in letters} <= sent


@pytest.mark.on("sqlite")
def test_the_planted_fault_work_that_stays_in_the_past(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DEMO, "due_now", lambda _session: 0)
    assert tell(empty) > 300 * 24 * 3600


def ask(house: House, key: str, due: datetime) -> UUID:
    with house.unit() as session:
        return enqueue(session, "tests.effect", key=key, payload={}, due=due).id


def test_only_what_is_late_moves_and_keeps_its_order(house: House) -> None:
    days = {"second": -2, "first": -300, "third": -1, "done": -400, "to come": 1}
    with clock.frozen(NOON):
        made = {key: ask(house, key, NOON + timedelta(days=days[key])) for key in days}
        with house.unit() as session:
            session.get_one(Job, made["done"]).state = JobState.DONE
        with house.unit() as session:
            assert due_now(session) == 3
    with house.unit() as session:
        dues = {job.key: job.due_at for job in session.scalars(sa.select(Job))}
    one = timedelta(microseconds=1)
    assert dues == {
        "done": NOON - timedelta(days=400), "first": NOON - 2 * one, "second": NOON - one, "third": NOON,
        "to come": NOON + timedelta(days=1),
    }  # fmt: skip
