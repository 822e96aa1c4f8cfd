"""A crowd: the demo's people over and over, whole, under other names, in teams as large as teams are."""

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told

from assessments.models import Allocation, Portfolio
from certificates.models import Certificate
from lms.cli.crowd import load_crowd, loading
from lms.cli.crowd.ids import rewritten, shaped
from lms.cli.crowd.loading import STAFF
from lms.core.db import Base
from lms.core.sealing import Closed
from lms.people.models import Grant, Node, Person
from lms.people.roles import Role
from lms.recruitment.models import PanelMember
from lms.testing import House
from modules.models import Enrolment

PEOPLE = 230
TEAMS = 3


@pytest.fixture(scope="module")
def told(tell: Callable[[], Told]) -> Told:
    """One telling for the whole module, whatever day it ends on."""
    return tell()


@pytest.fixture(scope="module")
def crowded(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = told.house(tmp_path_factory.mktemp("crowd") / "data")
    with house.app.app_context():
        assert load_crowd(house.runtime, told.story, people=PEOPLE, seed=3) > PEOPLE * 30
    yield house
    house.close()


def contents(house: House) -> dict[str, list[str]]:
    with house.unit() as session:
        tables = [Base.metadata.tables[name] for name in ("lms_person", "lms_grant", "lms_evidence", "lms_certificate")]
        plain = {t: [column for column in t.columns if not isinstance(column.type, Closed)] for t in tables}
        return {t.name: sorted(repr(tuple(row)) for row in session.execute(sa.select(*plain[t]))) for t in tables}


def test_so_many_people_more_in_teams_of_a_hundred(crowded: House, told: Told) -> None:
    with crowded.unit() as session:
        copies = session.scalars(sa.select(Person).where(Person.email.regexp_match(r"^p[0-9]+@"))).all()
        assert len(copies) == PEOPLE + TEAMS * len(STAFF)
        assert len({person.chosen_name for person in copies}) > 150
        teams = session.execute(
            sa.select(Node.name, sa.func.count(Grant.person_id.distinct()))
            .join(Grant, Grant.node_id == Node.id)
            .where(Node.name.regexp_match("^Team [0-9]+$"))
            .group_by(Node.name)
        ).all()
    assert {name for name, _count in teams} == {"Team 1", "Team 2", "Team 3"}
    assert all(len(STAFF) < count <= 100 + len(STAFF) for _name, count in teams)


def test_each_team_has_staff_of_its_own(crowded: House, told: Told) -> None:
    """Who works for one team in the demo has no more work in a crowd; a copy works for the copy's team only."""
    scorer, assessor = (told.story.people[key] for key in ("scorer", "assessor"))
    with crowded.unit() as session:
        seats = sa.select(sa.func.count()).select_from(PanelMember).where(PanelMember.person_id == scorer)
        assert session.scalar(seats) == 7, "as many as in the demo alone"
        names = sa.select(Node.name).join(Grant, Grant.node_id == Node.id).join(Person, Person.id == Grant.person_id)
        staff = names.where(Grant.role == Role.ASSESSOR, Person.email.regexp_match(r"^p[0-9]+@"))
        assert sorted(session.scalars(staff)) == sorted(["Team 1", "Team 2", "Team 3"] * 2)
        marking = sa.select(Allocation.assessor_id, sa.func.count()).group_by(Allocation.assessor_id)
        loads = {row[0]: row[1] for row in session.execute(marking)}
    assert len(loads) >= 4
    assert loads[assessor] < 10


def test_nothing_points_nowhere_and_teams_share_nothing(crowded: House, told: Told) -> None:
    """Every reference leads to a row; nobody is in a cohort of the demo's."""
    with crowded.unit() as session:
        links = 0
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                for key in column.foreign_keys:
                    there = key.column.table.alias()
                    lost = (
                        sa.select(sa.func.count())
                        .select_from(table)
                        .where(column.is_not(None), ~sa.exists().where(there.c.id == column))
                    )
                    assert session.scalar(lost) == 0, column
                    links += 1
        cohorts = set(
            session.scalars(
                sa.select(Enrolment.cohort_id)
                .join(Person, Person.id == Enrolment.person_id)
                .where(Person.email.regexp_match("^p[0-9]+@"))
            )
        )
    assert links >= 60
    assert len(cohorts) >= 3, "each team has cohorts of its own"
    assert told.story.things["cohort"] not in cohorts


def test_a_copy_reads_what_its_original_reads(crowded: House, told: Told) -> None:
    """Pages of a copied peer say the same, name and number aside."""
    with crowded.unit() as session:
        certificate = session.scalars(
            sa.select(Certificate).where(Certificate.serial.startswith("CROWD-")).limit(1)
        ).one()
        copy = session.get_one(Person, certificate.person_id)
        enrolled = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == copy.id)).one()
        assessors = session.scalars(
            sa.select(Person.chosen_name)
            .join(Allocation, Allocation.assessor_id == Person.id)
            .join(Portfolio, Portfolio.id == Allocation.portfolio_id)
            .where(Portfolio.enrolment_id == enrolled.id)
        ).all()
    browser = crowded.client(copy.id)
    assert copy.chosen_name in browser.get("/account").text
    assert str(enrolled.id) in browser.get("/learn").reply.text
    originals = [crowded.client(told.story.people[key]) for key in ("t6", "peer1")]
    for path in ("/areas", "/evidence"):
        plain = hidden(browser.get(path).text, copy.chosen_name, *assessors)
        pairs = zip(originals, ("Brendan O’Rourke", "Angela Thorne"), strict=True)
        assert plain in [hidden(one.get(path).text, name, "Tom Ashworth", "Yewande Balogun") for one, name in pairs]
    assert certificate.name_as_printed == copy.chosen_name


def hidden(text: str, *names: str) -> str:
    """A text without these names."""
    return functools.reduce(lambda said, name: said.replace(name, "X"), names, text)


def test_boards_open_and_cost_no_more(crowded: House, told: Told) -> None:
    for who, path in (
        ("hr", "/start"),
        ("hr", "/checks"),
        ("assessor", "/marking"),
        ("lead", "/cohorts"),
        ("admin", "/admin/people"),
    ):
        page = crowded.client(told.story.people[who]).get(path)
        queries = int(re.search(r"(\d+) queries", page.reply.headers["Server-Timing"])[1])
        assert queries <= 12, (path, queries)


def test_the_same_seed_makes_the_same_crowd(told: Told, tmp_path: Path) -> None:
    seen = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        house = told.house(tmp_path / name)
        with house.app.app_context():
            load_crowd(house.runtime, told.story, people=30, seed=seed)
        seen.append(contents(house))
        house.close()
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_ids_keep_their_shape_wherever_they_stand() -> None:
    one, other = UUID(int=10**30), UUID(int=3)
    assert shaped(3, one.hex) == other.hex
    assert shaped(3, one) == other
    text = f'{{"a": "{one}", "b": ["{one.hex}"], "c": "{UUID(int=9)}"}}'
    assert rewritten(text, {one.int: 3}) == f'{{"a": "{other}", "b": ["{other.hex}"], "c": "{UUID(int=9)}"}}'


def test_by_the_command(tmp_path: Path, run: Any) -> None:
    assert run("migrate").code == 0
    said = run("demo", "load", "--people", "40", DEMO="1")
    assert (said.code, said.out) == (0, "")
    assert re.fullmatch(r"The demo is loaded, and 40 people more \(\d+ rows\)\.\n", said.err)
    assert run("demo", "load", "--people", "-1", DEMO="1").code == 2


def test_the_cast_adds_up_to_a_hundred() -> None:
    assert sum(loading.CAST.values()) == 100
    assert loading.CAST["peer1"] == 15
