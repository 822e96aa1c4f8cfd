"""What stands beside a module's steps: easy read and sources, read by whoever learns, and nobody's progress."""

from pathlib import Path

import pytest

from lms.people.roles import Role
from lms.testing import House, make_node, make_person
from modules.importing import ContentProblems, read_programme
from modules.models import Part
from modules.testing import make_enrolment, make_programme, write_programme

FACTS = """---
kind: sources
facts:
  - id: f1
    pages: [first, module]
    text: Everybody has to be asked first.
    rests_on: law
    source: Some Act 2005, section 1
    link: https://law.example/2005/1
    dated: "2005"
    checked: 2026-11-02
    basis: read
  - id: f2
    pages: [scenario-quiet]
    text: "=1+1 people sat down."
    rests_on: research
    source: Somebody, 2019
    link: ""
    dated: "2019"
    checked: 2026-10-30
    basis: recalled
---
Mostly law.
"""
EASY = "---\nkind: easy-read\ntitle: In short\nminutes: 2\n---\n## What is it?\nWe ask first.\n"
BESIDE = (("01-one/easy-read.md", "", EASY), ("01-one/sources.md", "", FACTS))


class Reading:
    """A trainee, somebody else, and a lead, with a programme that has an easy read and sources."""

    def __init__(self, house: House, folder: Path) -> None:
        with house.unit() as session:
            org = make_node(session)
            trainee, other = make_person(session, name="Ama"), make_person(session, name="Bo")
            lead = make_person(session, {Role.LEAD: org})
            self.version = make_programme(session, folder, changes=BESIDE).id
            self.path = f"/learn/{make_enrolment(session, person_id=trainee.id, node_id=org.id).id}"
            make_enrolment(session, person_id=other.id, node_id=org.id)
            ids = trainee.id, other.id, lead.id
        self.trainee, self.other, self.lead = (house.client(key) for key in ids)


@pytest.fixture
def reading(house: House, tmp_path: Path) -> Reading:
    return Reading(house, tmp_path)


def test_they_are_read_and_are_no_steps(reading: Reading) -> None:
    front = reading.trainee.get(f"{reading.path}/one")
    assert front.all("main ol a") == ["Page one", "Scenario one", "Reflection one", "Quiz one"]
    assert "0 of 8 steps done" in reading.trainee.get("/learn").text
    easy = reading.trainee.get(f"{reading.path}/one/easy-read")
    assert (easy.h1, easy.all(".lms-text h2")) == ("In short", ["What is it?"])
    sources = reading.trainee.get(f"{reading.path}/one/sources")
    assert sources.all(".lms-facts > li > p:first-child") == [
        "Everybody has to be asked first.",
        "=1+1 people sat down.",
    ]
    assert sources.attributes(".lms-facts li", "data-state") == ["looked-up", "to-confirm"]
    assert sources.attributes(".lms-facts a", "href") == ["https://law.example/2005/1"]
    assert "0 of 8 steps done" in reading.trainee.get("/learn").text


def test_they_are_ones_own_and_only_where_there_are_any(reading: Reading) -> None:
    for name in ("easy-read", "sources"):
        reading.other.get(f"{reading.path}/one/{name}", status=404)
        reading.trainee.get(f"{reading.path}/two/{name}", status=404)
        reading.trainee.get(f"{reading.path}/none/{name}", status=404)
    assert "Easy read" not in reading.trainee.get(f"{reading.path}/two").text


def test_an_expert_gets_every_statement(reading: Reading) -> None:
    front = reading.lead.get(f"/programmes/{reading.version}")
    assert "Statements and their sources" in front.text
    page = reading.lead.get(f"/programmes/{reading.version}/facts")
    assert "2 statements that somebody who knows the field can check. 1 of them was written from knowledge" in page.text
    sheet = reading.lead.get(f"/programmes/{reading.version}/facts.csv").reply.get_data(as_text=True)
    lines = sheet.lstrip("\ufeff").splitlines()
    assert lines[0] == "Module,Said on,What it says,Rests on,Source,Address,Source dated,Looked at,To be confirmed"
    assert lines[1] == (
        'Module one,"first, module",Everybody has to be asked first.,Law,"Some Act 2005, section 1",'
        "https://law.example/2005/1,2005,2026-11-02,"
    )
    assert (
        lines[2] == 'Module one,scenario-quiet,\'=1+1 people sat down.,Research,"Somebody, 2019",,2019,2026-10-30,Yes'
    )


MISTAKES = [
    (
        "pages: [first, module]",
        "pages: [nowhere]",
        "names `nowhere`, which is not a file of this module. Write one of: ",
    ),
    ("pages: [first, module]", "pages: first", "The fact `f1` cannot have `pages: first`."),
    ("rests_on: law", "rests_on: hope", "cannot have `rests_on: hope`. Write one of: law, policy, research"),
    ("basis: read\n", "basis: sure\n", "cannot have `basis: sure`. Write one of: read, recalled."),
    ("checked: 2026-11-02", "checked: lately", "cannot have `checked: lately`. Write the day somebody looked"),
    ("source: Some Act 2005, section 1", 'source: ""', "cannot have no source. Name the Act"),
    ("https://law.example", "http://law.example", "Give a whole address that begins with https://"),
    ("    basis: read\n", "", "`facts` cannot be"),
    ("id: f2", "id: f1", "The id `f1` is used twice."),
]


@pytest.mark.parametrize(("right", "wrong", "said"), MISTAKES)
def test_a_mistake_in_the_sources_is_named(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    place = write_programme(tmp_path, modules=1)
    assert right in FACTS
    (place / "01-one/sources.md").write_text(FACTS.replace(right, wrong, 1))
    with pytest.raises(ContentProblems) as caught:
        read_programme(place)
    assert any(said in str(problem) and "01-one/sources.md:" in str(problem) for problem in caught.value.problems), (
        caught
    )


def test_an_empty_easy_read_is_a_mistake(tmp_path: Path) -> None:
    place = write_programme(tmp_path, modules=1)
    (place / "01-one/easy-read.md").write_text("---\nkind: easy-read\ntitle: In short\nminutes: 2\n---\n")
    with pytest.raises(ContentProblems, match="There is nothing to read here"):
        read_programme(place)


def test_the_placement_is_listed_by_itself(house: House, tmp_path: Path) -> None:
    part = ("02-two/module.md", "number: 2", "number: 2\npart: placement")
    with house.unit() as session:
        org, trainee = make_node(session), make_person(session)
        make_programme(session, tmp_path, changes=[part])
        make_enrolment(session, person_id=trainee.id, node_id=org.id)
        key = trainee.id
    page = house.client(key).get("/learn")
    assert page.all("main h2")[:2] == ["Modules", "In practice, and at the end"]
    assert page.all("main .lms-checklist a") == ["1. Module one", "Module two"]


def test_a_part_is_one_of_three(tmp_path: Path) -> None:
    place = write_programme(tmp_path, modules=1)
    main = place / "01-one/module.md"
    main.write_text(main.read_text().replace("number: 1", "number: 1\npart: holiday"))
    with pytest.raises(ContentProblems, match="Write one of: module, placement, conversation"):
        read_programme(place)
    assert [part.value for part in Part] == ["module", "placement", "conversation"]
