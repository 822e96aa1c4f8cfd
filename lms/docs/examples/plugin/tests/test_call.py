"""The kind of activity that comes with the plugin, in a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.cli.migrate import upgrade
from lms.testing import House, make_node, make_person
from modules.testing import make_enrolment, make_programme

CALL = """---
kind: lone-working-call
title: When to call
order: 15
minutes: 5
minutes-alone: 60
---
You visit somebody for the first time, alone.
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path / "data")
    upgrade(built.runtime.database, schemas=built.runtime.schemas)
    yield built
    built.close()


def test_calling_in_time_completes_it(house: House, tmp_path: Path) -> None:
    with house.unit() as session:
        node, ama = make_node(session), make_person(session, name="Ama")
        make_programme(session, tmp_path, changes=[("01-one/call.md", "", CALL)])
        enrolment = make_enrolment(session, person_id=ama.id, node_id=node.id)
    browser, path = house.client(ama), f"/learn/{enrolment.id}/one/call"
    assert "You visit somebody for the first time, alone." in browser.get(path).text
    assert browser.submit(path, {"minutes": "soon"}, action="/done", status=422).errors
    late = browser.follow(browser.submit(path, {"minutes": "90"}, action="/done"))
    assert "After 90 minutes nobody would know for a long time." in late.text
    assert "0 of 9 steps done" in browser.get("/learn").text
    browser.submit(path, {"minutes": "60"}, action="/done")
    assert "1 of 9 steps done" in browser.get("/learn").text
