"""Pages for administrators: the list with its filters, and the story of a person or a record."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.employment.models import StartDecision
from lms.people import services
from lms.people.models import Person
from lms.people.roles import Role
from lms.testing import House, make_node, make_person
from lms.testing.factories import make_actor

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
AUDIT = "/admin/audit"


@pytest.fixture
def admin(house: House) -> Any:
    """An administrator's browser. On 14 March Asha was added; on the 29th, when clocks change, Ben renamed her."""
    with house.unit() as session:
        with clock.frozen(NOON):
            org = make_node(session)
            asha, ben = (make_person(session, {Role.ADMIN: org}, name=name) for name in ("Asha Patel", "Ben Okoro"))
            session.flush()
        with clock.frozen(datetime(2026, 3, 29, 23, 30, tzinfo=UTC)):  # half past midnight here, on the 30th
            by = make_actor(session, house.runtime, ben)
            services.rename(session, person=asha, chosen_name="Asha Patel", certificate_name="A. Patel", by=by)
            session.flush()
    return house.client(asha)


def told(page: Any) -> list[str]:
    """The events of the list, in words."""
    found: list[str] = page.all("li[data-action] a")
    return found


@pytest.mark.parametrize(
    ("sought", "count"),
    [
        ("", 6),
        ("who=ben", 1),
        ("who=BEN OKORO", 1),
        ("who=system", 5),
        ("who=%25", 0),
        ("about=asha", 3),
        ("about=asha&who=system", 2),
        ("about=ben&action=person.", 1),
        ("about=nobody", 0),
        ("action=grant", 2),
        ("since-day=30&since-month=3&since-year=2026", 1),
        ("until-day=29&until-month=3&until-year=2026", 5),
        ("since-day=15&since-month=3&since-year=2026&until-day=29&until-month=3&until-year=2026", 0),
        ("until-day=31&until-month=12&until-year=9999&since-day=1&since-month=1&since-year=1900", 6),
        ("who=&about=+&action=", 6),
    ],
)
def test_filters(house: House, admin: Any, sought: str, count: int) -> None:
    """Days are those of the place: the 30th began half an hour before."""
    page = admin.get(f"{AUDIT}?{sought}")
    assert len([line for line in told(page) if line != "Asha Patel signed in."]) == count
    if not told(page):
        assert "Nothing fits. Take away a part of what you asked for." in page.text


def test_what_was_asked_stays_and_goes_on(house: House, admin: Any) -> None:
    with house.unit() as session:
        for number in range(60):
            make_person(session, name=f"Zoe {number}")
    page = admin.get(f"{AUDIT}?about=zoe&until-day=1&until-month=1&until-year=2199")
    assert page.attributes("#about", "value") == ["zoe"]
    (more,) = [link for link in page.attributes("main a", "href") if "after=" in link]
    assert "about=zoe" in more
    assert "until-year=2199" in more
    assert len(told(page)) == 50
    assert len(told(admin.get(more))) == 10
    queries = int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0])
    assert queries <= 12


@pytest.mark.parametrize(
    ("sought", "says"),
    [
        ("since-day=31&since-month=2&since-year=2026", "Enter a real date, like 27 3 2027."),
        ("until-day=soon", "Enter a real date, like 27 3 2027."),
        (
            "since-day=2&since-month=2&since-year=2026&until-day=1&until-month=2&until-year=2026",
            "The last day lies before the first. Change one of them.",
        ),
        (f"action={'x' * 81}", "80"),
    ],
)
def test_what_cannot_be_asked_is_said_and_stays(admin: Any, sought: str, says: str) -> None:
    page = admin.get(f"{AUDIT}?{sought}&who=ben", status=422)
    assert says in page.text
    assert page.attributes("#who", "value") == ["ben"]
    assert told(page) == []


def test_the_list_leads_to_the_story(house: House, admin: Any) -> None:
    page = admin.get(f"{AUDIT}?who=ben")
    assert told(page) == ["Ben Okoro changed the names of Asha Patel."]
    (story,) = page.attributes("li[data-action] a", "href")
    lines = [line.split(" See this record")[0] for line in admin.get(story).all("ol li")]
    assert (sorted(lines[:2]), lines[2]) == (
        [
            "14 March 2026, 12:00: The system added Asha Patel.",
            "14 March 2026, 12:00: The system gave Asha Patel a role.",
        ],
        "30 March 2026, 00:30: Ben Okoro changed the names of Asha Patel.",
    )
    with house.unit() as session:
        asha = session.scalars(sa.select(Person).filter_by(chosen_name="Asha Patel")).one()
    assert story == f"{AUDIT}/{asha.id}"
    assert story in admin.get(f"/admin/people/{asha.id}").attributes("main a", "href")


def test_somebody_of_whom_nothing_is_recorded(house: House, admin: Any) -> None:
    """As after a move from elsewhere; somebody there is not at all is not found."""
    with house.unit() as session:
        newcomer = Person(chosen_name="Newcomer", certificate_name="Newcomer")
        session.add(newcomer)
        session.flush()
    assert "Nothing is recorded of them yet." in admin.get(f"{AUDIT}/{newcomer.id}").text
    admin.get(f"{AUDIT}/{UUID(int=5)}", status=404)


def test_names_are_those_of_today(house: House, admin: Any) -> None:
    """A name that somebody no longer goes by is kept nowhere in the audit."""
    with house.unit() as session:
        ben = session.scalars(sa.select(Person).filter_by(chosen_name="Ben Okoro")).one()
        services.rename(session, person=ben, chosen_name="Bea Okoro", certificate_name="Bea Okoro", by=SYSTEM)
    assert told(admin.get(f"{AUDIT}?who=bea")) == ["Bea Okoro changed the names of Asha Patel."]
    assert told(admin.get(f"{AUDIT}?who=ben")) == []
    with house.unit() as session:
        assert set(session.scalars(sa.select(AuditEvent.actor_name))) == {"", "the system"}


def test_an_action_of_a_plugin_that_has_gone(house: House, admin: Any) -> None:
    with house.unit() as session:
        event = session.scalars(sa.select(AuditEvent).limit(1)).one()
        facts = {column.name: getattr(event, column.name) for column in AuditEvent.__table__.c}
        session.add(AuditEvent(**{**facts, "id": None, "version": None, "action": "weather.rained", "actor_id": None}))
    assert told(admin.get(f"{AUDIT}?action=weather")) == ["The system did something that has no words here."]


# The story of Siân Ŵyn, day by day, as the demo tells it.
ME = "Siân Ŵyn"
STORY = [
    [f"The system added {ME}.", f"The system gave {ME} a role."],
    [
        f"{ME} began an application.",
        f"{ME} said what would help at an interview.",
        *[f"{ME} saved an answer in an application."] * 3,
        f"{ME} saved names and telephone number in an application.",
        f"{ME} sent an application.",
    ],
    [f"Denise Okafor sent points for an application of {ME}."],
    [f"Farah Siddiqui sent points for an application of {ME}."],
    [f"Joanne Pike decided to meet {ME}."],
    [f"Joanne Pike arranged an interview with {ME}."],
    [f"Joanne Pike recorded the interview with {ME}."],
    [f"Joanne Pike offered {ME} the post."],
    [
        f"{ME} accepted the offer.",
        f"The system enrolled {ME} on a programme.",
        f"The system gave {ME} a role.",
        f"The system opened a start checklist for {ME}.",
    ],
    [f"Ruth Abara named who marks the evidence of {ME}."],
    [f"{ME} finished a module."],
    [f"{ME} began a piece of evidence.", f"{ME} saved a piece of evidence.", f"{ME} sent a piece of evidence."],
    [f"Tom Ashworth decided about a piece of evidence of {ME}."],
    [f"Farah Siddiqui named the peer supervisor of {ME}.", f"Joanne Pike named the line manager of {ME}."],
    [f"Joanne Pike asked for a check of {ME}."] * 4,
    [f"Joanne Pike asked for a check of {ME}."],
    [f"{ME} began a piece of evidence.", f"{ME} saved a piece of evidence.", f"{ME} sent a piece of evidence."],
    [f"{ME} finished a module."],
    [f"Tom Ashworth decided about a piece of evidence of {ME}."],
    [f"Joanne Pike recorded a reminder about a check of {ME}."],
    [f"Curtis Bell recorded supervision of {ME}."],
    [f"Joanne Pike recorded the outcome of a check of {ME}."] * 4,
]


@pytest.mark.slow
def test_the_story_of_one_person_of_the_demo(demo_house: House, told: Told) -> None:
    page = demo_house.client(told.story.people["admin"]).get(f"{AUDIT}/{told.story.people['trainee']}")
    assert page.h1 == f"What happened: {ME}"
    days: dict[str, list[str]] = {}
    for line in page.all("ol li"):
        moment, says = line.split(" See this record")[0].split(": ", 1)
        days.setdefault(moment.split(",")[0], []).append(says)
    found = [sorted(lines) for lines in days.values()]
    assert found[: len(STORY)] == [sorted(lines) for lines in STORY]
    assert "Show more" in page.text
    began = told.story.today - timedelta(days=365)
    first = date.fromisoformat(f"{datetime.strptime(next(iter(days)), '%d %B %Y').date()}")  # noqa: DTZ007
    assert first == began


@pytest.mark.slow
def test_the_story_of_one_decision(demo_house: House, told: Told) -> None:
    with demo_house.unit() as session:
        decision = session.scalars(sa.select(StartDecision).order_by(StartDecision.created_at).limit(1)).one()
    page = demo_house.client(told.story.people["admin"]).get(f"{AUDIT}/{decision.id}")
    assert page.h1 == "What happened to one record"
    (line,) = page.all("ol li")
    assert " confirmed the start of " in line
