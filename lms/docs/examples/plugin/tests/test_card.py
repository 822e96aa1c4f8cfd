"""The card on its page, in the menu and on the start checklist; and the check that comes with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lms.cli.migrate import upgrade
from lms.core.access import SYSTEM
from lms.employment import services as employment
from lms.employment.models import Route
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

CARD = {"contact": "Ward office", "phone": "0115 496 0000", "minutes": "60", "meeting_point": "The chemist's"}


class Team:
    """HR, a manager, and somebody who is about to start."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.unit() as session:
            node = make_node(session)
            self.hr = make_person(session, {Role.HR: node}, name="Hana").id
            self.peer = make_person(session, {Role.TRAINEE: node}, name="Pat").id
            self.start = employment.open_start(
                session,
                application_id=uuid4(),
                person_id=self.peer,
                post_id=None,
                node_id=node.id,
                role_title="Peer support worker",
                route=Route.OFFER_THEN_TRAIN,
                hours="30",
                band="Band 3",
                at=datetime(2026, 11, 2, 9, tzinfo=UTC),
                by=SYSTEM,
            ).id

    def reads(self, who: UUID, path: str) -> str:
        return self.house.client(who).get(path).text


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    house = House(tmp_path / "data")
    upgrade(house.runtime.database, schemas=house.runtime.schemas)
    yield Team(house)
    house.close()


def test_the_card_is_kept_and_found_in_the_menu(team: Team) -> None:
    browser = team.house.client(team.peer)
    assert "Lone working" in browser.get("/").text
    browser.submit("/lone-working", CARD)
    page = browser.get("/lone-working")
    assert page.attributes("input[name=contact]", "value") == ["Ward office"]
    assert browser.submit("/lone-working", {**CARD, "minutes": "5"}, status=422).errors


def test_the_start_checklist_waits_for_the_card(team: Team) -> None:
    assert "Lone-working card: still to fill in" in team.reads(team.hr, f"/start/{team.start}")
    team.house.client(team.peer).submit("/lone-working", CARD)
    assert "Lone-working card: filled in" in team.reads(team.hr, f"/start/{team.start}")


def test_hr_runs_the_check_that_comes_with_it(team: Team) -> None:
    board = team.house.client(team.hr).get("/checks")
    assert "Driving licence and insurance" in board.text
    assert "Driving licence and insurance: not started yet" in team.reads(team.hr, f"/start/{team.start}")
    found = [link for link in board.attributes("main a", "href") if link.startswith("/checks/")]
    pages = {path: team.house.client(team.hr).get(path) for path in found}
    (path,) = (path for path, page in pages.items() if page.h1.startswith("Driving licence"))
    browser = team.house.client(team.hr)
    browser.submit(path, {"value": "not-required", "why_not_required": "She walks."})
    assert "Driving licence and insurance: not needed for this post" in team.reads(team.hr, f"/start/{team.start}")
