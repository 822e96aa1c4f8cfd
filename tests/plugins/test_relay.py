"""A third party's plugin that fails while somebody reads a page: it harms nobody else, and opens no gate."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from employment.conftest import Crew, crew
from plugins.test_loader import Point

from lms.core.errors import Refused
from lms.core.ui.chrome import Card, CardKind
from lms.core.verdict import Link, Reason
from lms.employment import services
from lms.people.identity import actor_for
from lms.people.models import Person
from lms.people.roles import Role
from lms.plugins import Gate, GateLine, hookimpl, loader
from lms.testing import House, make_node, make_person
from lms.testing.house import Template

__all__ = ["crew"]  # a fixture of theirs, over the house of ours

UNTOLD = "rain: this cannot be told at the moment, because the plugin does not answer."


class Rain:
    """Does what `mood` says whenever it is asked."""

    peer_lms_api = 1

    def __init__(self, mood: Any = None) -> None:
        self.mood = mood

    def speak(self, **asked: Any) -> Any:
        return self.mood(**asked) if callable(self.mood) else self.mood

    @hookimpl
    def home_cards(self, session: Any, actor: Any) -> Any:
        return self.speak(session=session)

    @hookimpl
    def gates(self, session: Any, gate: Any, people: Any) -> Any:
        return self.speak(session=session, people=people) if gate is Gate.EMPLOY else {}


class Snow(Rain):
    """Keeps its promises."""

    @hookimpl
    def home_cards(self, session: Any, actor: Any) -> Any:
        return [Card(CardKind.NEXT, "Clear the snow")]

    @hookimpl
    def gates(self, session: Any, gate: Any, people: Any) -> Any:
        return {person: [GateLine("snow", "Snow", Reason("snow", "Snow is cleared", met=True))] for person in people}


class Dry:
    """Has no part in any checklist."""

    peer_lms_api = 0


def breaks(**_asked: Any) -> Any:
    raise RuntimeError("it pours")


def spoils(session: Any, **_asked: Any) -> Any:
    """Leaves the session with a statement that failed, and a change that nobody asked for."""
    session.execute(sa.update(Person).values(chosen_name="Wet"))
    session.execute(sa.text("SELECT * FROM lms_x_rain_gone"))


def leads_nowhere(**_asked: Any) -> Any:
    return [Card(CardKind.NEXT, "Rain", link=Link("rain.gone"))]


@pytest.fixture
def rain() -> Rain:
    """The plugin that a test gives a mood."""
    return Rain()


@pytest.fixture
def house(
    tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch, rain: Rain, points: list[Point]
) -> Iterator[House]:
    """A house with the plugins of this test."""
    monkeypatch.setattr(loader, "entry_points", lambda group: points)
    built = House(tmp_path / "data", template)
    yield built
    built.close()


@pytest.fixture
def points(rain: Rain) -> list[Point]:
    """The failing plugin, and one that is well."""
    return [Point("rain", rain), Point("snow", Snow())]


@pytest.mark.parametrize("mood", [breaks, spoils, leads_nowhere, [1]])
def test_a_failing_card_is_left_out(house: House, rain: Rain, caplog: pytest.LogCaptureFixture, mood: Any) -> None:
    with house.unit() as session:
        person = make_person(session, {Role.ADMIN: make_node(session)}, name="Ade")
    rain.mood = mood
    page = house.client(person).get("/")
    assert "Clear the snow" in page.text
    assert "Ade" in page.text
    (line,) = (record for record in caplog.records if record.name == "lms.plugins")
    assert (line.levelno, line.getMessage()) == (logging.ERROR, "plugin rain failed in home_cards")


def test_what_a_failing_plugin_wrote_comes_undone_and_the_rest_stays(house: House, rain: Rain) -> None:
    rain.mood = spoils
    with house.unit() as session:
        person = make_person(session, name="Ade").id
        actor = actor_for(session, person, house.runtime.permissions)
        parts = house.runtime.hooks.home_cards(session=session, actor=actor)
    assert [card.title for card in parts[0]] == ["Clear the snow"]
    with house.unit() as session:
        assert session.get_one(Person, person).chosen_name == "Ade"


def confirmed(crew: Crew) -> bool:
    """Whether HR can confirm a start of which all our own lines are done."""
    with crew.house.unit() as session:
        crew.make_ready(session)
    with crew.house.unit() as session:
        try:
            services.confirm(session, start=crew.sheet(session).start, by=crew.actor(session, "hr"))
        except Refused:
            return False
    return True


@pytest.mark.parametrize("mood", [breaks, spoils, [], {uuid4(): ["done"]}])
def test_a_line_that_cannot_be_told_blocks_and_says_so(crew: Crew, rain: Rain, mood: Any) -> None:
    rain.mood = mood
    assert not confirmed(crew)
    text = crew.client("hr").get(crew.path()).text
    assert UNTOLD in text
    assert "Snow is cleared" in text


def test_a_line_that_is_told_blocks_nobody(crew: Crew, rain: Rain) -> None:
    rain.mood = {crew.people["person"]: [GateLine("rain", "Rain", Reason("rain", "It is dry", met=True))]}
    assert confirmed(crew)


def test_nobody_is_blocked_by_a_plugin_with_nothing_to_say(crew: Crew, rain: Rain) -> None:
    rain.mood = None
    assert confirmed(crew)


class Old(Rain):
    peer_lms_api = 0


@pytest.mark.parametrize(
    "points", [[Point("rain", ImportError("no rain"))], [Point("rain", Old())]], ids=["gone", "old"]
)
def test_a_plugin_that_is_switched_off_opens_no_gate(crew: Crew) -> None:
    assert not confirmed(crew)
    assert UNTOLD in crew.client("hr").get(crew.path()).text


@pytest.mark.parametrize("points", [[Point("rain", Dry())]], ids=["dry"])
def test_a_plugin_that_never_had_a_line_blocks_nobody(crew: Crew) -> None:
    assert confirmed(crew)


def test_the_one_who_asks_decides_which_people(house: House, rain: Rain) -> None:
    """Everybody who was asked about waits, nobody else does."""
    rain.mood = breaks
    asked: list[UUID] = [uuid4(), uuid4()]
    with house.unit() as session:
        parts = house.runtime.hooks.gates(session=session, gate=Gate.EMPLOY, people=asked)
    untold = [part for part in parts if any(line.code == "rain" for lines in part.values() for line in lines)]
    assert [set(part) for part in untold] == [set(asked)]
