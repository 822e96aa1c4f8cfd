"""What everybody's walk found: made once in a session, for each test here looks at some of it."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import Told
from crawl.crawling import Walk, walk
from engines import Engine
from sealed.watching import Heard, Watch, noted, untold, watching

from lms.papers.subjects import SUBJECTS
from lms.people.cast import SIGN_IN
from lms.testing import House

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


@dataclass(frozen=True)
class Crawl:
    """Everybody's walk over one copy of the demo, and the looks at sealed fields on the way: had, noted, untold, own."""

    walks: dict[str, Walk]
    looks: Counter[Heard]
    noted: Counter[Heard]
    untold: set[tuple[str, str]]
    own: int


@pytest.fixture
def crawl(told: Told, engine: Engine, cupboard: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """What came of all walks."""
    key = ("crawl", engine.name)
    if key not in cupboard:
        house = told.house(tmp_path_factory.mktemp("crawl") / "demo")
        # Every page on one engine. On the other most kinds of pages, and nobody watches: finding whose a field is loads
        # rows that a page would have had to load itself, and there the statements are counted as they are.
        each, ears = (400, watching) if engine.name == "sqlite" else (2, lambda _patch: nullcontext(Watch()))
        cupboard[key] = _crawl(house, told, each, ears)
        house.close()
    found: Crawl = cupboard[key]
    return found


def _crawl(
    house: House, told: Told, each: int, ears: Callable[[pytest.MonkeyPatch], AbstractContextManager[Watch]]
) -> Crawl:
    before, keys = noted(house), [player.key for player in SIGN_IN] + list(OTHERS)
    with pytest.MonkeyPatch.context() as patch, ears(patch) as watch:
        walks = {who: walk(house, house.client(told.story.people[who]), who, each=each) for who in keys}
    return Crawl(walks, watch.looks(), noted(house) - before, untold(house, SUBJECTS), watch.own)


@pytest.fixture
def walks(crawl: Crawl) -> dict[str, Walk]:
    """Everybody's walk."""
    return crawl.walks
