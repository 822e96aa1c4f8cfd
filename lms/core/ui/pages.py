"""Answering with a page, or sending the browser to the next one."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lms.core.access import NOBODY, Actor
from lms.core.forms.form import Form
from lms.core.text import Text
from lms.core.ui.chrome import chrome_for
from lms.core.ui.links import url
from lms.core.web.browser import notice
from lms.core.web.runtime import runtime

# What makes a spreadsheet calculate, half and full width, however many blanks, quotes or signs without width go before.
RISKY = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'\"]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def page(template: str, view: object = None, *, form: Form | None = None, status: int = 200, **more: Any) -> Response:
    """A whole page. `view` is the page's presenter. A form with errors makes the status 422."""
    if form is not None and form.failed:
        status = 422
    actor: Actor = g.get("lms_actor", NOBODY)
    html = runtime().ui.render(
        template, view=view, form=form, actor=actor, chrome=chrome_for(actor), here=request.path, **more
    )
    return Response(html, status, mimetype="text/html")


def see(endpoint: str, *, said: Text = "", anchor: str | None = None, **params: Any) -> AnyResponse:
    """Send the browser on after something worked, with a notice for the next page."""
    if said:
        notice(said)
    return redirect(url(endpoint, _anchor=anchor, **params), 303)


def table_reply(name: str, header: Sequence[Text], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file that is safe to open in a spreadsheet: cells that would run as formulas are quoted."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([str(cell) for cell in header])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    reply = Response("\ufeff" + sheet.getvalue(), mimetype="text/csv")
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def _harmless(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return "'" + text if RISKY.match(text) else text
