"""What anybody may read: open programmes alone, whole, and nothing kept of who read."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lms.core.access import SYSTEM
from lms.core.db import Base
from lms.testing import House
from modules import services
from modules.importing import ContentProblems, read_programme
from modules.testing import make_programme, write_programme

FACT = """    text: The work is paid.
    rests_on: practice
    source: Fernbrook, 2026
    link: https://fernbrook.example/pay
    dated: "2026"
    checked: 2026-11-02
    basis: recalled
"""
SOURCES = f"---\nkind: sources\nfacts:\n  - id: f1\n    pages: [first]\n{FACT}---\nFrom our own payroll.\n"
EASY = "---\nkind: easy-read\ntitle: In short\nminutes: 2\n---\nThe work is paid.\n"
NOT_TAUGHT = ("reflection.md", "quiz.md", "session-plan.md")


def open_folder(tmp_path: Path, slug: str = "is-it", version: str = "1.0") -> Path:
    """A programme of one module that everybody may read."""
    place = write_programme(tmp_path, slug=slug, version=version, modules=1)
    main = place / "programme.md"
    main.write_text(main.read_text().replace("hours: 6", "hours: 1\nopen_to: everyone"))
    (place / "glossary.md").write_text("---\nkind: glossary\n---\n## Peer\nSomebody who has been there.\n")
    for name in NOT_TAUGHT:
        (place / "01-one" / name).unlink()
    (place / "01-one/easy-read.md").write_text(EASY)
    (place / "01-one/sources.md").write_text(SOURCES)
    return place


def published(house: House, folder: Path) -> Any:
    with house.unit() as session:
        version = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        services.publish(session, version=version, by=SYSTEM)
        return version.id


def rows(house: House) -> dict[str, int]:
    with house.unit() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


def test_a_stranger_reads_all_of_it_and_nothing_is_kept(house: House, tmp_path: Path) -> None:
    published(house, open_folder(tmp_path))
    stranger, before = house.client(), rows(house)
    assert "Is this work for me?" in stranger.get("/").all("footer a")
    listed = stranger.get("/prepare")
    assert listed.all("main h2 a") == ["A small programme"]
    front = stranger.get("/prepare/is-it")
    assert front.all("main ol a") == ["Page one", "Scenario one"]
    assert "About 5 minutes in all." in front.text
    page = stranger.get("/prepare/is-it/one/first")
    assert "Some words to read." in page.text
    assert page.all("main a.nhsuk-button") == ["Next: Scenario one"]
    scene = stranger.get("/prepare/is-it/one/scenario-quiet")
    assert "They nod." not in scene.text
    chosen = stranger.get("/prepare/is-it/one/scenario-quiet?chose=1")
    assert "They nod." in chosen.text
    assert "They look up." not in chosen.text
    assert chosen.all("main [aria-current]") == ["You wait"]
    assert "The work is paid." in stranger.get("/prepare/is-it/one/easy-read").text
    sources = stranger.get("/prepare/is-it/one/sources")
    assert "Fernbrook, 2026" in sources.text
    assert "to be confirmed by an expert" in sources.text
    assert "Somebody who has been there." in stranger.get("/prepare/is-it/words").text
    assert rows(house) == before


@pytest.mark.parametrize("chose", ["2", "-1", "99999999999", "x", "%00", "١"])
def test_a_choice_that_is_not_there_shows_the_situation(house: House, tmp_path: Path, chose: str) -> None:
    published(house, open_folder(tmp_path))
    page = house.client().get(f"/prepare/is-it/one/scenario-quiet?chose={chose}")
    assert "What would you do?" in page.text
    assert "They nod." not in page.text


def test_what_is_not_open_is_not_found(house: House, tmp_path: Path) -> None:
    """An enrolled programme, a draft, a programme that was open once, and names that are none."""
    with house.unit() as session:
        make_programme(session, tmp_path, slug="taught")
    with house.unit() as session:
        draft = read_programme(open_folder(tmp_path, slug="draft"))
        services.store_programme(session, content=draft, by=SYSTEM)
    published(house, open_folder(tmp_path, slug="once"))
    published(house, write_programme(tmp_path / "later", slug="once", version="2.0"))
    stranger = house.client()
    assert stranger.get("/prepare").all("main h2 a") == []
    assert "nothing to read here yet" in stranger.get("/prepare").text
    for slug in ("taught", "draft", "once", "none", "%00"):
        for path in ("", "/words", "/one/first", "/one/%00"):
            stranger.get(f"/prepare/{slug}{path}", status=404)


def test_an_open_programme_holds_nothing_that_would_be_kept(tmp_path: Path) -> None:
    place = open_folder(tmp_path)
    write_programme(tmp_path / "whole", slug="is-it", modules=1)
    for name in ("reflection.md", "quiz.md"):
        (place / "01-one" / name).write_text((tmp_path / "whole/is-it/01-one" / name).read_text())
    with pytest.raises(ContentProblems) as caught:
        read_programme(place)
    assert [str(problem) for problem in caught.value.problems] == [
        "01-one/quiz.md:2: This is a quiz, in a programme that is open to everyone. Write a page or a scenario instead.",
        "01-one/reflection.md:2: This is a reflection, in a programme that is open to everyone. Write a page or a scenario instead.",
    ]


def test_a_lead_is_shown_the_way_to_it_and_adds_no_cohort(school: Any, tmp_path: Path) -> None:
    version = published(school.house, open_folder(tmp_path / "open"))
    page = school.browser(school.lead).get(f"/programmes/{version}")
    assert "Add a cohort" not in page.text
    assert page.attributes("main p a", "href")[0] == "/prepare/is-it"
