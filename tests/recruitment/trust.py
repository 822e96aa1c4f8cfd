"""A trust with one team, its people, and an open post with a panel of two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lms.core import clock
from lms.core.access import Actor
from lms.people.models import Person
from lms.recruitment import queries, services
from lms.recruitment.models import GuaranteedInterview, Post, Route
from lms.recruitment.queries import Case
from lms.recruitment.services import PostFacts
from lms.testing import Client, House
from lms.testing.factories import make_actor

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
QUESTIONS = ("why", "lived-experience", "experience")
SECRET = "The secret sentence about the harbour."
TWOS = dict.fromkeys(("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"), 2)


def facts(**changed: Any) -> PostFacts:
    given: dict[str, Any] = {
        "title": "Peer Support Worker",
        "about": "Walk beside someone.",
        "band": "3",
        "hours_per_week": 22.5,
        "route": Route.OFFER_THEN_TRAIN,
        "closes_on": date(2026, 6, 20),
        "contact": "Jo, 01632 960000",
        "approval_reference": "TRAC-1",
        **changed,
    }
    return PostFacts(**given)


@dataclass
class Trust:
    """Everybody of these tests, by name, and the one open post."""

    house: House
    people: dict[str, UUID]
    team_id: UUID
    post_id: UUID

    def client(self, name: str) -> Client:
        return self.house.client(self.people[name])

    def actor(self, session: Any, name: str) -> Actor:
        return make_actor(session, self.house.runtime, session.get_one(Person, self.people[name]))

    def application_id(self, name: str) -> UUID:
        with self.house.unit() as session:
            case = queries.case_for_post(session, self.people[name], self.post_id)
            assert case is not None
            return case.application.id

    def case(self, session: Any, name: str) -> Case:
        case = queries.case_for_post(session, self.people[name], self.post_id)
        assert case is not None
        return case

    def path(self, name: str, rest: str = "") -> str:
        return f"/applications/{self.application_id(name)}{rest}"

    def draft(self, name: str) -> None:
        with self.house.unit() as session:
            post = session.get_one(Post, self.post_id)
            services.start(session, post=post, person_id=self.people[name], by=self.actor(session, name))

    def send(self, name: str, guaranteed: GuaranteedInterview = GuaranteedInterview.NO) -> None:
        self.draft(name)
        with self.house.unit() as session:
            case, by = self.case(session, name), self.actor(session, name)
            services.save_about(
                session, case=case, chosen_name=name.title(), certificate_name=name.title(), phone="", by=by
            )
            for step in QUESTIONS:
                text = SECRET if step == "lived-experience" else f"Open words on {step}."
                services.save_answer(session, case=case, step=step, text=text, by=by)
            services.save_adjustments(session, case=case, adjustments="A quiet room", guaranteed=guaranteed, by=by)
            assert services.submit(session, case=case, by=by).ok

    def score(self, name: str, scorer: str, points: dict[str, int] | None = None, comment: str = "") -> None:
        with self.house.unit() as session:
            by = self.actor(session, scorer)
            case = queries.scoring_case(session, by, self.case(session, name).application.id)
            assert case is not None
            services.submit_score(session, case=case, points=points or TWOS, comment=comment, by=by)

    def as_hr(self, name: str, act: Callable[..., Any], **given: Any) -> None:
        with self.house.unit() as session:
            act(session, case=self.case(session, name), by=self.actor(session, "hr"), **given)

    def interviewed(self, name: str) -> None:
        """Sent, scored, shortlisted, invited, met."""
        self.send(name)
        self.score(name, "denise")
        self.score(name, "farah")
        self.as_hr(name, services.shortlist)
        at = {"starts_at": datetime(2026, 6, 10, 10, 0, tzinfo=UTC), "place": "Room 2", "meets": "Denise and Farah"}
        self.as_hr(name, services.arrange_interview, letter="Come and meet us.", **at)
        with clock.frozen(datetime(2026, 6, 10, 15, 0, tzinfo=UTC)):
            points = dict.fromkeys(("q1", "q2", "q3", "q4", "q5"), 3)
            self.as_hr(name, services.record_interview, points=points, leaning="offer")

    def offered(self, name: str) -> None:
        self.interviewed(name)
        self.as_hr(name, services.make_offer, hours=20.0, letter="We would like you to join us.")
