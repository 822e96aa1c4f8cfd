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
        yield Card(
            CardKind.NEXT,
            _l("See how your cohort is doing"),
            _l("Who may welcome a call, and the plan of the next session."),
            Link("modules.cohorts"),
            _l("See cohorts"),
            weight=30,
        )
    if actor.can(Can.MANAGE_PROGRAMMES):
        yield from _lead(session)


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


def _lead(session: Session) -> Iterator[Card]:
    waiting = len(queries.waiting_requests(session))
    if waiting:
        words = _l("They accepted an offer and can start as soon as a programme is published.")
        yield Card(
            CardKind.NEXT,
            _l("People wait for a programme"),
            words,
            Link("modules.programmes"),
            _l("See programmes"),
            weight=5,
            count=waiting,
        )
    words = _l("Every page says “Not yet reviewed by peer workers” until two named peer workers have read it.")
    yield Card(
        CardKind.NEXT,
        _l("Have the modules reviewed"),
        words,
        Link("modules.programmes"),
        _l("See programmes"),
        weight=60,
    )
