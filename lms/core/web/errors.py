"""Error pages: one sentence on what happened, what to do, and the request id to quote."""

import logging
from errno import EDQUOT, ENOSPC

from flask import Blueprint, Response, request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError, default_exceptions

from lms.core import room, trace
from lms.core.db.unit import committing
from lms.core.errors import NotReady, Refused, Stale
from lms.core.sealing import SealBroken
from lms.core.text import Text
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui.pages import page
from lms.core.web.runtime import runtime
from lms.core.web.unsaved import unsaved

log = logging.getLogger("lms.errors")
# What could not be kept now may be kept in a while: the page holds on to it.
LATER = {503, 507}
PERHAPS = _l(
    "We lost our records while we saved, so we cannot tell whether this was kept. Send it again from this page: "
    "it is kept once, however often you send it."
)

TITLES: dict[int, tuple[Text, Text]] = {
    400: (_l("We could not read that request"), _l("Go back, reload the page and try again.")),
    403: (
        _l("You cannot open this page"),
        _l("If you think you should be able to, ask the person who invited you."),
    ),
    404: (
        _l("Page not found"),
        _l("If you typed the address, check that it is right. Otherwise start again from your home page."),
    ),
    405: (_l("This page cannot be opened like that"), _l("Go back and use the buttons on the page.")),
    409: (
        _l("Somebody else has just changed this"),
        _l("Your change was not saved over theirs. Go back, reload the page, see what changed, then make yours again."),
    ),
    413: (
        _l("That is too large"),
        _l("Choose a smaller file, or shorten what you wrote, and send it again."),
    ),
    422: (_l("That cannot be done just now"), ""),
    429: (_l("Too many tries"), _l("Wait five minutes, then try again.")),
    500: (
        _l("Sorry, something went wrong here"),
        _l("Nothing you did was lost unless this page says so. Try again in a minute."),
    ),
    503: (_l("Sorry, the service is not available"), _l("Try again in a few minutes.")),
    507: (
        _l("There is no room left to keep this"),
        _l("Nothing was changed. Please tell your administrator, and send it again later."),
    ),
}


def add_error_pages(root: Blueprint) -> None:
    """Show our own pages for errors in our own routes; a host's stay the host's."""
    # By status too: Flask looks for an app's handler of a status before a blueprint's handler of all of them.
    kinds: tuple[type[HTTPException], ...] = (HTTPException, *default_exceptions.values())
    for kind in kinds:
        root.register_error_handler(kind, _http)
    root.register_error_handler(Refused, _refused)
    root.register_error_handler(Stale, _stale)
    for lost in (OperationalError, InterfaceError, NoConnectionFree):
        root.register_error_handler(lost, _no_database)
    root.register_error_handler(OSError, _no_file)
    root.register_error_handler(NotReady, _not_ready)
    root.register_error_handler(SealBroken, _seal_broken)


def error_page(status: int, detail: str = "") -> Response:
    """The page for a status; `detail` takes the place of the standing advice."""
    title, advice = TITLES.get(status, TITLES[500])
    view = {"title": title, "advice": detail or advice, "request_id": trace.current().id}
    return page("lms/error.jinja", {**view, "unsaved": unsaved() if status in LATER else None}, status=status)


def _http(problem: HTTPException) -> Response:
    if isinstance(problem, InternalServerError):
        if runtime().hosted:  # standing alone, our app has said so already
            log.error("request %s failed", trace.current().id, exc_info=problem.original_exception)
        return error_page(500)
    if problem.response is not None:
        return problem.get_response()  # type: ignore[return-value]
    own_words = problem.description if problem.description != type(problem).description else ""
    reply = error_page(problem.code or 500, own_words or "")
    reply.headers.extend((name, value) for name, value in problem.get_headers() if name == "Retry-After")
    return reply


def _refused(refusal: Refused) -> Response:
    return error_page(422, str(refusal.message))


def _stale(_problem: Stale) -> Response:
    return error_page(409)


def _no_file(problem: OSError) -> Response:
    if problem.errno not in (ENOSPC, EDQUOT):
        raise problem
    return _no_room(problem)


def _no_room(why: object) -> Response:
    log.error("request %s to %s: no room left: %s", trace.current().id, request.endpoint, why)
    room.ran_out(runtime().settings.data_dir)
    return error_page(507)


def _no_database(problem: OperationalError | InterfaceError | NoConnectionFree) -> Response:
    why = getattr(problem, "orig", problem)
    if room.is_full(why):
        return _no_room(why)
    log.error("request %s to %s: database unavailable: %s", trace.current().id, request.endpoint, why)
    if isinstance(problem, DBAPIError) and committing(problem):
        return error_page(503, str(PERHAPS))
    return error_page(
        503, _("We cannot reach our records at the moment. Nothing was changed. Try again in a few minutes.")
    )


def _seal_broken(problem: SealBroken) -> Response:
    log.error("request %s to %s: %s", trace.current().id, request.endpoint, problem)
    return error_page(
        500,
        _(
            "Something on this page is kept sealed and does not open, so we do not show the page. Nothing was changed. "
            "Please tell your administrator."
        ),
    )


def _not_ready(problem: NotReady) -> Response:
    return error_page(503, f"{problem.says} {problem.mend}")
