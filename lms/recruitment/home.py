"""Cards for the home page: what to do next in recruitment, and what waits on whom."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.text import day, moment
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.recruitment import queries
from lms.recruitment.models import ApplicationState
from lms.recruitment.permissions import Can
from lms.recruitment.queries import Standing
from lms.recruitment.rules.states import takes_applications

__all__ = ["cards"]

S = ApplicationState
NEWS = timedelta(days=28)


def cards(session: Session, actor: Actor) -> Iterable[Card]:
    """What this person finds on their home page: one statement for each of the three parts they have."""
    if actor.can(Can.APPLY):
        yield from _applicant(queries.own_standings(session, actor.id))
    if actor.can(Can.SCORE):
        yield from _scorer(session, actor)
    if actor.can(Can.MANAGE):
        yield from _recruiter(session, actor)


def _applicant(standings: list[Standing]) -> Iterator[Card]:
    for one in standings:
        yield from _standing(one)
    if not standings:
        title, body = _l("See the posts that are open"), _l("Read them first. Applying is three short questions.")
        yield Card(CardKind.NEXT, title, body, Link("recruitment.posts"), _l("See posts"), weight=30)


def _standing(one: Standing) -> Iterator[Card]:
    application, title = one.application, one.post.title
    link, now = Link("recruitment.application", {"application_id": application.id}), clock.now()
    met = one.interview is not None and one.interview.starts_at < now
    if application.state is S.DRAFT and takes_applications(one.post.state, one.post.closes_on, clock.today()):
        body = _l("It is kept as you left it. Send it by %(day)s.", day=day(one.post.closes_on))
        yield Card(
            CardKind.NEXT, _l("Finish your application: %(title)s", title=title), body, link, _l("Go on"), weight=10
        )
    elif application.state is S.OFFER:
        body = _l("Read it through, and take the time you need.")
        yield Card(CardKind.NEXT, _l("We have made you an offer"), body, link, _l("Read it"), weight=5)
    elif application.state is S.INTERVIEW and one.interview is not None and not met:
        body = _l("We meet on %(when)s. The questions are there already.", when=moment(one.interview.starts_at))
        yield Card(CardKind.NEXT, _l("Get ready for your interview"), body, link, _l("See the questions"), weight=8)
    elif application.state in {S.SUBMITTED, S.SHORTLISTED, S.INTERVIEW, S.RESERVE}:
        yield _waiting(one, link)
    elif application.state is S.NOT_THIS_TIME and application.decided_at and now < application.decided_at + NEWS:
        body = _l("There is a letter, and you can ask for feedback.")
        yield Card(CardKind.NEXT, _l("There is something for you to read"), body, link, _l("Read it"), weight=12)


def _waiting(one: Standing, link: Link) -> Card:
    scoring = one.application.state is S.SUBMITTED and not one.short
    who = _l("the people who score") if scoring else _l("HR")
    title = _l("Your application: %(title)s", title=one.post.title)
    return Card(CardKind.WAITING, title, _l("You need do nothing now."), link, _l("See where it stands"), who, 20)


def _scorer(session: Session, actor: Actor) -> Iterator[Card]:
    count, oldest = queries.scoring_backlog(session, actor)
    if count:
        body = _l("The oldest was sent on %(day)s.", day=day(oldest))
        link = Link("recruitment.scoring")
        yield Card(CardKind.NEXT, _l("Score applications"), body, link, _l("Open the queue"), weight=10, count=count)


def _recruiter(session: Session, actor: Actor) -> Iterator[Card]:
    missing, ready, scoring, arrange, write_down, decide, offers = 0, 0, 0, 0, 0, 0, 0
    for state, enough, met, short, count in queries.managed_totals(session, actor):
        missing += count if state is S.SUBMITTED and short else 0
        ready += count if state is S.SUBMITTED and enough and not short else 0
        scoring += count if state is S.SUBMITTED and not enough and not short else 0
        arrange += count if state is S.SHORTLISTED else 0
        decide += count if state is S.INTERVIEW and met else 0
        write_down += count if state is S.INTERVIEW and not met else 0
        offers += count if state is S.OFFER else 0
    sent, shortlisted = {"state": S.SUBMITTED.value}, {"state": S.SHORTLISTED.value}
    meet, offered = {"state": S.INTERVIEW.value}, {"state": S.OFFER.value}
    next_ones = (
        (missing, _l("Find somebody else to score"), _l("Too few people are there to score them."), sent, 14),
        (ready, _l("Decide whom to meet"), _l("Two scores are in."), sent, 15),
        (arrange, _l("Arrange interviews"), _l("They are shortlisted and wait for a date."), shortlisted, 16),
        (decide, _l("Decide after interviews"), _l("What came out is written down."), meet, 17),
    )
    waiting = (
        (scoring, _l("Applications being scored"), _l("the people who score"), sent),
        (write_down, _l("Interviews arranged"), _l("you and the panel"), meet),
        (offers, _l("Offers made"), _l("the applicants"), offered),
    )
    for count, title, body, params, weight in next_ones:
        if count:
            link = Link("recruitment.applications", params)
            yield Card(CardKind.NEXT, title, body, link, _l("Open"), weight=weight, count=count)
    for count, title, who, params in waiting:
        if count:
            link = Link("recruitment.applications", params)
            yield Card(CardKind.WAITING, title, "", link, _l("See them"), who, 30, count)
