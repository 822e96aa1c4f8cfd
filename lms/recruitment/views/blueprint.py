"""The blueprint that all pages of recruitment hang on, and how each kind of object is found."""

from uuid import UUID

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from lms.core.db import db_session
from lms.core.web import actor
from lms.recruitment import queries
from lms.recruitment.queries import Case, PostAt, ScoringCase

__all__ = ["Answer", "bp", "managed_or_404", "own_or_404", "place_or_404", "pressed", "scored_or_404"]

Answer = Response | AnyResponse
bp = Blueprint("recruitment", __name__)


def pressed(name: str) -> bool:
    """True when the form was sent with this one of its buttons."""
    return request.form.get(name) == "y"


def own_or_404(application_id: UUID) -> Case:
    """One's own application."""
    return queries.own_case(db_session(), actor(), application_id) or abort(404)


def managed_or_404(application_id: UUID) -> Case:
    """An application that was sent for a post one looks after."""
    return queries.managed_case(db_session(), actor(), application_id) or abort(404)


def scored_or_404(application_id: UUID) -> ScoringCase:
    """An application that one is a named and available scorer of."""
    return queries.scoring_case(db_session(), actor(), application_id) or abort(404)


def place_or_404(post_id: UUID) -> PostAt:
    """A post one looks after."""
    return queries.managed_post(db_session(), actor(), post_id) or abort(404)
