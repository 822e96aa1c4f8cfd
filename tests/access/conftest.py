"""One demo to ask, shared by the tests of access."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from access.asking import MORE, Asker, end_sessions, guest
from access.neighbours import build, reach_everywhere
from access.objects import objects_of
from conftest import Told
from engines import Engine

from lms.core import clock
from lms.people.models import UserSession


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
    again = {"ended": people["trainee"], "expired": people["trainee"]}
    asking = Asker(house, {**people, **world.people, **again}, more=MORE)
    asking.world = world
    objects = objects_of(house, told.story)
    reach_everywhere(house, world)
    with house.unit() as session:  # however long the asking takes, everybody has just proved who they are
        session.execute(sa.update(UserSession).values(fresh_at=clock.now() + timedelta(days=1)))
    world.things["session", "ended"] = {"session_id": end_sessions(asking)}
    asking.settle(objects, engine)
    yield asking
    house.close()
