"""The privacy notice: every class of data that is kept of a person, in words, and whom to ask."""

from typing import Any

import pytest
from engines import Engine
from stock import Stock

from lms.core.db import Kept, kept
from lms.core.db.kept import Erasure
from lms.papers import bases, words
from lms.papers.classified import Column, classes, columns
from lms.papers.data_map import seen_by
from lms.papers.privacy import notice
from lms.papers.subjects import NOT_PERSONAL, SUBJECTS
from lms.testing import House
from lms.testing.house import Template

PRESETS = [one for one in vars(kept).values() if isinstance(one, Kept)]
STRANGE = Kept("feed the cat", "Art 6(1)(f)", "nine lives", Erasure.CLEAR)


def words_missing(presets: list[Kept]) -> list[str]:
    """Words of classes of data that no catalogue can translate."""
    gathered = {word.message for word in words.GATHERED}
    said = (text for one in presets for text in (one.purpose, one.basis))
    return [text for text in said if text not in gathered]


def test_every_class_has_a_subject_and_words() -> None:
    assert len(PRESETS) >= 16
    assert {*SUBJECTS, *NOT_PERSONAL} == set(PRESETS)
    assert words_missing(PRESETS) == []
    assert words_missing([STRANGE]) == ["feed the cat", "Art 6(1)(f)"]


@pytest.mark.parametrize(
    ("basis", "begins"),
    [
        ("Art 6(1)(b)", ["you asked"]),
        ("Art 6(1)(c), 9(2)(b) and 10", ["the law asks", "employment law", "the law on employment checks"]),
        ("Art 6(1)(c) and 9(2)(b), Equality Act 2010", ["the law asks", "employment law"]),
        ("not personal", []),
    ],
)
def test_a_basis_in_plain_words(basis: str, begins: list[str]) -> None:
    said = [str(reason) for reason in bases.plain(basis)]
    assert len(said) == len(begins)
    assert all(reason.startswith(start) for reason, start in zip(said, begins, strict=True))


def test_every_personal_class_says_what_lets_us() -> None:
    assert [one for one in SUBJECTS if not bases.plain(one.basis)] == []


@pytest.mark.on("sqlite")
def test_who_may_see_is_what_the_permissions_say(house: House) -> None:
    permissions = house.runtime.permissions
    declared = {one for held in permissions.values() for one in held}
    assert {one for subject in SUBJECTS.values() for one in subject.permissions} - declared == set()
    assert seen_by(kept.STORY, permissions) == "Scorer, HR officer, Programme lead, Administrator"
    assert seen_by(kept.CHECK_OUTCOME, permissions) == "HR officer, Administrator"
    assert seen_by(kept.EVIDENCE, permissions) == "Assessor, Internal quality assurer, Administrator"
    assert seen_by(kept.REFLECTION, permissions) == "nobody else"
    assert seen_by(kept.TECHNICAL, permissions) == "not about a person"
    assert seen_by(STRANGE, permissions) == "its plugin says"
    wider = {**permissions, "manager": permissions["manager"] | {"employment:run-checks"}}
    assert seen_by(kept.CHECK_OUTCOME, wider) == "Line manager, HR officer, Administrator", (
        "a permission given is seen here"
    )


@pytest.mark.on("sqlite")
def test_a_stranger_reads_it_and_every_page_leads_there(house: House) -> None:
    assert "/privacy" in house.client().get("/").attributes("footer a", "href")
    notice_page = house.client().get("/privacy")
    titles = notice_page.all("summary")
    assert [str(subject.title) for subject in SUBJECTS.values()] == [title for title in titles if title != "Menu"]
    assert "6 months after the last role ended, or the start was not to go ahead" in notice_page.text
    assert "This organisation has not said yet whom to ask" in notice_page.text
    assert {"/account/data", "/account/access-log", "https://ico.org.uk/make-a-complaint/"} <= set(
        notice_page.attributes("main a", "href")
    )


@pytest.mark.on("sqlite")
def test_it_names_whom_the_organisation_names(stock: Stock, engine: Engine, template: Template) -> None:
    named: dict[str, Any] = {
        "PEER_LMS_CONTACT": "data@lms.example",
        "PEER_LMS_DATA_PROTECTION_OFFICER": "Rowan <Ellis>",
        "PEER_LMS_ORGANISATION": "Fernbrook Community Trust",
    }
    with stock.lent(engine, template, **named) as house:
        page = house.client().get("/privacy")
        assert page.one("[data-contact]") == "data@lms.example"
        assert page.one("[data-officer]") == "Rowan <Ellis>"
        assert page.text.count("has not") == 0
        assert "Fernbrook Community Trust keeps what it needs" in page.text
        assert house.client().get("/accessibility").one("[data-contact]") == "data@lms.example"


@pytest.mark.on("sqlite")
def test_what_a_plugin_keeps_is_named_and_what_nobody_keeps_is_not(house: House) -> None:
    found = columns(house.runtime.schemas)
    planted = [Column("lms_x_cat_bowl", "owner", STRANGE, sealed=True)]
    without = [column for column in found if column.kept != kept.STORY]
    parts = notice([*without, *planted], house.runtime.permissions, house.runtime.settings).parts
    assert str(parts[-1].title) == "feed the cat"
    assert str(dict(parts[-1].rows)["Sealed"]) == "yes"
    assert len(parts) == len(SUBJECTS)
    assert STRANGE not in classes(found)
