"""The page of one's own card."""

from flask import Blueprint
from werkzeug.wrappers import Response

from lms.core.access import changes
from lms.core.db import db_session
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from peer_lms_lone_working import cards
from peer_lms_lone_working.forms import CardForm
from peer_lms_lone_working.permissions import Can

bp = Blueprint("loneworking", __name__)


@bp.route("/lone-working", methods=["GET", "POST"])
@changes(Can.OWN_CARD)
def card() -> Response:
    """Look at the card, and change it."""
    found = cards.card_of(db_session(), actor().id)
    form = CardForm.read(obj=found)
    if form.then(lambda: _save(form)):
        return see("loneworking.card", said=_("Your card is saved. Your start checklist knows."))
    return page("lms/loneworking/card.jinja", found, form=form)


def _save(form: CardForm) -> cards.Card:
    given = {name: getattr(form, name).data for name in ("contact", "phone", "minutes", "meeting_point")}
    return cards.save(db_session(), **given, by=actor(), seen=seen_version())
