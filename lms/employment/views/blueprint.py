"""The blueprint that all pages of employment hang on."""

from uuid import UUID

from flask import Blueprint, Response, abort
from werkzeug.wrappers import Response as AnyResponse

from lms.core.db import db_session
from lms.core.web import actor
from lms.employment import queries
from lms.employment.lines import Sheet
from lms.employment.permissions import Can

__all__ = ["Answer", "bp", "sheet_or_404", "uuid_from"]

Answer = Response | AnyResponse
bp = Blueprint("employment", __name__)


def sheet_or_404(start_id: UUID, permission: Can) -> Sheet:
    """A start at which this person holds the permission; 404 for any other."""
    return queries.sheet_for(db_session(), actor(), start_id, permission) or abort(404)


def uuid_from(text: str) -> UUID | None:
    """A UUID from an address's query, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
