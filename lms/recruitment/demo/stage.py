"""The story's people doing what they would do on the pages, each thing on its own day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.people.identity import actor_for
from lms.plugins import DemoStory
from lms.recruitment import queries, services
from lms.recruitment.models import FeedbackWay, GuaranteedInterview, Leaning, Route
from lms.recruitment.queries import Case, ScoringCase
from lms.recruitment.rules.letters import filled
from lms.recruitment.services import PostFacts
from lms.recruitment.template import post_template

__all__ = ["PostPlan", "Stage", "found"]

ANSWERS = Path(__file__).parents[1] / "content" / "demo-answers.yaml"
CONTACT = "Joanne Pike, 01632 960110"
PLACE = "Room 2, Fernbrook House, Mill Lane. Ring at the blue door: somebody will meet you there."
MEETS = "Farah Siddiqui and Denise Okafor"
SCORERS = ("scorer", "manager")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class PostPlan:
    """One post of the story: where, when, and whether it has closed."""

    key: str
    team: str
    title: str
    hours: float
    opened: int
    closes: int
    reference: str

    @property
    def closed(self) -> bool:
        """True when its last day is past."""
        return self.closes > 0


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    return words


@dataclass(frozen=True)
class Stage:
    """The story's people doing what they would do on the pages, each thing on its own day."""

    session: Session
    story: DemoStory

    def at(self, days: int) -> Any:
        """The clock held so many days ago."""
        return clock.frozen(self.story.now - timedelta(days=days))

    def actor(self, key: str) -> Actor:
        """One of the cast."""
        return actor_for(self.session, self.story.people[key], self.story.runtime.permissions)

    def post(self, plan: PostPlan) -> None:
        """HR makes a post, names the panel, opens it, and closes it after its last day."""
        template = post_template()
        facts = PostFacts(
            title=plan.title,
            about=template.about,
            band=template.band,
            hours_per_week=plan.hours,
            route=Route.OFFER_THEN_TRAIN,
            closes_on=self.story.today - timedelta(days=plan.closes),
            contact=CONTACT,
            approval_reference=plan.reference,
        )
        with self.at(plan.opened):
            hr = self.actor("hr")
            post = services.create_post(self.session, node_id=self.story.nodes[plan.team], facts=facts, by=hr)
            self.story.things[plan.key] = post.id
            place = found(queries.managed_post(self.session, hr, post.id))
            for key in SCORERS:
                lived = key == "scorer"
                person_id = self.story.people[key]
                services.name_member(self.session, place=place, person_id=person_id, lived_experience=lived, by=hr)
            services.open_post(self.session, post=post, by=hr)

    def close(self, plan: PostPlan) -> None:
        """HR closes a post the day after its last."""
        with self.at(plan.closes - 1):
            place = found(queries.managed_post(self.session, self.actor("hr"), self.story.things[plan.key]))
            services.close_post(self.session, post=place.post, by=self.actor("hr"))

    def own(self, key: str) -> Case:
        """Somebody's own application."""
        case = queries.own_case(self.session, self.actor(key), self.story.things[f"application-{key}"])
        return found(case)

    def managed(self, key: str) -> Case:
        """Somebody's application in front of HR."""
        return found(queries.managed_case(self.session, self.actor("hr"), self.story.things[f"application-{key}"]))

    def begin(self, key: str, post_key: str, *, days: int, steps: Sequence[str], half: Sequence[str] = ()) -> None:
        """Start an application and write these answers; `half` ones stop in the middle."""
        by, written = self.actor(key), _words()["answers"][key]
        with self.at(days):
            place = found(queries.public_post(self.session, self.story.things[post_key]))
            application = services.start(self.session, post=place.post, person_id=by.id, by=by)
            self.story.things[f"application-{key}"] = application.id
            case = self.own(key)
            services.save_about(
                self.session,
                case=case,
                chosen_name=case.person.chosen_name,
                certificate_name=case.person.certificate_name,
                phone=case.person.phone,
                by=by,
            )
            for step in (*steps, *half):
                services.save_answer(
                    self.session, case=case, step=step, text=written[step].strip(), later=step in half, by=by
                )

    def apply(self, key: str, post_key: str, *, days: int, score: Sequence[int] = (), guaranteed: bool = False) -> None:
        """Write and send an application; the scorers give their points on these days."""
        self.begin(key, post_key, days=days, steps=("why", "lived-experience", "experience"))
        said = GuaranteedInterview.YES if guaranteed else GuaranteedInterview.NO
        wanted = _words()["adjustments"].get(key, "")
        with self.at(days):
            by, case = self.actor(key), self.own(key)
            services.save_adjustments(self.session, case=case, adjustments=wanted, guaranteed=said, by=by)
            services.submit(self.session, case=case, by=by)
        for scorer, day in zip(SCORERS, score, strict=False):
            self.score(key, scorer, days=day)

    def score(self, key: str, scorer: str, *, days: int) -> None:
        """One scorer sends points and a comment."""
        by = self.actor(scorer)
        given = _words()["scores"].get(key, _words()["scores"]["usual"])[scorer]
        with self.at(days):
            waiting = queries.scoring_case(self.session, by, self.story.things[f"application-{key}"])
            case: ScoringCase = found(waiting)
            codes = [one["code"] for one in case.post.spec["criteria"]]
            points = dict(zip(codes, given["points"], strict=True))
            services.submit_score(self.session, case=case, points=points, comment=given["comment"], by=by)

    def shortlist(self, key: str, *, days: int) -> None:
        """HR decides to meet somebody."""
        with self.at(days):
            services.shortlist(self.session, case=self.managed(key), by=self.actor("hr"))

    def invite(self, key: str, *, days: int, ahead: int) -> None:
        """HR invites somebody to meet, so many days from the story's today; less than nothing is in the past."""
        on = self.story.today + timedelta(days=ahead)
        starts_at = datetime(on.year, on.month, on.day, 10, 30, tzinfo=clock.zone())
        with self.at(days):
            services.arrange_interview(
                self.session,
                case=self.managed(key),
                starts_at=starts_at,
                place=PLACE,
                meets=MEETS,
                letter=self.letter(key, "interview"),
                by=self.actor("hr"),
            )

    def meet(self, key: str, *, shortlisted: int, days: int, leaning: Leaning) -> None:
        """Shortlisted, invited, met so many days ago, and what came out written down that afternoon."""
        self.shortlist(key, days=shortlisted)
        self.invite(key, days=shortlisted - 1, ahead=-days)
        points = _words()["interviews"][leaning.value]
        with self.at(days - 1):
            case = self.managed(key)
            given = dict(zip([one["code"] for one in case.post.spec["interview"]], points, strict=True))
            services.record_interview(self.session, case=case, points=given, leaning=leaning, by=self.actor("hr"))

    def hire(self, key: str, *, meet: int, offer: int, answer: int) -> None:
        """Met, offered, accepted."""
        self.meet(key, shortlisted=meet + 4, days=meet, leaning=Leaning.OFFER)
        with self.at(offer):
            case, by = self.managed(key), self.actor("hr")
            letter = self.letter(key, "offer")
            services.make_offer(self.session, case=case, hours=case.post.hours_per_week, letter=letter, by=by)
        with self.at(answer):
            services.accept(self.session, case=self.own(key), by=self.actor(key))

    def reserve(self, key: str, *, days: int, ahead: int) -> None:
        """HR puts somebody on the reserve list, until so many days from the story's today."""
        with self.at(days):
            until = self.story.today + timedelta(days=ahead)
            letter = self.letter(key, "reserve")
            services.put_on_reserve(
                self.session, case=self.managed(key), until=until, letter=letter, by=self.actor("hr")
            )

    def not_this_time(self, key: str, *, days: int) -> None:
        """HR writes kindly, and the applicant asks for a call the day after."""
        with self.at(days):
            letter = self.letter(key, "not-this-time")
            services.not_this_time(self.session, case=self.managed(key), letter=letter, by=self.actor("hr"))
        with self.at(days - 1):
            services.ask_for_feedback(self.session, case=self.own(key), way=FeedbackWay.CALL, by=self.actor(key))

    def withdraw(self, key: str, *, days: int) -> None:
        """The applicant takes it back."""
        with self.at(days):
            services.withdraw(self.session, case=self.own(key), by=self.actor(key))

    def letter(self, key: str, kind: str) -> str:
        """The template's letter, filled."""
        case = self.managed(key)
        words = {
            "name": case.person.chosen_name,
            "post": case.post.title,
            "team": case.node.name,
            "signed_by": self.actor("hr").name,
        }
        return filled(case.post.spec["letters"][kind]["body"], words)


def found(thing: Thing | None) -> Thing:
    """The thing, which the story has made before. Raises LookupError when it has not."""
    if thing is None:
        raise LookupError("the demo story refers to something it has not made")
    return thing
