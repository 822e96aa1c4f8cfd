"""Two employers, their people, and one start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from architecture.reading import ROOT
from beginnings import beginning
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.employment import queries, services
from lms.employment.content import handbook
from lms.employment.hats import hats_of
from lms.employment.lines import Sheet
from lms.employment.services.checks import StepFacts
from lms.people.identity import actor_for
from lms.people.roles import Role
from lms.recruitment.models import Route
from lms.testing import Client, House, make_node, make_person

OUTCOMES = {
    "identity": "confirmed",
    "right-to-work": "confirmed",
    "references": "complete",
    "criminal-record": "going-ahead",
    "work-health": "going-ahead",
}
CAST: dict[str, tuple[Role, str]] = {
    "hr": (Role.HR, "trust"),
    "hr2": (Role.HR, "trust"),
    "charity_hr": (Role.HR, "charity"),
    "manager": (Role.MANAGER, "north"),
    "south_manager": (Role.MANAGER, "south"),
    "lead": (Role.LEAD, "trust"),
    "supervisor": (Role.SUPERVISOR, "north"),
    "other_supervisor": (Role.SUPERVISOR, "north"),
    "person": (Role.TRAINEE, "north"),
    "stranger": (Role.TRAINEE, "north"),
    "trainer": (Role.TRAINER, "trust"),
}


WRITTEN = (ROOT / "lms/employment/content/checks-england.yaml").read_text("utf-8").count("\n  - code: ")
LINES = WRITTEN - 1  # each thing that is written is a line, but the start date, which comes last and by itself
TICKED = LINES - 8  # all but the six checks and the two people who are named


@dataclass
class Crew:
    """Who is who, where, and the start of `person` at the north team."""

    house: House
    people: dict[str, UUID] = field(default_factory=dict)
    nodes: dict[str, UUID] = field(default_factory=dict)
    start_id: UUID = field(default_factory=uuid4)

    def client(self, key: str) -> Client:
        return self.house.client(self.people[key])

    def actor(self, session: Session, key: str) -> Actor:
        return actor_for(session, self.people[key], self.house.runtime.permissions)

    def sheet(self, session: Session) -> Sheet:
        return queries.sheet_of(session, self.start_id)

    def check_id(self, code: str) -> UUID:
        with self.house.unit() as session:
            return self.sheet(session).checks[code].id

    def path(self, end: str = "") -> str:
        return f"/start/{self.start_id}{end}"

    def open_start(
        self, session: Session, key: str, team: str = "north", route: Route = Route.OFFER_THEN_TRAIN
    ) -> UUID:
        return services.open_start(
            session,
            application_id=uuid4(),
            person_id=self.people[key],
            post_id=None,
            node_id=self.nodes[team],
            role_title="Peer support worker",
            route=route,
            hours="30",
            band="Band 3",
            at=clock.now(),
            by=SYSTEM,
        ).id

    def settle_checks(self, session: Session, *, leave: tuple[str, ...] = ()) -> None:
        sheet = self.sheet(session)
        for code in set(OUTCOMES) - set(leave):
            services.record_step(
                session, check=sheet.checks[code], start=sheet.start, value=OUTCOMES[code], by=self.actor(session, "hr")
            )

    def refuse(self, session: Session, code: str) -> None:
        """HR has talked with the person and thinks that it cannot go ahead; a second officer agrees."""
        sheet, second = self.sheet(session), self.people["hr2"]
        said = StepFacts(talked_on=clock.today(), second_id=second, seconds={second})
        shared = {"check": sheet.checks[code], "start": sheet.start}
        services.record_step(session, **shared, value="not-going-ahead", facts=said, by=self.actor(session, "hr"))
        services.answer_second(session, **shared, agreed=True, by=self.actor(session, "hr2"))

    def name_both(self, session: Session) -> None:
        start = self.sheet(session).start
        manager, supervisor = self.people["manager"], self.people["supervisor"]
        services.name_manager(session, start=start, manager_id=manager, allowed={manager}, by=self.actor(session, "hr"))
        services.name_supervisor(
            session, start=start, supervisor_id=supervisor, allowed={supervisor}, by=self.actor(session, "manager")
        )

    def tick_all(self, session: Session, *, leave: tuple[str, ...] = ()) -> None:
        keys = {"hr": "hr", "manager": "manager", "supervisor": "supervisor", "trainee": "person"}
        sheet = self.sheet(session)
        for code in set(sheet.items) - set(leave):
            by = self.actor(session, keys[handbook().items[code].who])
            hats = hats_of(by, sheet)
            services.tick(session, start=sheet.start, item=sheet.items[code], done=True, hats=hats, by=by)

    def make_ready(self, session: Session, *, leave: tuple[str, ...] = ()) -> None:
        self.name_both(session)
        self.settle_checks(session, leave=leave)
        self.tick_all(session, leave=leave)

    def confirm(self, session: Session) -> None:
        self.make_ready(session)
        services.confirm(session, start=self.sheet(session).start, by=self.actor(session, "hr"))


@beginning
def crew(house: House) -> Crew:
    made = Crew(house)
    with house.unit() as session:
        trust, charity = make_node(session, name="Trust"), make_node(session, name="Charity")
        north, south = make_node(session, trust, name="North team"), make_node(session, trust, name="South team")
        places = {"trust": trust, "charity": charity, "north": north, "south": south}
        made.nodes = {key: node.id for key, node in places.items()}
        for key, (role, place) in CAST.items():
            made.people[key] = make_person(session, {role: places[place]}, name=key.replace("_", " ").title()).id
        made.start_id = made.open_start(session, "person")
    return made


@pytest.fixture
def asked(crew: Crew) -> Crew:
    """DBS asked for 19 days ago, chased twice; health decision pending for two days."""
    with crew.house.unit() as session:
        hr = crew.actor(session, "hr")
        for ago, code, value in ((19, "criminal-record", "requested"), (17, "work-health", "requested")):
            with days_ago(ago):
                sheet = crew.sheet(session)
                services.record_step(session, check=sheet.checks[code], start=sheet.start, value=value, by=hr)
        for ago in (9, 2):
            with days_ago(ago):
                sheet = crew.sheet(session)
                services.chase(session, check=sheet.checks["criminal-record"], start=sheet.start, by=hr)
        with days_ago(2):
            sheet = crew.sheet(session)
            services.record_step(
                session,
                check=sheet.checks["work-health"],
                start=sheet.start,
                value="decision-needed",
                by=hr,
                facts=StepFacts(),
            )
    return crew


def days_ago(days: int):
    return clock.frozen(datetime.now(UTC) - timedelta(days=days))


Do = Callable[[Session], object]
