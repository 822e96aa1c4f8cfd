"""What everybody's walk found: made once in a session, for each test here looks at some of it."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Told
from crawl.crawling import Walk, walk
from engines import Engine

from lms.people.cast import SIGN_IN

# People of the story beside the twelve who hold what these do not: a certificate, a letter, an interview.
OTHERS = ("peer1", "t6", "a5", "a6", "a7")


@pytest.fixture
def told(tell: Callable[[], Told], engine: Engine, cupboard: dict[Any, Any]) -> Told:
    """One telling for all of these tests, whatever day they end on."""
    key = ("told for the crawl", engine.name)
    if key not in cupboard:
        cupboard[key] = tell()
    found: Told = cupboard[key]
    return found


@pytest.fixture
def walks(
    told: Told, engine: Engine, cupboard: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Walk]:
    """Everybody's walk over one copy of the demo."""
    key = ("walks", engine.name)
    if key not in cupboard:
        house = told.house(tmp_path_factory.mktemp("crawl") / "demo")
        keys = [player.key for player in SIGN_IN] + list(OTHERS)
        each = 400 if engine.name == "sqlite" else 2  # every page on one engine, most kinds of pages on the other
        cupboard[key] = {who: walk(house, house.client(told.story.people[who]), who, each=each) for who in keys}
        house.close()
    found: dict[str, Walk] = cupboard[key]
    return found
