"""Plugins that each break one promise of the contract, and the packages some of them are written in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from textwrap import dedent
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Blueprint

from lms.core.access import requires
from lms.core.db import Base
from lms.core.ui import MenuItem
from lms.core.ui.pages import page
from lms.core.verdict import Link
from lms.jobs.services import enqueue
from lms.people.models import Person
from lms.people.roles import Role
from lms.plugins import EvidenceType, LinkableItem, hookimpl


class Can(StrEnum):
    SEE = "weather:see"


class Weather:
    """A plugin that keeps every promise."""

    peer_lms_api: ClassVar[int] = 1

    @hookimpl
    def permissions(self) -> dict[str, tuple[Role, ...]]:
        return {"weather:see": (Role.ADMIN,)}


class Mute(Weather):
    peer_lms_api = 0


class Foreign(Weather):
    @hookimpl
    def permissions(self) -> dict[str, tuple[Any, ...]]:
        return {"rain:see": (Role.ADMIN,), "weather:see": ("king",)}


def paged(permission: StrEnum, body: str) -> Any:
    bp = Blueprint("weather", __name__)

    @bp.get("/weather")
    @requires(permission)
    def today() -> Any:
        return page("lms/error.jinja", {"title": body, "advice": "", "request_id": ""}) if body else 1 / 0

    class Paged(Weather):
        @hookimpl
        def blueprints(self) -> list[Blueprint]:
            return [bp]

    return Paged()


class Bare(Weather):
    """Its menu says a word that no catalogue holds."""

    @hookimpl
    def blueprints(self) -> list[Blueprint]:
        return paged(Can.SEE, "Weather").blueprints()

    @hookimpl
    def menu(self) -> list[MenuItem]:
        return [MenuItem("Weather", "weather.today", ("weather:see",), 50)]


class Wordy(Weather):
    """Its card is no card."""

    @hookimpl
    def home_cards(self, session: Any, actor: Any) -> list[Any]:
        return ["It rains."]


class Hidden(Weather):
    """Its kind of evidence has no name that a table could hold."""

    @hookimpl
    def evidence_types(self) -> list[Any]:
        return [EvidenceType("Rain seen!", "Rain")]


class Borrowed(Weather):
    """What it offers to link carries another plugin's name, and a text that cannot be read."""

    def __init__(self, text: Any = "It rained.") -> None:
        self.text = text

    @hookimpl
    def linkable_items(self, session: Any, person_id: Any) -> list[Any]:
        return [LinkableItem("rain:1", "Rain", "Log", self.text, date(2026, 11, 1), Link("people.home"))]


class OneByOne(Weather):
    """Asks the database once for each person."""

    @hookimpl
    def gates(self, session: Any, gate: Any, people: Any) -> dict[Any, Any]:
        for person in people:
            session.get(Person, person, populate_existing=True)
        return {}


class Again(Weather):
    """Its job does its work each time it is carried out."""

    @hookimpl
    def outbox_handlers(self) -> dict[str, Any]:
        def rain(session: Any, payload: Any, runtime: Any) -> None:
            count = session.scalar(sa.text("SELECT count(*) FROM lms_job"))
            enqueue(session, "weather.rain", key=f"rain-{count}", payload={})

        return {"weather.rain": rain}


MODELS = """
    import sqlalchemy as sa
    from lms.core.db import Base
    table = sa.Table("lms_x_weather_day", Base.metadata, sa.Column("id", sa.Integer, primary_key=True){info})
"""
REVISION = """
    import sqlalchemy as sa
    from alembic import op
    revision, down_revision, branch_labels, depends_on = "0001", None, None, None
    def upgrade() -> None:
        op.create_table("lms_x_weather_day", sa.Column("id", sa.Integer, primary_key=True))
    def downgrade() -> None:
        pass
"""
CLASSIFIED = ', info={"kept": TECHNICAL}'


@contextmanager
def package(folder: Path, name: str, *, classified: bool = True, template: str = "") -> Iterator[Any]:
    """A plugin written in a package of its own, with a table that going down leaves behind."""
    root = folder / name
    (root / "migrations").mkdir(parents=True)
    (root / "templates/lms/weather").mkdir(parents=True)
    (root / "migrations/0001_day.py").write_text(dedent(REVISION))
    if template:
        (root / "templates/lms/weather/day.jinja").write_text(template)
    models = (
        dedent(MODELS)
        .replace("{info}", "")
        .replace("primary_key=True)", f"primary_key=True{CLASSIFIED if classified else ''})")
    )
    (root / "__init__.py").write_text("")
    (root / "models.py").write_text("from lms.core.db.kept import TECHNICAL\n" + models)
    sys.path.insert(0, str(folder))
    try:
        made: Any = type("Written", (Weather,), {"package": name, "migrations": "migrations"})()
        __import__(f"{name}.models")
        yield made
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.partition(".")[0] == name]:
            del sys.modules[module]
        if "lms_x_weather_day" in Base.metadata.tables:
            Base.metadata.remove(Base.metadata.tables["lms_x_weather_day"])
