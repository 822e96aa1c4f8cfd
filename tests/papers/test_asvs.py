"""The sheet of OWASP ASVS: all of level 1, each line with a test that is there or a reason, and a page that shows it."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from architecture.reading import ROOT
from papers.naming import named, unknown

from lms.papers import asvs
from lms.papers.asvs import Requirement, Verdict
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

# How many requirements of level 1 each section of the standard has.
LEVEL_1 = {
    "V1.2": 5, "V1.3": 2, "V1.5": 1, "V2.1": 1, "V2.2": 2, "V2.3": 1, "V3.2": 2, "V3.3": 1, "V3.4": 2, "V3.5": 3,
    "V4.1": 1, "V4.4": 1, "V5.2": 2, "V5.3": 2, "V6.1": 1, "V6.2": 8, "V6.3": 2, "V6.4": 2, "V7.2": 4, "V7.4": 2,
    "V8.1": 1, "V8.2": 2, "V8.3": 1, "V9.1": 3, "V9.2": 1, "V10.4": 5, "V11.3": 2, "V11.4": 1, "V12.1": 1, "V12.2": 2,
    "V13.4": 1, "V14.2": 1, "V14.3": 1, "V15.1": 1, "V15.2": 1, "V15.3": 1,
}  # fmt: skip
MOST_THAT_DO_NOT_APPLY = 0.25


def faults(sheet: list[Requirement]) -> list[str]:
    """What is wrong with a sheet, by the numbers of its lines."""
    there, found = named(), []
    for one in sheet:
        found += [f"{one.id}: no such test: {name}" for name in unknown(one.tests, there)]
        if one.verdict is Verdict.MET and not one.tests:
            found.append(f"{one.id}: met, and no test shows it")
        if one.verdict is not Verdict.MET and not one.reason:
            found.append(f"{one.id}: no reason")
        if one.verdict is Verdict.NOT_APPLICABLE and not one.reason.startswith(("There is no ", "There are no ")):
            found.append(f"{one.id}: what is it that is not there?")
    return found


def test_every_line_has_its_test_or_its_reason() -> None:
    assert faults(list(asvs.sheet())) == []


def test_a_line_that_shows_nothing_is_noticed() -> None:
    met = next(one for one in asvs.sheet() if one.verdict is Verdict.MET)
    bad = [
        replace(met, tests=("tests/core/test_forms.py::test_that_nobody_wrote",)),
        replace(met, tests=()),
        replace(met, verdict=Verdict.PARTLY, reason=""),
        replace(met, verdict=Verdict.NOT_APPLICABLE, reason="We do not think so."),
    ]
    assert [fault.partition(": ")[2] for fault in faults(bad)] == [
        "no such test: tests/core/test_forms.py::test_that_nobody_wrote",
        "met, and no test shows it",
        "no reason",
        "what is it that is not there?",
    ]


def test_all_of_level_1_is_there_once() -> None:
    first = [one for one in asvs.sheet() if one.level == 1]
    assert Counter(one.id.rpartition(".")[0] for one in first) == LEVEL_1
    assert len({one.id for one in asvs.sheet()}) == len(asvs.sheet())
    assert sum(LEVEL_1.values()) == 70
    absent = [one for one in first if one.verdict is Verdict.NOT_APPLICABLE]
    assert len(absent) <= len(first) * MOST_THAT_DO_NOT_APPLY


@pytest.mark.parametrize("text", ["id\tverdict", "{head}\nV1.1.1\t1\tx\tgood\t\t", "{head}\nV1.1.1\t1\tx\tmet\t"])
def test_a_sheet_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"begins|good|unpack"):
        asvs.read(text.format(head="\t".join(asvs.HEAD)))


def test_it_is_written_down_how_soon_weaknesses_are_mended() -> None:
    """The promise itself; nothing here shows that it was kept."""
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "| critical | " in policy
    assert "The same clock counts for weaknesses of packages we depend on" in policy


@pytest.mark.on("sqlite")
def test_the_page_shows_each_line(house: House) -> None:
    with house.unit() as session:
        lead = make_person(session, {Role.LEAD: make_node(session)})
    page: Any = house.client(lead).get("/admin/security")
    assert sorted(page.attributes("[data-requirement]", "data-requirement")) == sorted(one.id for one in asvs.sheet())
    assert page.all("main h2")[0].startswith("Not met (")
    assert "There is no OAuth server." in page.text
