"""The applicant's answer to an offer."""

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce, expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.recruitment import queries
from lms.recruitment.models import ApplicationState, DecisionKind, Offer, OfferAnswer
from lms.recruitment.queries import Case
from lms.recruitment.rules.states import moved
from lms.recruitment.services.decisions import write_decision
from lms.recruitment.signals import offer_accepted

__all__ = ["accept", "decline"]


def accept(session: Session, *, case: Case, by: Actor, seen: int | None = None) -> None:
    """Say yes in one press: everything that follows begins from here. Raises Refused without an open offer."""
    offer = _open_offer(session, case, seen)
    case.application.state = moved(case.application.state, ApplicationState.ACCEPTED)
    offer.answer, offer.answered_at = OfferAnswer.ACCEPTED, clock.now()
    decision = write_decision(
        session, case=case, kind=DecisionKind.ACCEPTED, by=by, snapshot={"terms": dict(offer.terms)}
    )
    announce(
        offer_accepted,
        session,
        application_id=case.application.id,
        person_id=case.person.id,
        post_id=case.post.id,
        node_id=case.post.node_id,
        programme_slug=case.post.programme_slug,
        route=case.post.route,
        at=decision.decided_at,
    )


def decline(session: Session, *, case: Case, by: Actor, seen: int | None = None) -> None:
    """Say no, without a reason. Raises Refused without an open offer."""
    offer = _open_offer(session, case, seen)
    case.application.state = moved(case.application.state, ApplicationState.DECLINED)
    offer.answer, offer.answered_at = OfferAnswer.DECLINED, clock.now()
    write_decision(session, case=case, kind=DecisionKind.DECLINED, by=by, snapshot={"terms": dict(offer.terms)})


def _open_offer(session: Session, case: Case, seen: int | None) -> Offer:
    expect_version(case.application, seen)
    offer = queries.offer_of(session, case.application.id)
    if offer is None or offer.answer is not None:
        raise Refused(_l("There is no offer waiting for an answer. Reload the page to see where it stands."))
    return offer
