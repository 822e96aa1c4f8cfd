"""Plugins of third parties: welcome, or set aside with the reason."""

from pathlib import Path
from typing import Any

import pytest
from blinker import Signal
from flask import Blueprint

from lms.core.db import announce
from lms.people.roles import Role
from lms.plugins import hookimpl, loader
from lms.testing import House, make_node, make_person
from lms.testing.house import Template


class Point:
    def __init__(self, name: str, plugin: Any) -> None:
        self.name, self.plugin = name, plugin

    def load(self) -> Any:
        if isinstance(self.plugin, Exception):
            raise self.plugin
        return self.plugin


class Good:
    peer_lms_api = 1

    @hookimpl
    def blueprints(self) -> list[Blueprint]:
        return []


class Mute:
    """Says nothing about the version it was written for."""


class Old:
    peer_lms_api = 0


class Misspelt(Good):
    @hookimpl
    def blueprintz(self) -> list[Blueprint]:
        return []


class OtherShape(Good):
    @hookimpl
    def home_cards(self, session: Any, actor: Any, weather: Any) -> list[Any]:
        return []


class Greedy(Good):
    """Gives trainees what only administrators may."""

    @hookimpl
    def permissions(self) -> dict[str, tuple[Role, ...]]:
        return {"greedy:own": (Role.TRAINEE,), "people:manage": (Role.TRAINEE,)}


class Silent(Good):
    @hookimpl
    def permissions(self) -> dict[str, tuple[Role, ...]]:
        raise RuntimeError("no permission comes to mind")


def load_with(monkeypatch: pytest.MonkeyPatch, *points: Point) -> loader.Loaded:
    monkeypatch.setattr(loader, "entry_points", lambda group: points if group == "peer_lms.plugins" else ())
    return loader.load()


@pytest.mark.parametrize(
    ("plugin", "reason"),
    [
        (ImportError("No module named 'weather'"), "ImportError: No module named 'weather'"),
        (Mute(), "It does not state peer_lms_api = 1"),
        (Old(), "It does not state peer_lms_api = 1"),
        (Misspelt(), "PluginValidationError"),
        (OtherShape(), "PluginValidationError"),
        (Greedy(), "It names permissions that are there already: people:manage."),
        (Silent(), "RuntimeError: no permission comes to mind"),
    ],
)
def test_a_plugin_that_fails_is_set_aside_whole(monkeypatch: pytest.MonkeyPatch, plugin: Any, reason: str) -> None:
    loaded = load_with(monkeypatch, Point("bad", plugin), Point("good", Good()))
    assert [problem.name for problem in loaded.disabled] == ["bad"]
    assert loaded.disabled[0].reason.startswith(reason)
    assert loaded.manager.has_plugin("good")
    assert plugin not in loaded.plugins
    assert not [impl for impl in loaded.manager.hook.blueprints.get_hookimpls() if impl.plugin is plugin]


def test_a_plugin_cannot_take_the_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_with(monkeypatch, Point("lms.people.plugin", Good()))
    assert [problem.name for problem in loaded.disabled] == ["lms.people.plugin"]
    assert type(loaded.manager.get_plugin("lms.people.plugin")).__name__ == "PeoplePlugin"


def test_ours_come_in_order_and_bring_their_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_with(monkeypatch)
    assert loaded.disabled == ()
    assert [name for name, _plugin in loaded.manager.list_name_plugin()] == list(loader.OWN)
    assert loaded.packages[0] == "lms"
    assert set(loaded.packages) <= {"lms", "modules", "assessments", "certificates"}


def test_administrators_are_told(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [Point("weather", RuntimeError("<b>no sun</b>")), Point("good", Good())]
    monkeypatch.setattr(loader, "entry_points", lambda group: points)
    house = House(tmp_path / "data", template)
    with house.unit() as session:
        admin = make_person(session, {Role.ADMIN: make_node(session)})
    browser = house.client(admin)
    assert "1 plugin is switched off." in browser.get("/admin/people").text
    page = browser.get("/admin/plugins")
    assert page.all("section[data-plugin=weather] [data-state=off]")
    assert "Why: RuntimeError: <b>no sun</b>" in page.text
    assert "It answers these hooks: blueprints" in page.text
    house.close()


def test_two_apps_in_one_process_do_not_hear_each_other(
    tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened, heard = Signal(), []

    def hear(sender: object, *, session: object) -> None:
        heard.append(sender)

    class Listener:
        peer_lms_api = 1

        @hookimpl
        def wire(self, owner: object) -> None:
            happened.connect(hear, sender=owner)

    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("listener", Listener())])
    houses = [House(tmp_path / name, template) for name in ("one", "two")]
    for house in houses:
        with house.unit() as session:
            announce(happened, session)
            assert heard.pop() is house.runtime.owner
            assert heard == []
        house.close()


def test_a_plugin_widens_nothing_of_ours(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("greedy", Greedy())])
    house = House(tmp_path / "data", template)
    with house.unit() as session:
        trainee = make_person(session, {Role.TRAINEE: make_node(session)})
    house.client(trainee).get("/admin/people", status=403)
    assert "people:manage" not in house.runtime.permissions[Role.TRAINEE]
    house.close()
