"""What a plugin is looked at for before any of it is let in: each promise broken by a plugin made for that."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

import click
import pytest
from flask import Blueprint
from plugins.test_loader import Point, load_with

from lms.core.access import Open, requires
from lms.core.ui import MenuItem
from lms.people.roles import Role
from lms.plugins import hookimpl


class Can(StrEnum):
    SEE = "rain:see"
    DANCE = "rain:dance"


class Fine:
    """Keeps every promise; each fault below is one change to it."""

    peer_lms_api = 1

    @hookimpl
    def permissions(self) -> Any:
        return {"rain:see": (Role.ADMIN,)}


def plugin(**changes: Any) -> Any:
    """A plugin like Fine, with these hooks and attributes in place of its own."""
    return type("Changed", (Fine,), changes)()


def says(hook: str, answer: Any) -> Any:
    """A plugin like Fine that answers a hook like this."""

    def answers(self: Any) -> Any:
        return answer

    answers.__name__ = hook
    return plugin(**{hook: hookimpl(answers)})


def pages(change: Callable[[Blueprint], object], path: str = "/rain", permission: Can = Can.SEE) -> Any:
    """A plugin like Fine with one page, and something done to its blueprint."""
    bp = Blueprint("rain", __name__)
    bp.get(path)(requires(permission)(lambda: "It rains."))
    change(bp)
    return says("blueprints", [bp])


def bare_page() -> Any:
    return pages(lambda bp: bp.add_url_rule("/umbrella", "umbrella", lambda: "Open to all"))


def wraps(**how: bool) -> Any:
    def menu(self: Any) -> Any:
        yield

    return plugin(menu=hookimpl(**how)(menu))


def wires(self: Any, owner: object) -> None:
    raise RuntimeError("the wire is wet")


def entry(endpoint: str, permission: str) -> Any:
    return says("menu", [MenuItem("Rain", endpoint, (permission,), 50)])


FAULTS: dict[str, tuple[Any, str]] = {
    "an API there is not": (plugin(peer_lms_api=2), "It does not state peer_lms_api = 1"),
    "a package of ours": (plugin(package="lms.people"), "It states the package lms.people, which is ours."),
    "a sibling of ours": (plugin(package="modules"), "It states the package modules, which is ours."),
    "a wrapper": (wraps(wrapper=True), "Its hook menu wraps the answers of others."),
    "an old wrapper": (wraps(hookwrapper=True), "Its hook menu wraps the answers of others."),
    "a core permission": (
        says("permissions", {"people:manage": (Role.TRAINEE,)}),
        "It names permissions that are there already: people:manage.",
    ),
    "a blueprint of ours": (
        says("blueprints", [Blueprint("people", __name__)]),
        "It names blueprints that are there already: people.",
    ),
    "an outbox kind of ours": (
        says("outbox_handlers", {"people.mail": print}),
        "It names outbox kinds that are there already: people.mail.",
    ),
    "a command of ours": (
        says("commands", [click.Command("serve")]),
        "It names commands that are there already: serve.",
    ),
    "a page without a permission": (bare_page(), "Its page /umbrella does not declare who may open it."),
    "a permission nobody names": (
        pages(lambda bp: None, permission=Can.DANCE),
        "Its page /rain asks for the permission rain:dance, which nobody names.",
    ),
    "a page in place of ours": (
        pages(lambda bp: None, path="/account"),
        "Its page /account stands where there is a page already.",
    ),
    "something before every page": (
        pages(lambda bp: bp.before_app_request(lambda: None)),
        "Its blueprint reaches beyond its own pages (before_request_funcs).",
    ),
    "an error page for all": (
        pages(lambda bp: bp.app_errorhandler(404)(lambda _error: "Rain")),
        "Its blueprint reaches beyond its own pages (error pages).",
    ),
    "a menu that leads nowhere": (entry("rain.gone", Open.PUBLIC), "Its menu leads to rain.gone, and there is no such"),
    "a menu nobody may see": (entry("people.home", "rain:dance"), "Its menu asks for permissions nobody names:"),
    "roles in one word": (says("permissions", {"rain:see": "admin"}), "TypeError: permissions gave the word 'admin'"),
    "a role that is a number": (
        says("permissions", {"rain:see": (1,)}),
        "TypeError: permissions gave int where a role",
    ),
    "no mapping": (says("permissions", ["rain:see"]), "TypeError: permissions gave list where a mapping"),
    "a blueprint that is none": (says("blueprints", ["rain"]), "TypeError: blueprints gave str where Blueprint"),
    "a menu that is no list": (says("menu", 5), "TypeError: menu gave int where an iterable of MenuItem"),
    "a handler that is none": (says("outbox_handlers", {"rain": 1}), "TypeError: outbox_handlers gave int where a fun"),
    "a sentence of ours": (
        says("audit_sentences", {"person.added": "%(who)s added somebody."}),
        "It names audit actions that are there already: person.added.",
    ),
    "a sentence about nobody": (says("audit_sentences", {"rain.seen": "%(whom)s got wet."}), "KeyError: 'whom'"),
    "a round of ours": (
        says("rounds", {"audit.seal": timedelta(days=1)}),
        "It names rounds that are there already: audit.seal.",
    ),
    "a round without a rest": (
        says("rounds", {"rain": timedelta(seconds=1)}),
        "ValueError: rounds gave 0:00:01, and no round is shorter than 0:01:00",
    ),
    "a wire that breaks": (plugin(wire=hookimpl(wires)), "RuntimeError: the wire is wet"),
}


def test_there_are_faults_to_find() -> None:
    assert len(FAULTS) >= 23


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_and_nothing_of_it_stays(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    faulty, reason = FAULTS[fault]
    loaded = load_with(monkeypatch, Point("rain", faulty), Point("snow", type("Snow", (), {"peer_lms_api": 1})()))
    assert [(guest.name, guest.on) for guest in loaded.guests] == [("rain", False), ("snow", True)]
    assert loaded.guests[0].reason.startswith(reason), loaded.guests[0].reason
    assert faulty not in loaded.plugins
    assert loaded.guests[0].answers == {}


@pytest.mark.parametrize("name", ["Rain", "rain-maker", "r", "1rain", "rain maker"])
def test_a_name_is_one_word(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    loaded = load_with(monkeypatch, Point(name, Fine()))
    assert loaded.disabled[0].reason.startswith(f"Its name {name!r} is not one word")


def test_names_belong_to_whoever_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_with(monkeypatch, Point("drizzle", Fine()), Point("rain", Fine()))
    assert [(guest.name, guest.on) for guest in loaded.guests] == [("drizzle", True), ("rain", False)]
    assert loaded.disabled[0].reason == "It names permissions that are there already: rain:see."


def test_without_a_fault_it_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    fine = pages(lambda bp: None)
    (guest,) = load_with(monkeypatch, Point("rain", fine)).guests
    assert (guest.on, guest.reason, guest.plugin) == (True, "", fine)
    assert guest.answers["permissions"] == {"rain:see": (Role.ADMIN,)}
    assert guest.hooks == ("blueprints", "permissions")
