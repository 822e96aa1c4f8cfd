"""What is held about oneself: all of one's own, and nothing of anybody else's."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from plugins.test_loader import Point

from lms.people.roles import Role
from lms.plugins import DataSection, hookimpl, loader
from lms.testing import House, make_node, make_person
from lms.testing.house import Template


class Notes:
    """Holds a note about everybody."""

    peer_lms_api = 1

    @hookimpl
    def personal_data(self, session: Any, person_id: UUID) -> list[Any]:
        return [DataSection("notes", "Notes", [("About", f"note on {person_id}")])]


class Broken(Notes):
    @hookimpl
    def personal_data(self, session: Any, person_id: UUID) -> list[Any]:
        return [DataSection("notes", "Notes", ["not a pair"])]  # type: ignore[list-item]


def test_one_reads_ones_own_and_nobody_elses(house: House) -> None:
    with house.unit() as session:
        node = make_node(session)
        ama = make_person(session, {Role.TRAINEE: node}, name="Ama Own")
        other = make_person(session, {Role.ADMIN: node}, name="Bo Else")
    page = house.client(ama).get("/account/data")
    assert "Ama Own" in page.text
    assert "Trainee" in page.text
    assert "Bo Else" not in page.text
    whole = json.loads(house.client(other).get("/account/data.json").reply.get_data(as_text=True))
    held = {section["code"]: section["rows"] for section in whole}
    assert held["person"][0] == {"label": "The name you go by", "value": "Bo Else"}
    assert "Ama Own" not in json.dumps(whole)


@pytest.mark.on("sqlite")
def test_the_demo_trainee_finds_everything_in_few_statements(told: Any, tmp_path: Path) -> None:
    house = House(tmp_path / "data", told.template)
    client = house.client(told.story.people["trainee"])
    page = client.get("/account/data")
    heads = page.all("h2")
    for title in ("You", "Your roles", "Your start", "Your checks", "Your programmes", "Your evidence"):
        assert title in heads
    assert int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0]) <= 12
    house.close()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("plugin", "said"), [(Notes(), "note on"), (Broken(), "This cannot be told at the moment, because the plugin")]
)
def test_a_plugin_says_what_it_holds_or_is_named(
    tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch, plugin: Any, said: str
) -> None:
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("notes", plugin)])
    house = House(tmp_path / "data", template)
    with house.unit() as session:
        ama = make_person(session, {Role.TRAINEE: make_node(session)})
    page = house.client(ama).get("/account/data")
    assert said in page.text
    assert page.text.index("The name you go by") < page.text.index(said)  # ours first
    house.close()
