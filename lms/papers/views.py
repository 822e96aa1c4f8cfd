"""The papers: for everybody, and for those who answer for the service."""

from flask import Blueprint, Response, request

from lms.core.access import Open, requires
from lms.core.text import gettext as _
from lms.core.ui import page, table_reply
from lms.core.web import runtime
from lms.papers import asvs, classified, data_map, dpia, privacy, security_txt, tested
from lms.papers.permissions import Can
from lms.version import RELEASED, VERSION

__all__ = ["bp"]

bp = Blueprint("papers", __name__)


def _columns() -> list[classified.Column]:
    return classified.columns(runtime().schemas)


@bp.get("/privacy")
@requires(Open.PUBLIC)
def privacy_notice() -> Response:
    """What is kept of people, why, how long, who sees it, and what they can do about it."""
    ours = runtime()
    return page("lms/papers/privacy.jinja", privacy.notice(_columns(), ours.permissions, ours.settings))


@bp.get("/accessibility")
@requires(Open.PUBLIC)
def accessibility() -> Response:
    """How usable the pages are, how that was tried, what is known to be wrong, and whom to ask."""
    return page("lms/papers/accessibility.jinja", tested.statement(runtime().settings, VERSION, RELEASED))


@bp.get(security_txt.PATH)
@requires(Open.PUBLIC)
def security_contact() -> Response:
    """Whom to tell of a weakness, for programs; nothing where nobody is named, or where the place is a host's."""
    text = "" if runtime().hosted else security_txt.security_txt(runtime().settings)
    return Response(text, 200 if text else 404, mimetype="text/plain")


@bp.get("/admin/data-map")
@requires(Can.SEE_DATA)
def map_of_data() -> Response:
    """Every column, why and how long it is kept, and who may see it."""
    personal = request.args.get("show") != "all"
    return page("lms/papers/data_map.jinja", data_map.data_map(_columns(), runtime().permissions, personal=personal))


@bp.get("/admin/data-map.csv")
@requires(Can.SEE_DATA)
def map_of_data_csv() -> Response:
    """The same as a spreadsheet, a row for each column."""
    return table_reply("data-map.csv", data_map.HEADS, data_map.rows(_columns(), runtime().permissions))


@bp.get("/admin/dpia")
@requires(Can.SEE_DATA)
def impact() -> Response:
    """A draft of the impact assessment."""
    return page("lms/papers/dpia.jinja", _draft())


@bp.get("/admin/dpia.md")
@requires(Can.SEE_DATA)
def impact_md() -> Response:
    """The same as a file to go on with."""
    reply = Response(dpia.as_markdown(_("Impact assessment: a draft"), _draft()), mimetype="text/markdown")
    reply.headers["Content-Disposition"] = 'attachment; filename="dpia.md"'
    return reply


@bp.get("/admin/security")
@requires(Can.SEE_DATA)
def security() -> Response:
    """How this version stands against OWASP ASVS."""
    return page("lms/papers/security.jinja", asvs.parts(asvs.sheet()))


def _draft() -> list[dpia.Section]:
    ours = runtime()
    return dpia.draft(_columns(), ours.permissions, ours.settings)
