"""The audit goes from its oldest event on, each on its day or as soon as nothing before it is held; replies and erasures
go by their own clocks."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from audit.trail import examined
from click.testing import CliRunner

from lms.audit import sealing
from lms.audit.models import AuditEvent, AuditSeal
from lms.cli import build
from lms.core import clock
from lms.core.db.periods import latest_start
from lms.core.web.replies import Reply
from lms.people.models import Person
from lms.people.roles import Role
from lms.privacy.models import Erasure
from lms.retention import running, trail
from lms.retention.models import Hold
from lms.testing import House, make_node, make_person

DAY = timedelta(days=1)
# What happened, about whom, and when; and by hand the day on which it goes, eight years later or behind the hold.
EVENTS: dict[str, tuple[str, datetime, date]] = {
    "ann-added": ("ann", datetime(2028, 2, 29, 12, tzinfo=UTC), date(2036, 2, 29)),
    # 30 June at 23:30 UTC is 1 July in London.
    "ann-changed": ("ann", datetime(2028, 6, 30, 23, 30, tzinfo=UTC), date(2036, 7, 1)),
    # Committed late, and still of 30 June in London: it is behind the one above in the chain, and goes with it.
    "bob-late": ("bob", datetime(2028, 6, 30, 22, 55, tzinfo=UTC), date(2036, 7, 1)),
    # Due on 31 August 2036, and held until 10 May 2037.
    "dan-added": ("dan", datetime(2028, 8, 31, 12, tzinfo=UTC), date(2037, 5, 10)),
    # Due on 15 September 2036; the one before it is held.
    "ann-left": ("ann", datetime(2028, 9, 15, 12, tzinfo=UTC), date(2037, 5, 10)),
    # Due after the hold was lifted.
    "bob-left": ("bob", datetime(2029, 5, 31, 12, tzinfo=UTC), date(2037, 5, 31)),
}
LIFTED = date(2037, 5, 10)
OTHERS = {
    # A form was answered on 29 February 2032; 2033 has no such day.
    "reply": date(2033, 3, 1),
    # She was erased on 31 August 2028; eight years.
    "erasure": date(2036, 8, 31),
}


@pytest.fixture
def seeded(house: House) -> House:
    """The events, sealed soon after each, a reply and an erasure; dan is held."""
    with clock.frozen(datetime(2028, 1, 5, tzinfo=UTC)), house.unit() as session:
        people = {name: uuid4() for name in ("ann", "bob", "dan", "ada")}
        session.add_all(Person(id=key, chosen_name=name, certificate_name=name) for name, key in people.items())
        session.flush()
        session.add(
            Hold(person_id=people["dan"], reason="A claim", review_on=date(2029, 1, 1), placed_by_id=people["ada"])
        )
    for number, (name, (whom, at, _day)) in enumerate(EVENTS.items()):
        _write(house, name, people[whom], at, UUID(int=number + 1))
    with clock.frozen(datetime(2032, 2, 29, 12, tzinfo=UTC)), house.unit() as session:
        session.add(Reply(scope="s", endpoint="e", key="k", said="w", location="/", notices=["Ann was added."]))
    with clock.frozen(datetime(2028, 8, 31, 12, tzinfo=UTC)), house.unit() as session:
        session.add(Erasure(person_id=people["bob"], due_at=clock.now(), done_at=clock.now()))
        session.add(Erasure(person_id=people["ann"], due_at=clock.now()))  # it waits
    return house


def _write(house: House, name: str, about: UUID, at: datetime, event_id: UUID) -> None:
    with house.unit() as session:
        fixed = {"actor_name": "", "subject_kind": "lms_person", "subject_id": uuid4(), "details": {}, "request_id": ""}
        session.add(AuditEvent(id=event_id, created_at=at, action=f"tests.{name}", about_id=about, **fixed))
    with clock.frozen(at + timedelta(minutes=120 if name == "bob-late" else 15)), house.app.app_context():
        assert sealing.run(house.runtime) == 1


def here(house: House) -> set[str]:
    """What is there still, by its name."""
    with house.unit() as session:
        found = {action.removeprefix("tests.") for action in session.scalars(sa.select(AuditEvent.action))}
        rows = {"reply": Reply, "erasure": Erasure}
        waits = {"erasure": Erasure.done_at.is_not(None)}
        return {name for name in EVENTS if name in found} | {
            name
            for name, model in rows.items()
            if session.scalar(sa.select(sa.func.count()).select_from(model).where(waits.get(name, sa.true())))
        }


def live(house: House, days: set[date]) -> tuple[dict[str, date], dict[date, dict[str, Any]]]:
    """Run on each of the days: the day on which each thing went, and what each run counted."""
    went, counted = {}, {}
    for day in sorted(days):
        with clock.frozen(datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)), house.app.app_context():
            if day == LIFTED:
                with house.unit() as session:
                    session.execute(sa.update(Hold).values(lifted_at=clock.now()))
            before = here(house)
            counted[day] = running.run(house.runtime).counts
            went |= dict.fromkeys(before - here(house), day)
    return went, counted


EXPECTED = {name: day for name, (_whom, _at, day) in EVENTS.items()} | OTHERS
NEAR = {day + n * DAY for day in (*EXPECTED.values(), date(2036, 9, 15)) for n in (-1, 0, 1)}


def test_everything_goes_on_its_day_and_the_trail_stays_whole(seeded: House) -> None:
    assert examined(seeded).ok
    went, counted = live(seeded, NEAR)
    assert went == EXPECTED
    assert len(counted) == len(NEAR) == 21, "three around each of seven days"
    assert [counts["failed"] for counts in counted.values() if counts["failed"]] == []
    told = {day: counts["gone"]["audit"] for day, counts in counted.items() if counts["gone"].get("audit")}
    # An erasure goes by a rule of its own, and counts in the same class.
    assert told == {date(2036, 2, 29): 1, date(2036, 7, 1): 2, date(2036, 8, 31): 1, LIFTED: 2, date(2037, 5, 31): 1}
    waiting = {day: counts["held"]["audit"] for day, counts in counted.items() if counts["held"].get("audit")}
    assert waiting == {
        date(2036, 8, 31): 1, date(2036, 9, 1): 1, date(2036, 9, 14): 1, date(2036, 9, 15): 2, date(2036, 9, 16): 2,
        date(2037, 5, 9): 2,
    }  # fmt: skip
    report = examined(seeded)
    assert (report.flaws, report.begins, report.sealed) == ([], 6, 0)
    with seeded.unit() as session:
        assert session.scalars(sa.select(AuditSeal.position)).all() == [6]
        assert session.scalars(sa.select(Erasure.done_at)).all() == [None]


def _a_day_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trail, "latest_start", lambda period, day: latest_start(period, day + DAY))


def _a_hold_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trail, "_held", sa.false)


def _not_in_order(patch: pytest.MonkeyPatch) -> None:
    """What is held is left out, and what is behind it goes."""
    real = trail._held_of
    patch.setattr(trail, "_held_of", lambda session, links: real(session, links[:0]))


PLANTS: dict[Callable[[pytest.MonkeyPatch], None], tuple[str, date, date]] = {
    _a_day_early: ("ann-added", date(2036, 2, 28), date(2036, 2, 28)),
    _a_hold_ignored: ("dan-added", date(2036, 8, 31), date(2036, 8, 31)),
    _not_in_order: ("ann-left", date(2036, 9, 15), date(2036, 9, 15)),
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_caught(
    seeded: House, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    plant(monkeypatch)
    name, day, wrong = PLANTS[plant]
    went, _counted = live(seeded, {day})
    assert went[name] == wrong != EXPECTED[name]


@pytest.fixture
def september(seeded: House) -> Iterator[House]:
    """15 September 2036, before the run: three are due, two more wait behind the hold."""
    with clock.frozen(datetime(2036, 9, 15, 2, 30, tzinfo=UTC)):
        yield seeded


def test_a_dry_run_tells_of_it_and_changes_nothing(september: House) -> None:
    reply = CliRunner().invoke(build(september.app), ["retention", "run"])
    lines = [json.loads(line) for line in reply.stdout.splitlines()]
    told = [(line["item"], line["outcome"], line["why"]) for line in lines if line.get("table") == "lms_audit_event"]
    assert told == [
        (str(UUID(int=1)), "changed", "due on 2036-02-29"),
        (str(UUID(int=2)), "changed", "due on 2036-07-01"),
        (str(UUID(int=3)), "changed", "due on 2036-06-30"),
        (str(UUID(int=4)), "skipped", "on hold"),
        (str(UUID(int=5)), "skipped", "on hold"),
    ]
    assert here(september) == set(EXPECTED)


def test_the_page_counts_it(september: House) -> None:
    with september.unit() as session:
        org = make_node(session, name="Other")
        admin = make_person(session, {Role.ADMIN: org}, name="Eve").id
    page = september.client(admin).get("/admin/retention")
    (line,) = page.html.cssselect("tr[data-code=audit]")
    assert [cell.text_content().strip() for cell in line.cssselect("td")][1:] == ["4", "4", "2"], "one is the erasure"
    shown = september.client(admin).get("/admin/retention/classes/audit")
    assert "8 years after it happened" in shown.text


@pytest.mark.on("sqlite")
def test_a_trail_that_does_not_hold_is_told_of_and_stays(september: House, caplog: pytest.LogCaptureFixture) -> None:
    with september.unit() as session:
        for kind in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER lms_audit_event_{kind}"))
        session.execute(sa.update(AuditEvent).where(AuditEvent.id == UUID(int=2)).values(request_id="changed"))
    with september.app.app_context():
        counts = running.run(september.runtime).counts
    assert counts["failed"] == ["audit"]
    assert here(september) == set(EXPECTED) - set(OTHERS)
    assert "the oldest part of the audit could not be disposed of" in caplog.text
