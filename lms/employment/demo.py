"""Employment's part of the demo story: six starts at different points, and one peer half a year in post."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.employment import queries, services
from lms.employment.content import handbook, of_nation
from lms.employment.hats import hats_of
from lms.employment.models import Start, SupervisionKind
from lms.employment.services.checks import StepFacts
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory

__all__ = ["tell"]

DONE = {
    "identity": "confirmed",
    "right-to-work": "confirmed",
    "references": "complete",
    "criminal-record": "going-ahead",
    "work-health": "going-ahead",
}
ALL_ITEMS = frozenset(of_nation().items)


class Teller:
    """Does one person's part of the story through the services, each step on its own day."""

    def __init__(self, session: Session, story: DemoStory, start: Start) -> None:
        self.session, self.story, self.start = session, story, start

    def actor(self, key: str) -> Actor:
        """One of the cast, or the person starting."""
        person_id = self.start.person_id if key == "self" else self.story.people[key]
        return actor_for(self.session, person_id, self.story.runtime.permissions)

    def check(self, code: str, value: str, days: int, **facts: str) -> None:
        """HR records a step so many days ago."""
        with clock.frozen(self.story.now - timedelta(days=days)):
            sheet = queries.sheet_of(self.session, self.start.id)
            said = StepFacts(
                reference=facts.get("reference"), who_pays=facts.get("who_pays"), conditions=facts.get("conditions", "")
            )
            services.record_step(
                self.session, check=sheet.checks[code], start=self.start, value=value, by=self.actor("hr"), facts=said
            )

    def chase(self, code: str, *days: int) -> None:
        """HR chases on these days."""
        for ago in days:
            with clock.frozen(self.story.now - timedelta(days=ago)):
                sheet = queries.sheet_of(self.session, self.start.id)
                services.chase(self.session, check=sheet.checks[code], start=self.start, by=self.actor("hr"))

    def done(self, codes: Iterable[str], days: int) -> None:
        """These checks came back in order, asked for a fortnight before."""
        for code in codes:
            self.check(code, "requested", days + 14, who_pays="employer")
            self.check(code, DONE[code], days)

    def name(self, days: int) -> None:
        """Line manager and peer supervisor are named."""
        with clock.frozen(self.story.now - timedelta(days=days)):
            people = self.story.people
            services.name_manager(
                self.session,
                start=self.start,
                manager_id=people["manager"],
                allowed={people["manager"]},
                by=self.actor("hr"),
            )
            services.name_supervisor(
                self.session,
                start=self.start,
                supervisor_id=people["supervisor"],
                allowed={people["supervisor"]},
                by=self.actor("manager"),
            )

    def meet(self, days: int, kind: SupervisionKind = SupervisionKind.PEER) -> None:
        """The peer supervisor records that they met."""
        with clock.frozen(self.story.now - timedelta(days=days)):
            by = self.actor("supervisor")
            services.record_supervision(self.session, start=self.start, on=clock.today(), kind=kind, by=by)

    def tick(self, days: int, *, leave: Iterable[str] = ()) -> None:
        """All lines but these are ticked, each by whom it belongs to."""
        doers = {"hr": "hr", "manager": "manager", "supervisor": "supervisor", "trainee": "self"}
        with clock.frozen(self.story.now - timedelta(days=days)):
            sheet = queries.sheet_of(self.session, self.start.id)
            for code in sorted(set(sheet.items) - set(leave)):
                by = self.actor(doers[handbook().items[code].who])
                services.tick(
                    self.session, start=self.start, item=sheet.items[code], done=True, hats=hats_of(by, sheet), by=by
                )


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """Move every start that recruitment's part of the story has opened."""
    if chapter is Chapter.HOUSE:
        return
    parts = LINE if chapter is Chapter.LINE else AFTER
    starts = {row.person_id: row for row in session.scalars(sa.select(Start).order_by(Start.created_at))}
    for key, part in parts.items():
        start = starts.get(story.people[key])
        if start is not None:
            story.things[f"start.{key}"] = start.id
            part(Teller(session, story, start))
            story.things[f"check.{key}"] = queries.sheet_of(session, start.id).checks["criminal-record"].id


def _trainee(to: Teller) -> None:
    to.name(24)
    to.meet(8)
    to.done(["identity", "right-to-work", "references", "work-health"], 6)
    to.check("criminal-record", "requested", 19, who_pays="employer", reference="F0021 5567 812")
    to.chase("criminal-record", 9, 2)
    to.tick(5, leave=["access-ready", "pay-details-given"])


def _t2(to: Teller) -> None:
    to.name(20)
    to.meet(11)
    to.done(["identity", "right-to-work", "references", "criminal-record"], 5)
    to.check("work-health", "requested", 17)
    to.chase("work-health", 7)
    to.check("work-health", "decision-needed", 2)
    to.tick(4)


def _t3(to: Teller) -> None:
    to.name(18)
    to.done(["identity", "right-to-work", "references", "work-health"], 4)
    to.check("criminal-record", "requested", 12, who_pays="employer")
    to.tick(3, leave=["induction-booked"])
    with clock.frozen(to.story.now - timedelta(days=1)):
        services.agree_waiver(
            to.session,
            start=to.start,
            code="criminal-record",
            ends_on=to.story.today + timedelta(days=28),
            by=to.actor("hr2"),
            reason="Until the certificate is here, works alongside a colleague at all times and makes no visits alone.",
        )


def _t4(to: Teller) -> None:
    to.name(10)
    to.check("identity", "requested", 8)
    to.check("right-to-work", "requested", 8)
    to.check("criminal-record", "requested", 8, who_pays="employer")
    to.tick(
        2,
        leave=[
            "induction-booked",
            "team-prepared",
            "access-ready",
            "adjustments-agreed",
            "pay-details-given",
            "first-supervision-booked",
        ],
    )


def _t5(to: Teller) -> None:
    to.name(16)
    to.done(["identity", "right-to-work", "criminal-record"], 3)
    to.check("references", "requested", 23)
    to.chase("references", 16, 9, 3)
    to.check("work-health", "requested", 6)
    to.tick(2, leave=["team-prepared"])


def _t6(to: Teller) -> None:
    to.name(21)
    to.done(["identity", "right-to-work", "references", "criminal-record"], 7)
    to.check("work-health", "requested", 20)
    to.check(
        "work-health",
        "going-ahead-adjustments",
        7,
        conditions="A quiet place to write notes, and a break after long visits.",
    )
    to.tick(3)


def _peer1(to: Teller) -> None:
    session, start = to.session, to.start
    to.name(215)
    to.done(DONE, 200)
    to.tick(198)
    with clock.frozen(to.story.now - timedelta(days=195)):
        services.confirm(session, start=start, by=to.actor("hr"))
        services.set_date(session, start=start, day=_monday(to.story, 184), by=to.actor("manager"))
    with clock.frozen(to.story.now - timedelta(days=180)):
        services.begin(session, start=start, by=to.actor("manager"))
    for n, ago in enumerate(range(170, 40, -21)):
        to.meet(ago, SupervisionKind.GROUP if n % 3 == 2 else SupervisionKind.PEER)


def _monday(story: DemoStory, days: int) -> date:
    day = story.today - timedelta(days=days)
    return day - timedelta(days=day.weekday())


LINE = {"trainee": _trainee, "t2": _t2, "t3": _t3, "t4": _t4, "t5": _t5, "t6": _t6}
AFTER = {"peer1": _peer1}
