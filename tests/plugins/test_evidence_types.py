"""Plugins' kinds of evidence, and what plugins let people link: chosen, asked for, marked, and gone again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from plugins.test_loader import Point, load_with

from assessments import kinds as held
from assessments import queries, services
from assessments.kinds import OWN, kinds
from assessments.models import Evidence
from assessments.rules.content import read_framework
from lms.core.access import SYSTEM
from lms.core.verdict import Link
from lms.people.roles import Role
from lms.plugins import EvidencePart, EvidenceSoFar, EvidenceType, LinkableItem, hookimpl, loader
from lms.testing import Client, House, make_node, make_person
from lms.testing.house import Template
from modules.testing import make_enrolment, make_programme

FRAMEWORK = """
kind: framework
slug: small
version: "1.0"
title: A small framework
source: Written for tests.
scale:
  - {code: not-yet, label: Not yet met, pass: false, meaning: More is needed.}
  - {code: met, label: Met, pass: true, meaning: Nothing more is needed.}
criteria:
  - {code: valid, label: Valid, question: "Does it show the areas?"}
domains:
  - code: A
    title: First
    areas:
      - {code: A1, title: Listening, kind: core, summary: You listen., statements: [You can be quiet.]}
plan:
  - code: P1
    title: A first talk
    prompt: Tell us of a talk.
    ways: [text, recording]
    areas: [A1]
    looks_for:
      - {code: a, text: Quiet, strong: Waits., not_yet: Rushes.}
"""


def _too_short(so_far: EvidenceSoFar) -> str:
    return "" if len(so_far.text) >= 20 else "Write two sentences at least about what was seen."


OBSERVED = EvidenceType(
    "observed-session",
    "Observed session",
    "Somebody saw you work.",
    (EvidencePart.WORDS, EvidencePart.DAY, EvidencePart.OBSERVER),
    _too_short,
)
CONFIRMED = {"authentic": "y", "anonymised": "y"}
LONG = "Half an hour in the garden. " * 200


class Sessions:
    """A plugin of one kind of evidence and of a log that can be linked."""

    peer_lms_api = 1

    def __init__(self, kind: Any = OBSERVED, items: Callable[[UUID], Any] = lambda _person: []) -> None:
        self.kind, self.items = kind, items

    @hookimpl
    def evidence_types(self) -> list[Any]:
        return [self.kind]

    @hookimpl
    def linkable_items(self, session: Any, person_id: UUID) -> Any:
        return self.items(person_id)


class Place:
    """A house with the plugin: Ama has a portfolio, Mia marks it."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        with house.unit() as session:
            node = make_node(session)
            content, mistakes = read_framework(yaml.safe_load(FRAMEWORK))
            assert content is not None, mistakes
            services.import_framework(session, content=content, by=SYSTEM)
            version = queries.version_by_number(session, "small", "1.0")
            assert version is not None
            services.publish(session, version=version, by=SYSTEM)
            make_programme(session, folder)
            self.ama, self.mia = (make_person(session, {role: node}).id for role in (Role.TRAINEE, Role.ASSESSOR))
            make_enrolment(session, person_id=self.ama, node_id=node.id)
            portfolio, _version = queries.own_portfolio(session, self.ama) or (None, None)
            assert portfolio is not None
            services.allocate(
                session, portfolio=portfolio, trainee_id=self.ama, assessor_id=self.mia, supporters=(), by=SYSTEM
            )

    @property
    def browser(self) -> Client:
        """Ama's."""
        return self.house.client(self.ama)

    def evidence(self, path: str) -> Evidence:
        """The piece at an address."""
        with self.house.unit() as session:
            found = session.get_one(Evidence, UUID(path.rsplit("/", 1)[-1]))
            _ = found.text, found.linked  # opened while there are keys
            return found


PlaceWith = Callable[..., Place]


@pytest.fixture
def place_with(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlaceWith]:
    """Makes a house with the plugin."""
    made: list[House] = []

    def make(**how: Any) -> Place:
        monkeypatch.setattr(loader, "entry_points", lambda group: [Point("sessions", Sessions(**how))])
        made.append(House(tmp_path / "data", template))
        assert [guest.reason for guest in made[-1].runtime.owner.loaded.guests] == [""]
        return Place(made[-1], tmp_path)

    yield make
    for house in made:
        house.close()


def entry(person: UUID, **more: Any) -> LinkableItem:
    item = LinkableItem(f"sessions:{person}", "A day in the log", "Log", LONG, date(2026, 11, 1), Link("people.home"))
    return replace(item, **more)


def test_hook_evidence_types(place_with: PlaceWith) -> None:
    place = place_with()
    page = place.browser.get("/evidence/new?piece=P1")
    assert "Observed session" in page.text
    assert "Somebody saw you work." in page.text
    chosen = {"kind": "observed-session", "text": "It went well.", **CONFIRMED}
    unready = place.browser.submit("/evidence/new?piece=P1", chosen, status=422)
    assert unready.errors == ["Say which day it was.", "Say who saw it."]
    path = place.browser.get("/evidence/new?piece=P1", 303).location  # what was typed is kept as a draft
    facts = {"happened_on-day": "2", "happened_on-month": "11", "happened_on-year": "2020", "observer": "A senior peer"}
    short = place.browser.submit(path, {**facts, **CONFIRMED}, status=422)
    assert short.errors == ["Write two sentences at least about what was seen."]
    place.browser.submit(path, {"text": "I listened. She said so.", **CONFIRMED})
    assert "Observed session" in place.house.client(place.mia).get("/marking").text
    marked = place.house.client(place.mia).get(path.replace("evidence", "marking"))
    assert marked.all("dd") == ["2 November 2020", "A senior peer"]


def test_what_is_not_chosen_is_told_by_what_is_added(place_with: PlaceWith) -> None:
    place = place_with()
    path = place.browser.submit("/evidence/new?piece=P1", {"text": "Words."}, button="later").location
    assert place.evidence(path).way == "text"
    place.browser.submit(path, {"kind": "observed-session"}, button="later")
    assert place.evidence(path).way == "observed-session"
    place.browser.submit(path, {"kind": "as-added"}, button="later")
    assert place.evidence(path).way == "text"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kind", "sung", "Choose one of the answers in the list."),
        ("happened_on-year", "2999", "Say a day that has been, not one to come."),
        ("happened_on-month", "13", "Enter a real date, like 27 3 2027."),
        ("observer", "x" * 201, "“Who saw it?” can be at most 200 characters long. Yours is 201: shorten it a little."),
    ],
)
def test_a_kind_or_a_day_that_cannot_be_is_said_beside_its_field(
    place_with: PlaceWith, field: str, value: str, said: str
) -> None:
    place = place_with()
    day = {"happened_on-day": "2", "happened_on-month": "11", "happened_on-year": "2020"}
    typed = {**day, "text": "Kept.", field: value}
    page = place.browser.submit("/evidence/new?piece=P1", typed, status=422, button="later")
    assert page.errors == [said]
    assert "Kept." in page.one("textarea[name=text]")
    assert place.browser.get("/evidence/new?piece=P1").status == 200  # nothing was begun


def test_a_kind_that_has_gone_is_read_sent_and_marked_like_any_other(place_with: PlaceWith) -> None:
    place = place_with()
    draft = {"kind": "observed-session", "text": "Short.", "observer": "A senior peer"}
    path = place.browser.submit("/evidence/new?piece=P1", draft, button="later").location
    held._known[place.house.runtime.owner] = OWN
    page = place.browser.get(path)
    assert "The plugin that brought this kind is not here any more." in page.text
    assert page.attributes("input[name=observer]", "value") == ["A senior peer"]
    place.browser.submit(path, CONFIRMED)
    assert place.evidence(path).way == "observed-session"
    assert "Observed session" in place.house.client(place.mia).get("/marking").text
    read = place.house.client(place.mia).get(path.replace("evidence", "marking"))
    assert "A senior peer" in read.text
    assert "kind" not in place.browser.get("/evidence/new").fields()


def test_a_rule_that_fails_stands_in_nobodys_way(place_with: PlaceWith) -> None:
    place = place_with(kind=replace(OBSERVED, needs=(EvidencePart.FILE,), missing=lambda _so_far: str(1 / 0)))
    sent = {"kind": "observed-session", "upload": (BytesIO(b"notes"), "notes.txt"), **CONFIRMED}
    bare = place.browser.submit("/evidence/new?piece=P1", {"kind": "observed-session", **CONFIRMED}, status=422)
    assert bare.errors == ["Add a file or a recording."]
    path = place.browser.get("/evidence/new?piece=P1", 303).location
    assert place.browser.submit(path, sent).location == "/evidence"


def test_ours_come_first_and_are_answers_of_the_hook(place_with: PlaceWith) -> None:
    place = place_with()
    with place.house.app.app_context():
        assert list(kinds()) == ["text", "file", "recording", "observed-session"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("seen", "evidence_types gave str where EvidenceType was promised"),
        (replace(OBSERVED, code="text"), "It names kinds of evidence that are there already: text."),
        (replace(OBSERVED, code="A kind"), "the kind of evidence 'A kind' is not made of small letters"),
        (replace(OBSERVED, needs=("day",)), "evidence_types gave str where EvidencePart was promised"),
        (replace(OBSERVED, missing=""), "the kind of evidence 'observed-session' has no function missing"),
    ],
)
def test_a_kind_that_cannot_be_used_is_not_let_in(monkeypatch: pytest.MonkeyPatch, kind: Any, reason: str) -> None:
    loaded = load_with(monkeypatch, Point("sessions", Sessions(kind)))
    assert [reason in guest.reason for guest in loaded.disabled] == [True]


def test_hook_linkable_items(place_with: PlaceWith) -> None:
    place = place_with(items=lambda person: [entry(person)])
    page = place.browser.get("/evidence/link?piece=P1")
    assert "A day in the log" in page.text
    (at,) = page.attributes(".lms-checklist a", "href")
    assert place.browser.get(at).text.count("Half an hour in the garden.") == 200
    path = place.browser.submit(at).location
    linked = place.evidence(path).linked
    assert linked == {"title": "A day in the log", "kind": "Log", "text": LONG, "on": "2026-11-01", "path": "/"}
    day = {"happened_on-day": "2", "happened_on-month": "11", "happened_on-year": "2020", "observer": "A senior peer"}
    sent = {"text": "I listened. She said so.", **day, **CONFIRMED}
    assert place.browser.submit(path, sent).location == "/evidence"
    marked = place.house.client(place.mia).get(path.replace("evidence", "marking"))
    assert "Half an hour in the garden." in marked.one("[data-linked]")


@pytest.mark.parametrize(
    ("items", "logged"),
    [
        (lambda person: 1 / 0, "ZeroDivisionError"),
        (lambda person: ["a walk"], "linkable_items gave str where LinkableItem was promised"),
        (lambda person: [entry(person, on="today")], "linkable_items gave str where a day was promised"),
        (lambda person: [entry(person, key="log")], "the key 'log' is not the plugin's name, a colon"),
    ],
)
def test_a_list_that_cannot_be_told_is_left_out(
    place_with: PlaceWith, caplog: pytest.LogCaptureFixture, items: Any, logged: str
) -> None:
    place = place_with(items=items)
    assert "What you write and try in your modules appears here." in place.browser.get("/evidence/link").text
    assert logged in caplog.text
