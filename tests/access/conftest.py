"""One demo to ask, shared by the tests of access."""

from collections.abc import Callable, Iterator

import pytest
from access.asking import Asker, guest
from access.objects import objects_of
from access.world import build
from conftest import Told
from engines import Engine


@pytest.fixture(scope="module")
def told(tell: Callable[[], Told]) -> Told:
    """One telling for the whole module, whatever day it ends on."""
    return tell()


@pytest.fixture(scope="module")
def asker(told: Told, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """The demo, with somebody who holds no role, ready to be asked."""
    house = told.house(tmp_path_factory.mktemp("access") / "demo")
    people = {**told.story.people, "guest": guest(house)}
    world = build(house, told.story)
    asking = Asker(house, {**people, **world.people}, more=("double", "traveller"))
    asking.world = world
    asking.settle(objects_of(house, told.story), engine)
    yield asking
    house.close()
