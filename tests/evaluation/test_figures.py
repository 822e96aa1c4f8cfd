"""Evaluation: figures at one's nodes, and none from which a person could be guessed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plugins.test_loader import Point

from lms.employment.models import Start, StartState
from lms.evaluation.rules import shown
from lms.people.roles import Role
from lms.plugins import Aspect, Indicator, hookimpl, loader
from lms.recruitment.models import Route
from lms.testing import House, make_node, make_person
from lms.testing.house import Template


@pytest.mark.parametrize(
    ("value", "people", "said"),
    [
        (12, 12, "12"),
        (5, 5, "5"),
        (4, 4, "fewer than five"),
        (0, 0, "fewer than five"),
        (61.5, 6, "61.5"),
        (9, 1, "fewer than five"),  # nine things of one person
        (0, None, "0"),
        (None, None, "not known"),
    ],
)
def test_what_may_be_shown(value: float | None, people: int | None, said: str) -> None:
    assert str(shown(Indicator("x", "X", Aspect.PROCESS, value, people))) == said


def _line(page: Any, title: str) -> str:
    rows = [row for row in page.all("tbody tr") if row.startswith(title)]
    assert len(rows) == 1, page.text
    return str(rows[0]).removeprefix(title).strip()


def _start(session: Any, node: Any) -> None:
    session.add(
        Start(
            person_id=make_person(session).id, node_id=node.id, role_title="Peer", route=Route.OFFER_THEN_TRAIN,
            hours="20", band="3", start_date=date(2026, 1, 5), state=StartState.STARTED,
        )
    )  # fmt: skip


def test_people_started_count_where_one_works_only(house: House) -> None:
    with house.unit() as session:
        north, south = make_node(session, name="North"), make_node(session, name="South")
        for _ in range(5):
            _start(session, north)
        for _ in range(4):
            _start(session, south)
        here, there = make_person(session, {Role.HR: north}), make_person(session, {Role.LEAD: south})
    assert _line(house.client(here).get("/evaluation"), "People started in post") == "5"
    assert _line(house.client(there).get("/evaluation"), "People started in post") == "fewer than five"
    sheet = house.client(here).get("/evaluation.csv").reply.get_data(as_text=True)
    assert "Outcome: what comes of it,People started in post,5" in sheet


@pytest.mark.on("sqlite")
def test_the_demo_is_counted_in_few_statements(told: Any, tmp_path: Path) -> None:
    house = House(tmp_path / "data", told.template)
    page = house.client(told.story.people["lead"]).get("/evaluation")
    assert _line(page, "Applications received") == "14"  # eight applicants, and the cohort of six
    assert _line(page, "People enrolled") == "7"  # the cohort of six, and a peer worker who came before them
    assert _line(page, "Certificates issued") == "fewer than five"
    assert int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0]) <= 12
    house.close()


class Weather:
    """Counts days of rain."""

    peer_lms_api = 1

    def __init__(self, value: Any) -> None:
        self.value = value

    @hookimpl
    def indicators(self, session: Any, paths: Any) -> list[Any]:
        return [Indicator("rain", "Days of rain", Aspect.STRUCTURE, self.value)]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("value", "title", "said"),
    [(7, "Days of rain", "7"), ("many", "weather: cannot be told at the moment", "not known")],
)
def test_a_plugin_counts_or_is_named(
    tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch, value: Any, title: str, said: str
) -> None:
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("weather", Weather(value))])
    house = House(tmp_path / "data", template)
    with house.unit() as session:
        lead = make_person(session, {Role.LEAD: make_node(session)})
    page = house.client(lead).get("/evaluation")
    assert _line(page, title) == said
    assert _line(page, "Posts opened") == "0"
    house.close()
