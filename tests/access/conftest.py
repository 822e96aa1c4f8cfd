"""One demo to ask, shared by the tests of access."""

import shutil
from collections.abc import Iterator

import pytest
from access.asking import Asker, guest
from access.objects import objects_of
from conftest import Told

from lms.testing import House


@pytest.fixture(scope="module")
def asker(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    """The demo, with somebody who holds no role, ready to be asked."""
    folder = tmp_path_factory.mktemp("access") / "demo"
    shutil.copytree(told.folder, folder)
    house = House(folder, PEER_LMS_DEMO="1")
    people = {**told.story.people, "guest": guest(house)}
    asking = Asker(house, people)
    asking.settle(objects_of(house, told.story))
    yield asking
    house.close()
