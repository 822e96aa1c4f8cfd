"""Slow clients, in short; and servers that they bring down, which the drill sees."""

import pytest
from conftest import Told
from drills.place import Place, place_of
from drills.processes import Web
from drills.slow.crowd import Slow
from drills.slow.running import HOPELESS, SIZES, run
from drills.slow.servers import Serve, started

from lms.testing import House

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.on("sqlite")]


@pytest.fixture
def place(demo_house: House, told: Told) -> Place:
    return place_of(demo_house, told.story)


def test_whoever_is_slow_holds_nobody_up(place: Place) -> None:
    with started(Serve(place), "serve") as server:
        line = run(server, place, Slow.HEAVY, SIZES["quick"], seed=1)
    assert line.verdict == "pass", line
    assert line.acknowledged == 12


def test_the_drill_sees_a_server_whose_threads_wait_for_the_slow(place: Place) -> None:
    with started(Web(place, less=("-w", "1")), "gunicorn with nothing before it") as bare:
        line = run(bare, place, Slow.HEAD, HOPELESS, seed=1)
    assert line.lost > 0, line
    assert line.caught().verdict == "info"
