"""What a check may lead to is looked for on every page that anybody can find, asked for by everybody."""

import re
from collections.abc import Iterable
from itertools import product
from uuid import UUID

import pytest
from crawl.crawling import walk
from employment.conftest import CAST, Crew

from lms.core import clock
from lms.employment import lines, queries, rules
from lms.employment.models import Check, CheckState
from lms.employment.presenters import checks as checks_page
from lms.employment.queries import CheckFilter
from lms.employment.sheet import Mark
from lms.people.roles import Role
from lms.people.services import grant

CODE = "work-health"  # waits for a decision since two days before, and hr recorded that
TOLD = re.compile(r'planted|data-state="(?:decision-needed|not-going-ahead)"')
WALKERS = ("hr", "hr2", "manager", "lead", "supervisor", "person", "trainer")
TABLES = {"/start.csv", "/account/data.json"}


@pytest.fixture
def planted(asked: Crew, monkeypatch: pytest.MonkeyPatch) -> Crew:
    """Each sentence that tells what a check may lead to says a word that no other has; somebody reads the audit."""
    for state in (CheckState.DECISION_NEEDED, CheckState.DONE):
        monkeypatch.setitem(lines._WORDS, state, lambda *_: (Mark.DECIDE, "hr", "planted"))
    for what in checks_page.EVENTS.keys() - {"chased", "kept"}:
        monkeypatch.setitem(checks_page.EVENTS, what, "planted")
    with asked.house.unit() as session:
        by, place = asked.actor(session, "hr"), asked.nodes["trust"]
        grant(session, person_id=asked.people["trainer"], role=Role.ADMIN, node_id=place, by=by)
    return asked


def paths_of(crew: Crew) -> set[str]:
    """Every page that a link leads one of them to."""
    walks = [walk(crew.house, crew.client(key), key, each=3) for key in WALKERS]
    return TABLES.union(*(found.pages for found in walks))


def readers(crew: Crew, paths: Iterable[str]) -> set[str]:
    """Who meets any of it on these pages."""
    return {key for key in CAST if any(told(crew, key, paths))}


def told(crew: Crew, key: str, paths: Iterable[str]) -> Iterable[bool]:
    browser = crew.client(key)._client
    for path in paths:
        with browser.get(path) as reply:
            yield TOLD.search(reply.get_data(as_text=True)) is not None


@pytest.mark.on("sqlite")  # what a page says to whom does not depend on the engine
def test_nobody_else_meets_it_on_any_page(planted: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = paths_of(planted)
    assert len(paths) >= 60
    assert readers(planted, paths) == {"hr", "person"}
    with planted.house.unit() as session:
        planted.refuse(session, CODE)
    assert readers(planted, paths) == {"hr", "hr2", "person"}  # hr2 was asked, and agreed
    monkeypatch.setattr(rules, "public_state", rules.shown_state)
    assert readers(planted, ["/start"]) == {"hr", "hr2", "manager", "lead"}


@pytest.mark.on("sqlite")
def test_the_filter_knows_each_check_by_the_state_its_reader_sees(crew: Crew) -> None:
    reached = set()
    people: list[UUID | None] = [None, crew.people["hr"], crew.people["hr2"]]
    stored = [state for state in CheckState if state is not CheckState.EXPIRED]
    for keeper, second, state, settled in product(people, people[:1] + people[2:], stored, (False, True)):
        with crew.house.unit() as session:
            reader, check = crew.actor(session, "hr2"), crew.sheet(session).checks[CODE]
            check.keeper_id, check.second_id, check.state, check.settled = keeper, second, state, settled
            session.flush()
            found = [one for one in CheckState if check in _listed(session, reader, one)]
            assert found == [rules.state_for(check, reader.id, clock.today())]
            reached.add((state, found[0]))
    assert {(CheckState.DECISION_NEEDED, CheckState.IN_PROGRESS), (CheckState.DONE, CheckState.IN_PROGRESS)} <= reached
    assert len(reached) == len(stored) + 2


def _listed(session, reader, state: CheckState) -> list[Check]:
    return [row[0] for row in queries.checks_page(session, reader, CheckFilter(state.value)).items]
