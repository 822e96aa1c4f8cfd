"""What 100,000 people cost beside 1,000: the same pages, asked for by the same people of the demo."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlalchemy as sa
from bench.asking import Asker
from bench.fixture import Place, first_activity, token_for
from bench.measuring import Measured, Scenario, expect, line, measure
from bench.serving import Server

from lms.cli.crowd import load_crowd
from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core.web.browser import SESSION_COOKIE
from lms.people.cast import DOMAIN, SIGN_IN
from lms.people.models import Person
from lms.testing import House
from modules.models import ActivityKind

GROWTH = 1.5
KEPT = Path("build/bench")  # loading takes minutes: a filled house stays for the next run
HOUSES = ("few", "many")
PAGES = {
    **{f"home, {player.key}": (player.key, "/") for player in SIGN_IN},
    "module page": ("trainee", "{page}"),
    "marking queue": ("assessor", "/marking"),
    "start board, hr": ("hr", "/start"),
    "start board, manager": ("manager", "/start"),
    "start board, lead": ("lead", "/start"),
    "open checks": ("hr", "/checks"),
    "cohorts": ("lead", "/cohorts"),
}


def folders(sizes: Iterable[int], seed: int) -> list[Path]:
    """A filled house for each size: those that CROWDS names ("small:large"), or our own, loaded when it is not there."""
    named = [Path(part) for part in os.environ.get("CROWDS", "").split(":") if part]
    return named or [_filled(KEPT / f"people-{size}-seed-{seed}", size, seed) for size in sizes]


def _filled(folder: Path, people: int, seed: int) -> Path:
    if not (folder / "filled").exists():
        house = House(folder, PEER_LMS_DEMO="1")
        upgrade(house.runtime.database, schemas=house.runtime.schemas)
        with house.app.app_context():
            story = load_story(house.runtime, seed=seed)
            assert story is not None
            load_crowd(house.runtime, story, people=people, seed=seed)
        house.close()
        (folder / "filled").touch()
    return folder


def enter(folder: Path) -> Place:
    """A filled house with everybody of PAGES signed in."""
    house = House(folder, PEER_LMS_DEMO="1")
    upgrade(house.runtime.database, schemas=house.runtime.schemas)
    with house.app.app_context():
        with house.unit() as session:
            emails = {who: f"{who}@{DOMAIN}" for who, _path in PAGES.values()}
            ids = {who: session.scalars(sa.select(Person.id).filter_by(email=at)).one() for who, at in emails.items()}
            page, _questions = first_activity(session, ids["trainee"], ActivityKind.PAGE)
        tokens = {who: token_for(house, key) for who, key in ids.items()}
    house.close()
    return Place(folder, tokens, page, "", 0)


def _scenario(asker: Asker, place: Place, name: str, house: str) -> Scenario:
    who, path = PAGES[name]
    asked = asker.get(path.format(page=place.page), f"{SESSION_COOKIE}={place.tokens[who]}")
    return Scenario(f"{name}, {house}", lambda: asked, row=b"<h1", rows=1)


def lines(
    servers: Sequence[tuple[Server, Place]], *, rounds: int, requests: int, seed: int
) -> list[tuple[object, ...]]:
    """A line for each page: its cost among many people, and that as a multiple of its cost among few."""
    pairs = [
        (server, _scenario(server.asker, place, name, house))
        for name in PAGES
        for (server, place), house in zip(servers, HOUSES, strict=True)
    ]
    for server, _place in servers:
        expect(server, [one for asked, one in pairs if asked is server])
    got = measure(pairs, rounds=rounds, requests=requests, seed=seed)
    return [_line(name, got) for name in PAGES]


def _line(name: str, got: dict[str, Measured]) -> tuple[object, ...]:
    few, many = (got[f"{name}, {house}"] for house in HOUSES)
    return line(Scenario(f"{name}, 100,000 people beside 1,000", lambda: b"", GROWTH), None, many, few)
