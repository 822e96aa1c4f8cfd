"""What the staff door registers: whom the intranet's users are, and a page of what has reached it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint
from noticeboard.signals import note_pinned
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms.core.access import requires
from lms.core.db import db_session
from lms.core.ui import page
from lms.people import queries
from lms.people.roles import EVERYONE, Role
from lms.plugins import hookimpl
from staffdoor import models


class Can(StrEnum):
    """What the page asks for."""

    READ = "staffdoor:read"


bp = Blueprint("staffdoor", __name__)


@bp.get("/staff-door")
@requires(Can.READ)
def lines() -> Response:
    """What has reached this plugin."""
    found = db_session().scalars(sa.select(models.Line.text).order_by(models.Line.created_at)).all()
    return page("lms/staffdoor/lines.jinja", {"lines": found})


def on_note_pinned(_sender: object, *, session: Session, text: str) -> None:
    """Write down what was heard, in the same transaction."""
    session.add(models.Line(text=f"heard: {text}"))


class StaffDoorPlugin:
    """By e-mail address."""

    peer_lms_api = 1
    package = "staffdoor"
    migrations = "migrations"
    models = models

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[Role]]:
        return {Can.READ: EVERYONE}

    @hookimpl
    def wire(self, owner: object) -> None:
        note_pinned.connect(on_note_pinned, sender=owner)

    @hookimpl
    def person_for_user(self, session: Session, user: Any) -> UUID | None:
        person = queries.person_by_email(session, user.email)
        if person is None:
            return None
        session.add(models.Line(text=f"came in: {person.chosen_name}"))
        return person.id


plugin = StaffDoorPlugin()
