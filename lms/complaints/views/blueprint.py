"""The blueprint of all pages of complaints. Addresses say `matters`: they stand in mails, which others see."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort

from lms.complaints import queries
from lms.complaints.forms import HandForm, WriteForm
from lms.core.db import db_session
from lms.core.web import actor
from lms.people.models import Person

__all__ = ["bp", "mine", "offer"]

bp = Blueprint("complaints", __name__)


def mine(complaint_id: UUID) -> queries.Row:
    """A complaint that whoever asks looks after, whom it is about and where; 404 for any other."""
    return queries.kept_by(db_session(), actor(), complaint_id) or abort(404)


def offer(form: WriteForm | HandForm, people: Sequence[Person]) -> set[UUID]:
    """Offer these people as owners; gives their ids."""
    form.owner.offer([(str(one.id), one.chosen_name) for one in people])
    return {one.id for one in people}
