"""The evaluation page, and its spreadsheet."""

from flask import Blueprint, Response

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page, table_reply
from lms.core.web import actor, runtime
from lms.evaluation import presenters
from lms.evaluation.permissions import Can

__all__ = ["bp"]

bp = Blueprint("evaluation", __name__)


def _figures() -> list[presenters.Part]:
    return presenters.figures(db_session(), actor(), runtime().hooks)


@bp.get("/evaluation")
@requires(Can.SEE)
def figures() -> Response:
    """How the programme does at one's nodes."""
    return page("lms/evaluation/figures.jinja", _figures())


@bp.get("/evaluation.csv")
@requires(Can.SEE)
def figures_csv() -> Response:
    """The same, as a spreadsheet."""
    return table_reply("evaluation.csv", presenters.HEADS, presenters.table(_figures()))
