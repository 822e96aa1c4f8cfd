"""A programme lead's list of every statement that an expert should check."""

from uuid import UUID

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page, table_reply
from modules import queries
from modules.permissions import Can
from modules.presenters import checking

__all__ = ["mount"]


def mount(modules: Blueprint) -> None:
    """Add the routes."""
    modules.add_url_rule("/programmes/<uuid:version_id>/facts", "facts", facts)
    modules.add_url_rule("/programmes/<uuid:version_id>/facts.csv", "facts_csv", facts_csv)


def _facts(version_id: UUID) -> checking.FactsPage:
    version = queries.version_for(db_session(), version_id) or abort(404)
    return checking.facts(version, queries.facts_of(db_session(), version.id))


@requires(Can.MANAGE_PROGRAMMES)
def facts(version_id: UUID) -> Response:
    """Every statement with its source, module by module."""
    return page("lms/modules/facts.jinja", _facts(version_id))


@requires(Can.MANAGE_PROGRAMMES)
def facts_csv(version_id: UUID) -> Response:
    """The same, as a spreadsheet for whoever checks it."""
    found = _facts(version_id)
    return table_reply("facts.csv", checking.HEADS, checking.table(found))
