"""A house with one more plugin: throw-away views that do each thing a view can do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Blueprint, Response, abort, g
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from lms.core.access import Mode, Open, changes, requires
from lms.core.db import db_session
from lms.core.errors import NotReady, Refused, Stale
from lms.core.forms import Form, LongText, Number, ShortText
from lms.core.ui import page, see
from lms.core.web import actor, keep_despite_error, notice, runtime
from lms.jobs.models import Job
from lms.jobs.services import enqueue
from lms.people.roles import Role
from lms.plugins import hookimpl, loader
from lms.testing import House
from lms.testing.house import Template

SHEET = """{% extends "lms/layout.jinja" %}{% from "lms/kit.jinja" import submit_form %}
{% block title %}Trial{% endblock %}
{% block content %}<h1>Trial</h1>{% call submit_form("Save") %}{{ form_field(form.name) }}{{ form_field(form.age) }}{% endcall %}
{% endblock %}"""


LONG_SHEET = SHEET.replace("form.age", "form.story")


class Can(StrEnum):
    TRY = "trial:try"


class TrialForm(Form):
    name = ShortText("Name", max_length=10)
    age = Number("Age", least=16, most=120)


class LongForm(Form):
    name = ShortText("Name", max_length=10)
    story = LongText("Story", required=False)


def mark() -> Job:
    """Leave a mark in the database."""
    return enqueue(db_session(), "trial", key=uuid4().hex, payload={})


trial = Blueprint("trial", __name__)


@trial.route("/trial/undeclared", methods=["GET", "POST"])
def undeclared() -> str:
    mark()
    return "never"


@trial.route("/trial/press", methods=["GET", "POST"])
@changes(Can.TRY)
def press() -> Any:
    mark()
    return see("trial.press", said=f"Done for {actor().name}.")


@trial.get("/trial/reads")
@requires(Can.TRY)
def reads() -> Response:
    mark()
    return Response("read", mimetype="text/plain")


@trial.get("/trial/journal")
@requires(Can.TRY, mode=Mode.JOURNAL)
def journal() -> Response:
    mark()
    return Response("noted", mimetype="text/plain")


@trial.route("/trial/form", methods=["GET", "POST"])
@changes(Can.TRY)
def form() -> Any:
    sheet = TrialForm.read()
    if sheet.then(lambda: _save(sheet)):
        return see("trial.form", said="Saved.")
    return page(runtime().ui.env.from_string(SHEET), form=sheet)


@trial.route("/trial/long", methods=["GET", "POST"])
@changes(Can.TRY)
def long() -> Any:
    sheet = LongForm.read(name="Ada", story="as it was saved")
    if sheet.then(lambda: _save(sheet)):
        return see("trial.long", said="Saved.")
    return page(runtime().ui.env.from_string(LONG_SHEET), form=sheet)


def _save(sheet: Any) -> None:
    mark()
    if sheet.name.data == "taken":
        raise Refused("Choose another name.", field="name")
    if sheet.name.data == "closed":
        raise Refused("We are closed. Come back on Monday.")


PROBLEMS = {
    "stale": Stale(),
    "race": StaleDataError("two at once"),
    "refused": Refused("Ask HR to add a start date first."),
    "not-ready": NotReady("There is no key to sign with.", "Run: peer-lms keys make"),
    "own": NotFound(response=Response("in its own words", 404, mimetype="text/plain")),
    "moved": RequestRedirect("/account"),
    "crash": RuntimeError("secret detail"),
}


@trial.post("/trial/raises/<what>")
@changes(Can.TRY)
def raises(what: str) -> Any:
    mark()
    if what.isdigit():
        abort(int(what))
    if what == "reply":
        abort(Response("in person", 418, mimetype="text/plain"))
    raise PROBLEMS[what]


@trial.route("/trial/twin/<int:times>", methods=["GET", "POST"])
@changes(Can.TRY)
def twin(times: int) -> Any:
    notice("Done.")
    mark()
    g.tries = g.get("tries", 0) + 1
    if g.tries <= times:
        raise IntegrityError("insert", {}, Exception("there is one already"))
    return see("trial.press")


@trial.post("/trial/answers/<int:status>/<kept>")
@changes(Open.SIGNED_IN)
def answers(status: int, kept: str) -> Any:
    mark()
    if kept == "kept":
        keep_despite_error()
    return Response("said", status, mimetype="text/plain")


class TrialPlugin:
    peer_lms_api = 1
    package = "json"  # it has no templates, which is no problem

    @hookimpl
    def blueprints(self) -> list[Blueprint]:
        return [trial]

    @hookimpl
    def permissions(self) -> dict[str, tuple[Role, ...]]:
        return {Can.TRY: (Role.ADMIN,), Open.SIGNED_IN: tuple(Role)}


@dataclass
class Point:
    """An entry point that needs no installed distribution."""

    name: str
    plugin: Any

    def load(self) -> Any:
        if isinstance(self.plugin, Exception):
            raise self.plugin
        return self.plugin


def make_trial(monkeypatch: pytest.MonkeyPatch, folder: Path, template: Template, **settings: Any) -> House:
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("trial", TrialPlugin())])
    # One view declares nothing. The loader would set the plugin aside; the guard has to hold without it.
    monkeypatch.setattr(loader.admission, "expect_pages", lambda *answers: None)
    return House(folder, template, PROPAGATE_EXCEPTIONS=False, **settings)


@pytest.fixture
def trial_house(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    built = make_trial(monkeypatch, tmp_path / "data", template)
    yield built
    built.close()
