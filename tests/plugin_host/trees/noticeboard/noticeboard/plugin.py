"""What the noticeboard registers."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import sqlalchemy as sa
from flask import Blueprint
from werkzeug.wrappers import Response

from lms.core.access import changes
from lms.core.db import announce, db_session
from lms.core.forms import Form, ShortText
from lms.core.ui import MenuItem, page, see
from lms.people.roles import EVERYONE, Role
from lms.plugins import hookimpl
from noticeboard import models
from noticeboard.signals import note_pinned


class Can(StrEnum):
    """What the page asks for."""

    PIN = "noticeboard:pin"


bp = Blueprint("noticeboard", __name__)


class NoteForm(Form):
    """One line."""

    text = ShortText("Your note", max_length=200)


@bp.route("/noticeboard", methods=["GET", "POST"])
@changes(Can.PIN)
def board() -> Response:
    """The notes, and a form for one more."""
    form = NoteForm.read()
    if form.then(lambda: _pin(str(form.text.data))):
        return see("noticeboard.board", said="It is up.")
    notes = db_session().scalars(sa.select(models.Note).order_by(models.Note.created_at)).all()
    return page("lms/noticeboard/board.jinja", {"notes": notes}, form=form)


def _pin(text: str) -> None:
    db_session().add(models.Note(text=text))
    db_session().flush()
    announce(note_pinned, db_session(), text=text)


class NoticeboardPlugin:
    """A noticeboard for everybody."""

    peer_lms_api = 1
    package = "noticeboard"
    migrations = "migrations"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[Role]]:
        return {Can.PIN: EVERYONE}

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [MenuItem("Noticeboard", "noticeboard.board", (Can.PIN,), 60)]


plugin = NoticeboardPlugin()
