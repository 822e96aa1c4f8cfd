"""The page of background work: what is on it, and trying again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from jobs.effects import Effects, count_nodes, only_job

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.jobs import leases
from lms.jobs.models import Job, JobState
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EMPTY = {
    "stopped": "Nothing has stopped. There is nothing for you to do here.",
    "doing": "Nothing is being done at this moment.",
    "waiting": "Nothing waits. All work is done.",
}


@pytest.fixture
def admin(house: House) -> Any:
    with house.unit() as session:
        person = make_person(session, {Role.ADMIN: make_node(session)}, name="Ada Admin")
    return house.client(person)


def add(house: House, *jobs: Job) -> None:
    with house.unit() as session:
        session.add_all(jobs)


def dead(n: int, **facts: Any) -> Job:
    return Job(
        kind="tests.effect",
        key=f"k{n}",
        payload={"n": n},
        state=JobState.DEAD,
        attempts=8,
        due_at=NOON + timedelta(minutes=n),
        last_error="RuntimeError: no paper",
        **facts,
    )


def cells(reply: Any) -> list[list[str]]:
    return [[cell.text_content().strip() for cell in row.cssselect("td")] for row in reply.html.cssselect("tbody tr")]


def numbers(reply: Any) -> dict[str, str]:
    return {node.get("data-count"): node.text_content() for node in reply.html.cssselect("[data-count]")}


@pytest.mark.parametrize("show", list(EMPTY))
def test_empty_lists_say_so(house: House, admin: Any, show: str) -> None:
    house.work()
    reply = admin.get(f"/admin/jobs?show={show}")
    assert EMPTY[show] in reply.text
    assert numbers(reply) == {"stopped": "0", "doing": "0", "waiting": "0"}


def test_each_job_is_on_one_list(house: House, admin: Any, effects: Effects) -> None:
    later = NOON + timedelta(hours=1)
    with clock.frozen(NOON):
        effects.ask(house, 1)
        with house.unit() as session:
            leases.claim(session, length=timedelta(minutes=2))
        effects.ask(house, 2, due=later)
        add(house, dead(3), Job(kind="tests.effect", key="k4", payload={}, state=JobState.DONE))
        shown = {show: admin.get(f"/admin/jobs?show={show}") for show in EMPTY}
        default = admin.get("/admin/jobs?show=nonsense")
    assert cells(shown["doing"]) == [["tests.effect", "k1", "1", "none", "1 March 2026, 12:02"]]
    assert cells(shown["waiting"]) == [["tests.effect", "k2", "0", "none", "1 March 2026, 13:00"]]
    assert [row[:5] for row in cells(shown["stopped"])] == [
        ["tests.effect", "k3", "8", "RuntimeError: no paper", "1 March 2026, 12:03"]
    ]
    assert cells(default) == cells(shown["stopped"])
    assert numbers(default) == {"stopped": "1", "doing": "1", "waiting": "1"}
    with clock.frozen(NOON + timedelta(minutes=3)):
        assert [row[1] for row in cells(admin.get("/admin/jobs?show=waiting"))] == ["k1", "k2"], "its worker has gone"


def test_many_come_fifty_at_a_time_the_latest_first(house: House, admin: Any) -> None:
    add(house, *[dead(n) for n in range(120)])
    reply, seen, queries = admin.get("/admin/jobs"), [], set()
    while True:
        seen.append([row[1] for row in cells(reply)])
        queries.add(reply.reply.headers["Server-Timing"].partition("desc=")[2])
        further = [a for a in reply.html.cssselect("main a") if a.text_content() == "Show more"]
        if not further:
            break
        reply = admin.get(further[0].get("href"))
    assert [len(part) for part in seen] == [50, 50, 20]
    assert [key for part in seen for key in part] == [f"k{n}" for n in reversed(range(120))]
    assert len(queries) == 1, "as many statements whatever the rows"


def test_try_again_offers_it_with_all_its_tries_and_is_audited(house: House, admin: Any, effects: Effects) -> None:
    add(house, dead(1))
    reply = admin.post(f"/admin/jobs/{only_job(house).id}/again", {})
    assert reply.location.endswith("/admin/jobs")
    assert "It will be tried again now." in admin.get("/admin/jobs").text
    with house.unit() as session:
        event = session.scalars(sa.select(AuditEvent).filter_by(action="job.tried_again")).one()
        assert (event.actor_name, event.details) == ("", {"kind": "tests.effect", "attempts": 8})
        assert event.actor_id is not None
    before = count_nodes(house)
    house.work()
    assert effects.done == [1]
    assert count_nodes(house) == before + 1
    assert (only_job(house).state, only_job(house).attempts) == (JobState.DONE, 1)


def test_what_does_not_wait_for_a_person_is_left_alone(house: House, admin: Any, effects: Effects) -> None:
    job_id = effects.ask(house)
    house.work()
    reply = admin.post(f"/admin/jobs/{job_id}/again", {}, status=422)
    assert "somebody tried it again before you" in reply.text
    assert (only_job(house).state, effects.done) == (JobState.DONE, [1])


def test_health_counts_only_what_is_due(house: House, effects: Effects) -> None:
    with clock.frozen(NOON):
        effects.ask(house, 1, due=NOON + timedelta(hours=1))
        add(house, dead(-60))
        assert house.client().get("/healthz").reply.json["outbox_age_s"] == 0
        effects.ask(house, 2, due=NOON - timedelta(seconds=90))
        assert house.client().get("/healthz").reply.json["outbox_age_s"] == 90
