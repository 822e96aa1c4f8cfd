"""The data map and the impact assessment: what stands in the models, all of it, and what only people can answer."""

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa

from lms.core.db import Base, Kept
from lms.core.db.kept import Erasure
from lms.papers import data_map, dpia
from lms.papers.classified import Column, columns
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

pytestmark = pytest.mark.on("sqlite")  # reads models, no database


@pytest.fixture
def lead(house: House) -> Any:
    """A programme lead's browser."""
    with house.unit() as session:
        person = make_person(session, {Role.LEAD: make_node(session)})
    return house.client(person)


def test_the_spreadsheet_has_every_column_of_every_table(lead: Any) -> None:
    reply = lead.get("/admin/data-map.csv").reply
    lines = list(csv.DictReader(io.StringIO(reply.get_data(as_text=True).removeprefix("\ufeff"))))
    ours = {name: table for name, table in Base.metadata.tables.items() if not name.startswith("lms_x_")}
    assert {(line["Table"], line["Column"]) for line in lines} == {
        (name, column.name) for name, table in ours.items() for column in table.columns
    }
    assert len(lines) >= 500
    (outcome,) = (line for line in lines if (line["Table"], line["Column"]) == ("lms_check", "outcome"))
    assert outcome == {
        "Table": "lms_check",
        "Column": "outcome",
        "Why it is kept": "know the outcome of a check",
        "Basis": "Art 6(1)(c), 9(2)(b) and 10",
        "How long": "6 months after the last role ended, or the start was not to go ahead",
        "When its person is erased, it": "is emptied",
        "Sealed": "yes",
        "Who may see it": "HR officer, Administrator",
    }


def test_a_column_that_is_added_is_on_the_map_and_one_of_another_schema_is_not(house: House) -> None:
    before = columns(house.runtime.schemas)
    kept = Kept("try it", "not personal", "a moment", Erasure.KEEP)
    planted = sa.Table("lms_planted", Base.metadata, sa.Column("word", sa.String(), info={"kept": kept}))
    foreign = sa.Table("lms_x_far_thing", Base.metadata, sa.Column("word", sa.String(), info={"kept": kept}))
    try:
        added = [column for column in columns(house.runtime.schemas) if column not in before]
    finally:
        Base.metadata.remove(planted)
        Base.metadata.remove(foreign)
    assert added == [Column("lms_planted", "word", kept, sealed=False)]


def test_formulas_do_not_run_in_the_spreadsheet(house: House, lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept("=1+1", "@basis", "+9", Erasure.KEEP)
    monkeypatch.setattr("lms.papers.classified.columns", lambda _schemas: [Column("lms_x", "c", kept, sealed=False)])
    assert "'=1+1,'@basis,'+9" in lead.get("/admin/data-map.csv").reply.get_data(as_text=True)


def test_the_page_shows_what_is_about_people_first(lead: Any) -> None:
    page = lead.get("/admin/data-map")
    assert "lms_application_answer" in page.text.replace("Table ", "")
    assert "lms_award_progress" not in page.text, "it holds nothing about a person but whose it is"
    # adjustments, answers, apps, checks and their steps, complaints, drafts, emergencies, evidence, files, leaving,
    # reflections, and holds on records and on placements
    assert page.all("strong.nhsuk-tag").count("Sealed") == 14
    everything = lead.get("/admin/data-map?show=all")
    assert "lms_award_progress" in everything.text
    assert len(everything.all("caption")) > len(page.all("caption")) >= 30


def test_the_draft_answers_what_it_can_and_marks_the_rest(lead: Any) -> None:
    page = lead.get("/admin/dpia")
    assert page.all("main h2")[0].startswith("1. What this is for")
    assert page.all("main strong").count("For you to fill in:") == 6
    assert "a SQLite file of this machine" in page.text
    paper = lead.get("/admin/dpia.md").reply.get_data(as_text=True)
    assert paper.startswith("# Impact assessment: a draft\n\n## 1. ")
    assert paper.count("\n## ") == 6
    assert paper.count("**For you to fill in:**") == 10
    assert "| Who you are | know who a record is about |" in paper


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("postgresql+psycopg://lms:whisper@db.example/lms", "postgresql: db.example"),
        ("postgresql:///lms", "postgresql: this machine"),
        ("sqlite:////srv/lms.sqlite", "a SQLite file of this machine"),
        ("smtp://lms:whisper@mail.example:587", "smtp: mail.example"),
        ("s3://bucket/people?endpoint=https://store.example", "s3: bucket"),
    ],
)
def test_no_secret_is_told(address: str, place: str) -> None:
    assert dpia.place(address) == place


def test_a_bar_does_not_break_a_table() -> None:
    paper = dpia.as_markdown("T", [dpia.Section("S", heads=("A",), rows=(("one | two\nthree",), (("t.py", "u.py"),)))])
    assert paper.endswith("| A |\n| --- |\n| one \\| two three |\n| t.py, u.py |\n")
    assert data_map.HEADS[0].message == "Table"
