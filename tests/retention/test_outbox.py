"""What is kept of work that was done goes, and no key is carried out a second time because of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told
from retention.seeded import Seeded, seed
from retention.test_thirty_years import DAY, faults, live

from certificates.models import Certificate
from lms.core import clock
from lms.core.access import Actor
from lms.core.db.classes import OUTBOX
from lms.core.files import File
from lms.core.web.replies import Reply
from lms.employment.models import Start, StartState
from lms.jobs import retention as of_jobs
from lms.jobs import rounds
from lms.jobs.models import Job, JobState
from lms.jobs.services import enqueue, try_again
from lms.people import letters, links, mail
from lms.people.models import LinkKind, MailedLink
from lms.plugins import Rows
from lms.privacy import ledger
from lms.retention import queries, running
from lms.testing import House, make_person

ROUNDS = {"round:audit.seal", "round:privacy.close-files", "round:retention.run"}


def later(told: Told, days: int) -> AbstractContextManager[None]:
    """So many days after the story was told."""
    return clock.frozen(told.story.now + timedelta(days=days))


def outbox(house: House) -> list[Job]:
    with house.unit() as session:
        return list(session.scalars(sa.select(Job).order_by(Job.created_at, Job.id)))


def letters_sent(house: House) -> set[str]:
    return {path.stem for path in Path(house.runtime.settings.mail.removeprefix("file:")).glob("*.eml")}


def effects(house: House) -> list[Any]:
    """What work has brought about: files, certificates as they were printed, who was erased, and letters."""
    with house.unit() as session:
        files = sorted(session.scalars(sa.select(File.id)))
        printed = sorted(map(tuple, session.execute(sa.select(Certificate.id, Certificate.file_id))))
    gone = [line.person_id for line in ledger.read(house.runtime.settings.data_dir)]
    return [files, printed, gone, letters_sent(house)]


def work(house: House) -> None:
    """A worker starts, and does what is due."""
    with house.app.app_context():
        rounds.begin(house.runtime)
    house.work()


def disposed(house: House, told: Told, days: int) -> set[str]:
    """The run of that day; gives the keys that are left."""
    with later(told, days), house.app.app_context():
        assert running.run(house.runtime).counts["failed"] == []
    return {job.key for job in outbox(house)}


def test_done_work_goes_and_its_keys_asked_for_again_do_nothing_more(demo_house: House, told: Told) -> None:
    """An erasure, what is cleared up after it, certificates and the letters: asked for twice, they come about once."""
    with later(told, 10):
        work(demo_house)
    done = [job for job in outbox(demo_house) if job.state is JobState.DONE]
    assert {job.kind for job in done} >= {"privacy.erase", "privacy.afterwards", "certificates.render", "people.mail"}
    assert {job.key for job in done} <= disposed(demo_house, told, 89)
    (held,) = (job.key for job in done if job.payload.get("to") == str(told.story.people["a2"]))
    assert disposed(demo_house, told, 100) == ROUNDS | {held}, "everything of theirs is on hold in the demo"
    before = effects(demo_house)
    assert len(before[2]) == 1
    assert min(len(one) for one in before) > 0
    again = [job for job in done if job.kind not in letters.WHOSE]
    with later(told, 101):
        for job in again:
            with demo_house.unit() as session:
                enqueue(session, job.kind, key=job.key, payload=job.payload)
        demo_house.work()
    assert {job.state for job in outbox(demo_house) if job.key not in ROUNDS} == {JobState.DONE}
    assert effects(demo_house) == before


def test_what_comes_round_keeps_its_row_and_goes_on(demo_house: House, told: Told) -> None:
    with later(told, 0):
        work(demo_house)
    first = {job.key: job.id for job in outbox(demo_house) if job.key in ROUNDS}
    assert disposed(demo_house, told, 400) >= ROUNDS
    with later(told, 400):
        work(demo_house)
    assert {job.key: job.id for job in outbox(demo_house) if job.key in ROUNDS} == first
    with demo_house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(running.Run)) == 2


@pytest.mark.parametrize("replies", ["kept", "gone"])
def test_the_same_press_a_hundred_days_later_sends_no_second_letter(
    demo_house: House, told: Told, replies: str
) -> None:
    """The reply that is kept for a year is given again; without it, the record itself says that it is done."""
    start_id, people = told.story.things["start.trainee"], told.story.people
    path, today = f"/start/{start_id}/leaving", told.story.today
    with later(told, 0), demo_house.unit() as session:
        start = session.get_one(Start, start_id)
        start.state, start.start_date = StartState.STARTED, today - 30 * DAY
    with later(told, 0):
        hr = demo_house.client(people["hr"])
        form = hr.get(path).fields("/leaving")
        sent = {"last_day-day": today.day, "last_day-month": today.month, "last_day-year": today.year}
        hr.post(path, press := {**form, **sent})
        demo_house.work()
    key = f"start-{start_id}-left-{today.isoformat()}"
    assert key in letters_sent(demo_house)
    assert key not in disposed(demo_house, told, 100)
    with later(told, 100):
        if replies == "gone":
            with demo_house.unit() as session:
                session.execute(sa.delete(Reply))
        hr = demo_house.client(people["hr"])
        press["csrf_token"] = hr.get("/account").fields("/account")["csrf_token"]
        hr.post(path, press, status=303 if replies == "kept" else 409)
    assert key not in {job.key for job in outbox(demo_house)}


@pytest.fixture
def seeded(house: House) -> Seeded:
    return seed(house)


def _whatever_its_state() -> Rows:
    return sa.select(Job.id, sa.literal(None, sa.Uuid()).label("person_id"), Job.due_at.label("started"))


def _stopped_of_any_kind() -> Rows:
    return _whatever_its_state().where(Job.state == JobState.DEAD)


def _of_nobody() -> Rows:
    query = sa.select(Job.id, sa.literal(None, sa.Uuid()).label("person_id"), Job.done_at.label("started"))
    return query.where(Job.state == JobState.DONE)


PLANTS: dict[Callable[[], Rows], tuple[str, date]] = {
    _whatever_its_state: ("('outbox', 'waiting'): went on 2026-04-05", date(2026, 4, 5)),
    _stopped_of_any_kind: ("('outbox', 'owed'): went on 2028-05-29", date(2028, 5, 29)),
    # Sent on 10 February 2026: 18 days of that month, 31, 30, and 11 of May.
    _of_nobody: ("('outbox', 'sent-to-dan'): went on 2026-05-11", date(2026, 5, 11)),
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_caught(seeded: Seeded, monkeypatch: pytest.MonkeyPatch, plant: Callable[[], Rows]) -> None:
    fault, day = PLANTS[plant]
    rules = queries.rules_of(seeded.house.runtime.hooks)
    others = tuple(rule for rule in rules if rule.keeps is not OUTBOX)
    assert len(rules) - len(others) == 2
    monkeypatch.setattr(queries, "rules_of", lambda hooks: (*others, replace(of_jobs.done({}), rows=plant)))
    assert fault in faults(live(seeded, {day - DAY, day}), day)


def test_a_letter_that_is_tried_again_meanwhile_stays(seeded: Seeded) -> None:
    """It was found stopped and due; by the time it would go, it waits for a worker."""
    (key,) = (key for key, name in seeded.records.items() if name == "given-up")
    house, rule = seeded.house, letters.RULES[1]
    with house.unit() as session:
        assert key in [row.id for row in session.execute(rule.rows())]
        try_again(session, job=session.get_one(Job, key), by=Actor(seeded.people["ada"], "Ada"))
        rule.dispose(session, [key], house.runtime.files)
    with house.unit() as session:
        session.get_one(Job, key).state = JobState.DEAD
        session.flush()
        rule.dispose(session, [key], house.runtime.files)
    assert "given-up" not in {job.key for job in outbox(house)}


def test_whose_a_letter_is(house: House) -> None:
    """Of whom it is to, of whom its link was for; and of nobody where there is no such person, or no such kind."""
    with house.unit() as session:
        ama = make_person(session).id
        soon = {"kind": LinkKind.SIGN_UP, "expires_at": clock.now()}
        hers, news = (
            MailedLink(email="a@test.example", person_id=ama, **soon),
            MailedLink(email="b@test.example", **soon),
        )
        session.add_all([hers, news])
        session.flush()
        rows = {
            "to her": (mail.KIND, {"to": str(ama)}, ama),
            "to nobody": (mail.KIND, {"to": str(UUID(int=7))}, None),
            "her link": (links.KIND, {"link": str(hers.id)}, ama),
            "a new one's link": (links.KIND, {"link": str(news.id)}, None),
            "a link that has gone": (links.KIND, {"link": str(UUID(int=7))}, None),
            "no letter": ("tests.effect", {"to": "not an id"}, None),
        }
        for key, (kind, payload, _whose) in rows.items():
            session.add(Job(key=key, kind=kind, payload=payload, state=JobState.DONE, done_at=clock.now()))
    with house.unit() as session:
        found = {row.id: row.person_id for row in session.execute(letters.RULES[0].rows())}
    assert {job.key: found[job.id] for job in outbox(house)} == {key: whose for key, (_k, _p, whose) in rows.items()}
