"""A race was lost: the loser's own words beside what is stored now, field by field."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Response, current_app, g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from lms.core.errors import Stale
from lms.core.forms.fields import Choices, Day, Password, Tick, Upload
from lms.core.forms.form import Form
from lms.core.text import Text, day
from lms.core.text import gettext as _
from lms.core.ui.links import url
from lms.core.ui.pages import page
from lms.core.web import sent

__all__ = ["Beside", "compare_page", "look_again"]


@dataclass(frozen=True)
class Beside:
    """One field on which the two differ. `stored` is None where there is nothing to show: a file, a password."""

    field: Any
    label: Text
    mine: str
    stored: str | None


@dataclass(frozen=True)
class Compared:
    """The page: what differs, what is sent along unseen, and where to see the record as it is."""

    fields: list[Beside]
    unseen: list[tuple[str, str]]
    action: str
    back: str
    version: int | None
    settled: bool
    drafted: bool


def look_again() -> None:
    """From here on, a form of this request is read twice: as it was sent, and as it would be opened now."""
    for name in ("lms_notices", "lms_forms", "lms_desk"):
        g.pop(name, None)
    g.lms_beside = None
    g.lms_form_kept = True  # the page carries the present version, on purpose
    sent.rewind()


def compare_page(lost: Stale) -> Response:
    """The page for the loser of a race, 409. Nothing has been saved."""
    mine, now = cast("tuple[Form | None, Form | None]", g.lms_beside or (None, None))
    fields = _different(mine, now) if mine is not None and now is not None else []
    shown = frozenset(name for one in fields for name in _names(one.field))
    view = Compared(
        fields, list(sent.rest(shown)), sent.address(), _back(), lost.version, lost.settled, "lms_desk" in g
    )
    return page("lms/compare.jinja", view, form=_without_errors(mine), status=409)


def _without_errors(form: Form | None) -> Form | None:
    return None if form is None or form.failed else form


def _different(mine: Form, now: Form) -> list[Beside]:
    pairs = [(field, now[field.short_name]) for field in mine if field.name != "csrf_token" and _was_shown(field)]
    return [
        Beside(field, field.label.text, _words(field, field.data), stored)
        for field, other in pairs
        if (stored := _stored(field, other)) is None or stored != _words(field, field.data)
    ]


def _was_shown(field: Any) -> bool:
    if isinstance(field, Upload):
        return field.data is not None
    if isinstance(field, (Tick, Choices)):  # nothing is sent of what is not ticked
        return True
    return bool(request.form.keys() & set(_names(field)))


def _names(field: Any) -> list[str]:
    return [f"{field.name}-{part}" for part in field.parts] if isinstance(field, Day) else [field.name]


def _stored(field: Any, now: Any) -> str | None:
    # The words for a choice come from the field that was offered some: the other was never asked.
    return None if isinstance(field, (Upload, Password)) else _words(field, now.data)


def _words(field: Any, data: Any) -> str:
    if isinstance(field, (Upload, Password)):
        return ""
    if isinstance(field, Tick):
        return _("Ticked") if data else _("Not ticked")
    if isinstance(field, Day):
        return day(data)
    labels = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    values = data if isinstance(data, list) else [data]
    return ", ".join(labels.get(str(one), str(one)) for one in values if one not in {None, ""})


def _back() -> str:
    """Where to see the record as it is now: this address, the page the form was on, or home."""
    if _opens(request.path):
        return sent.address()
    asked = sent.place(request.form.get("_draft"))
    before = urlsplit(request.referrer or "")
    return asked or (before.path if before.netloc == request.host else "") or url("people.home")


def _opens(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True
