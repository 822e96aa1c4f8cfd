"""Each hook, answered by a plugin of a third party, does what the guide says."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import click
import flask_login
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Blueprint, Flask
from plugins.test_loader import Point

from lms import PeerLMS
from lms.audit.services import record
from lms.cli import build
from lms.cli.crowd import load_crowd
from lms.cli.demo import load_story
from lms.core import clock
from lms.core.access import SYSTEM, requires
from lms.core.db.classes import RetentionClass
from lms.core.db.periods import Period, Unit
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card, MenuItem, page
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link, Reason
from lms.core.web.runtime import KEY
from lms.employment import services as employment
from lms.employment.models import Route
from lms.jobs.services import enqueue
from lms.jobs.signals import offered
from lms.people.models import Node, Person
from lms.people.roles import Role
from lms.plugins import (
    Aspect,
    CheckOutcome,
    CheckType,
    DataSection,
    GateLine,
    Indicator,
    RetentionRule,
    hookimpl,
    loader,
)
from lms.retention import running
from lms.testing import House, make_node, make_person
from lms.testing.house import Template

HouseWith = Callable[..., House]


class Can(StrEnum):
    SEE = "weather:see"


weather = Blueprint("weather", __name__)


@weather.get("/weather")
@requires(Can.SEE)
def today() -> Any:
    return page("lms/error.jinja", {"title": "Rain in the North", "advice": "", "request_id": ""})


class Weather:
    """A plugin with one page; each test gives it one hook more."""

    peer_lms_api = 1

    @hookimpl
    def blueprints(self) -> list[Blueprint]:
        return [weather]

    @hookimpl
    def permissions(self) -> dict[str, tuple[Role, ...]]:
        return {Can.SEE: (Role.HR,)}


@pytest.fixture
def house_with(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[HouseWith]:
    """Makes a house with the plugin and the hooks given by name."""
    made: list[House] = []

    def make(**hooks: Any) -> House:
        plugin = type("Trial", (Weather,), {name: hookimpl(hook) for name, hook in hooks.items()})()
        monkeypatch.setattr(loader, "entry_points", lambda group: [Point("weather", plugin)])
        made.append(House(tmp_path / f"data{len(made)}", template, PEER_LMS_DEMO="1"))
        assert [guest.reason for guest in made[-1].runtime.owner.loaded.guests] == [""]
        return made[-1]

    yield make
    for house in made:
        house.close()


def somebody(house: House, role: Role) -> UUID:
    with house.unit() as session:
        return make_person(session, {role: make_node(session)}).id


def start_of(house: House) -> tuple[UUID, UUID]:
    """HR, and the start of somebody they look after."""
    with house.unit() as session:
        node = make_node(session)
        hr, person = (make_person(session, {role: node}).id for role in (Role.HR, Role.TRAINEE))
        facts = {"role_title": "Peer", "route": Route.OFFER_THEN_TRAIN, "hours": "30", "band": "3", "post_id": None}
        start = employment.open_start(
            session,
            application_id=uuid4(),
            person_id=person,
            node_id=node.id,
            at=datetime(2026, 11, 2, 9, tzinfo=UTC),
            by=SYSTEM,
            **facts,
        )
        return hr, start.id


def test_hook_blueprints(house_with: HouseWith) -> None:
    house = house_with()
    assert house.client(somebody(house, Role.HR)).get("/weather").h1 == "Rain in the North"


def test_hook_permissions(house_with: HouseWith) -> None:
    house = house_with()
    house.client(somebody(house, Role.ADMIN)).get("/weather", status=403)
    house.client().get("/weather", status=302)


def test_hook_menu(house_with: HouseWith) -> None:
    house = house_with(menu=lambda self: [MenuItem(_l("Weather"), "weather.today", (Can.SEE,), 50)])
    assert "/weather" in house.client(somebody(house, Role.HR)).get("/").attributes(".lms-menu a", "href")
    assert "/weather" not in house.client(somebody(house, Role.ADMIN)).get("/").attributes(".lms-menu a", "href")


def test_hook_home_cards(house_with: HouseWith) -> None:
    def cards(self: Any, session: Any, actor: Any) -> list[Card]:
        return [Card(CardKind.NEXT, "Take a coat", f"Rain for {actor.name}.", Link("weather.today"), "See the weather")]

    house = house_with(home_cards=cards)
    assert "Rain for" in house.client(somebody(house, Role.HR)).get("/").text


def test_hook_gates(house_with: HouseWith) -> None:
    def gates(self: Any, session: Any, gate: Any, people: Any) -> dict[UUID, list[GateLine]]:
        line = GateLine("weather-dry", "Dry day", Reason("weather-dry", "Weather: wait for a dry day", "The sky"))
        return {person: [line] for person in people}

    house = house_with(gates=gates)
    hr, start = start_of(house)
    assert "Weather: wait for a dry day" in house.client(hr).get(f"/start/{start}").text


def test_hook_check_types(house_with: HouseWith) -> None:
    outcomes = (CheckOutcome("confirmed", "Confirmed", ok=True),)
    kind = CheckType("umbrella", "An umbrella of one's own", "Umbrella", "We look at it.", "Bring it.", outcomes)
    house = house_with(check_types=lambda self: [kind])
    hr, start = start_of(house)
    assert "An umbrella of one's own: not started yet" in house.client(hr).get(f"/start/{start}").text
    without = house_with()
    hr, start = start_of(without)
    assert "umbrella" not in without.client(hr).get(f"/start/{start}").text


def test_hook_personal_data(house_with: HouseWith) -> None:
    def told(self: Any, session: Any, person_id: UUID) -> list[DataSection]:
        return [DataSection("weather", "What the weather plugin holds", [("Umbrella", f"lent to {person_id}")])]

    house = house_with(personal_data=told)
    hr = somebody(house, Role.HR)
    page = house.client(hr).get("/account/data")
    assert "What the weather plugin holds" in page.text
    assert f"lent to {hr}" in page.text


def test_hook_standing_in_the_way(house_with: HouseWith) -> None:
    def told(self: Any, session: Any, person_id: UUID) -> list[Reason]:
        return [Reason("umbrella", "The umbrella is not back yet.", "You, by bringing it")]

    house = house_with(standing_in_the_way=told)
    page = house.client(somebody(house, Role.HR)).get("/account/data/erase")
    assert "The umbrella is not back yet." in page.text
    assert "You, by bringing it" in page.text


def test_hook_indicators(house_with: HouseWith) -> None:
    def told(self: Any, session: Any, paths: Any) -> list[Indicator]:
        return [Indicator("rain", "Days of rain", Aspect.PROCESS, 61, people=12 if paths else 0)]

    house = house_with(indicators=told)
    page = house.client(somebody(house, Role.LEAD)).get("/evaluation")
    assert any(row.startswith("Days of rain") and "61" in row for row in page.all("tbody tr"))


def test_hook_commands(house_with: HouseWith) -> None:
    house = house_with(commands=lambda self: [click.Command("rain", callback=lambda: click.echo("It rains."))])
    assert CliRunner().invoke(build(house.app), ["rain"]).output == "It rains.\n"


@pytest.mark.on("sqlite")  # telling it takes long, and does not depend on the engine
def test_hook_demo(house_with: HouseWith) -> None:
    told: list[str] = []
    house = house_with(demo=lambda self, session, story, chapter: told.append(chapter))
    with house.app.app_context():
        assert load_story(house.runtime) is not None
    assert told == ["house", "line", "after"]


@pytest.mark.on("sqlite")  # telling it takes long, and does not depend on the engine
def test_hook_fresh_values(house_with: HouseWith) -> None:
    house = house_with(fresh_values=lambda self: {"lms_person.phone": lambda person, value: f"0{person.number}"})
    with house.app.app_context():
        story = load_story(house.runtime)
        load_crowd(house.runtime, story, people=2, seed=1)
    with house.unit() as session:
        copies = sa.select(Person.phone).where(Person.email.regexp_match("^p[0-9]+@")).order_by(Person.phone)
        assert session.scalars(copies).all() == [f"0{number}" for number in range(1, 10)]  # two, and their team's staff


def test_hook_outbox_handlers(house_with: HouseWith) -> None:
    done: list[Any] = []
    house = house_with(
        outbox_handlers=lambda self: {"weather.rain": lambda session, payload, runtime: done.append(payload)}
    )
    with house.unit() as session:
        enqueue(session, "weather.rain", key="rain-1", payload={"mm": 3})
    assert house.work() == 1
    assert done == [{"mm": 3}]


def test_hook_audit_sentences(house_with: HouseWith) -> None:
    house = house_with(audit_sentences=lambda self: {"weather.seen": _l("%(who)s looked at the sky for %(about)s.")})
    with house.unit() as session:
        ada = make_person(session, {Role.ADMIN: make_node(session)}, name="Ada")
        record(session, by=SYSTEM, action="weather.seen", subject=ada, about=ada.id)
    page = house.client(ada).get(f"/admin/audit/{ada.id}")
    assert any("The system looked at the sky for Ada." in line for line in page.all("ol li"))


def test_hook_rounds(house_with: HouseWith) -> None:
    done: list[Any] = []
    house = house_with(
        outbox_handlers=lambda self: {"weather.look": lambda session, payload, runtime: done.append(payload)},
        rounds=lambda self: {"weather.look": timedelta(hours=1)},
    )
    build(house.app).main(["work", "--once"], standalone_mode=False)
    assert house.work() == 0
    assert done == [{}]
    with clock.frozen(clock.now() + timedelta(hours=1, minutes=1)):
        house.work()
    assert done == [{}, {}]


def test_hook_retention_rules(house_with: HouseWith) -> None:
    gone: list[Any] = []
    kept = RetentionClass("weather", _l("Weather"), _l("the day"), Period(1, Unit.DAYS), _l("It goes."), _l("a plugin"))
    rule = RetentionRule(
        kept,
        "lms_node",
        lambda: sa.select(Node.id, sa.literal(None, sa.Uuid()).label("person_id"), Node.created_at.label("started")),
        lambda session, ids, files: gone.extend(ids),
    )
    house = house_with(retention_rules=lambda self: [rule])
    somebody(house, Role.HR)
    for days in (0, 1, 2):
        with clock.frozen(clock.now() + timedelta(days=days)), house.app.app_context():
            running.run(house.runtime)
        assert len(gone) == (1 if days else 0), "on its day, once"


def test_hook_wire(house_with: HouseWith) -> None:
    heard: list[object] = []

    def hear(sender: object, **facts: Any) -> None:
        heard.append(sender)

    house = house_with(wire=lambda self, owner: offered.connect(hear, sender=owner))
    other = house_with()
    for place in (other, house):
        with place.unit() as session:
            enqueue(session, "people.mail", key="one", payload={})
    assert heard == [house.runtime.owner]


def test_hook_person_for_user(house_with: HouseWith, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, UUID] = {}
    house = house_with(person_for_user=lambda self, session, user: known.get(user.get_id()))
    known["host-7"] = somebody(house, Role.HR)
    app = Flask("host")
    app.config.update(
        PEER_LMS_DATA_DIR=house.folder,
        PEER_LMS_DATABASE_URL=house.runtime.settings.database,
        PEER_LMS_SECRET_KEY="x" * 32,
        SECRET_KEY="host",
        TESTING=True,
    )
    PeerLMS(app, url_prefix="/training")
    user = type("User", (flask_login.UserMixin,), {"id": "host-7"})()
    flask_login.LoginManager(app).request_loader(lambda _request: user)
    assert "Rain in the North" in app.test_client().get("/training/weather", follow_redirects=True).text
    app.extensions[KEY].database.engine.dispose()
