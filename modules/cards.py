"""Learning's part of everybody's home page."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from modules import queries
from modules.models import EnrolmentState
from modules.permissions import Can

__all__ = ["cards"]


def cards(session: Session, actor: Actor) -> Iterator[Card]:
    """Go on learning; cohorts to look at; people who wait for a programme."""
    if actor.can(Can.LEARN):
        yield from _learner(session, actor)
    if actor.can(Can.SEE_COHORTS) and not actor.can(Can.MANAGE_PROGRAMMES):
        yield _trainer(session, actor)
    if actor.can(Can.MANAGE_PROGRAMMES):
        yield from _lead(session, actor)


def _learner(session: Session, actor: Actor) -> Iterator[Card]:
    enrolment = queries.current_enrolment(session, actor.id)
    if enrolment is None or enrolment.state is EnrolmentState.COMPLETED:
        return
    if enrolment.state is EnrolmentState.PAUSED:
        words = _l("Your place is held. Come back whenever you like.")
        yield Card(
            CardKind.NEXT,
            _l("Your learning is paused"),
            words,
            Link("modules.learn"),
            _l("See your programme"),
            weight=20,
        )
        return
    words = _l("You come back to exactly where you were.")
    yield Card(CardKind.NEXT, _l("Go on learning"), words, Link("modules.learn"), _l("Go on"), weight=10)


def _trainer(session: Session, actor: Actor) -> Card:
    quiet = queries.quiet_count(session, actor.paths(Can.SEE_COHORTS))
    if quiet:
        words = _l("They have not been here for two weeks or more. A kind word is all it takes.")
        link = Link("modules.cohorts")
        return Card(CardKind.NEXT, _l("People may welcome a call"), words, link, _l("See who"), weight=15, count=quiet)
    words = _l("How far everybody is, and the plan of the next session.")
    return Card(
        CardKind.NEXT, _l("See how your cohort is doing"), words, Link("modules.cohorts"), _l("See cohorts"), weight=30
    )


def _lead(session: Session, actor: Actor) -> Iterator[Card]:
    link, action = Link("modules.programmes"), _l("See programmes")
    waiting = sum(queries.waiting_at(session, actor).values())
    if waiting:
        words = _l("They accepted an offer and start as soon as a version of their programme is published.")
        title, who = _l("People wait for a programme"), _l("You, by publishing it")
        yield Card(CardKind.WAITING, title, words, link, action, who, weight=5, count=waiting)
    unreviewed = queries.unreviewed_count(session)
    if unreviewed:
        words = _l("A module says “Not yet reviewed by peer workers” until two named peer workers have read it.")
        title = _l("Have the modules reviewed")
        yield Card(CardKind.NEXT, title, words, link, action, weight=60, count=unreviewed)
