"""The sheet of OWASP ASVS: all of levels 1 and 2, each line with a test that is there or a reason, and a page that shows it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from architecture.reading import ROOT
from papers.naming import named, unknown

from lms.papers import asvs
from lms.papers.asvs import Requirement, Verdict
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

# How many requirements of each level each section of the standard has, counted by hand in release 5.0.0.
LEVEL_1 = {
    "V1.2": 5, "V1.3": 2, "V1.5": 1, "V2.1": 1, "V2.2": 2, "V2.3": 1, "V3.2": 2, "V3.3": 1, "V3.4": 2, "V3.5": 3,
    "V4.1": 1, "V4.4": 1, "V5.2": 2, "V5.3": 2, "V6.1": 1, "V6.2": 8, "V6.3": 2, "V6.4": 2, "V7.2": 4, "V7.4": 2,
    "V8.1": 1, "V8.2": 2, "V8.3": 1, "V9.1": 3, "V9.2": 1, "V10.4": 5, "V11.3": 2, "V11.4": 1, "V12.1": 1, "V12.2": 2,
    "V13.4": 1, "V14.2": 1, "V14.3": 1, "V15.1": 1, "V15.2": 1, "V15.3": 1,
}  # fmt: skip
LEVEL_2 = {
    "V1.1": 2, "V1.2": 4, "V1.3": 9, "V1.4": 3, "V1.5": 1, "V2.1": 2, "V2.2": 1, "V2.3": 3, "V2.4": 1, "V3.3": 3,
    "V3.4": 4, "V3.5": 2, "V3.7": 2, "V4.1": 2, "V4.2": 1, "V4.3": 2, "V4.4": 3, "V5.1": 1, "V5.2": 1, "V5.4": 3,
    "V6.1": 2, "V6.2": 4, "V6.3": 2, "V6.4": 2, "V6.5": 5, "V6.6": 3, "V6.8": 4, "V7.1": 3, "V7.3": 2, "V7.4": 3,
    "V7.5": 2, "V7.6": 2, "V8.1": 1, "V8.2": 1, "V8.4": 1, "V9.2": 3, "V10.1": 2, "V10.2": 2, "V10.3": 4, "V10.4": 6,
    "V10.5": 5, "V10.6": 2, "V10.7": 3, "V11.1": 2, "V11.2": 3, "V11.3": 1, "V11.4": 3, "V11.5": 1, "V11.6": 1,
    "V12.1": 2, "V12.3": 4, "V13.1": 1, "V13.2": 5, "V13.3": 2, "V13.4": 4, "V14.1": 2, "V14.2": 3, "V14.3": 2,
    "V15.1": 2, "V15.2": 2, "V15.3": 6, "V16.1": 1, "V16.2": 5, "V16.3": 4, "V16.4": 3, "V16.5": 3, "V17.1": 1,
    "V17.2": 4, "V17.3": 2,
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


@pytest.mark.parametrize(("level", "counted", "many"), [(1, LEVEL_1, 70), (2, LEVEL_2, 183)])
def test_all_of_a_level_is_there_once(level: int, counted: dict[str, int], many: int) -> None:
    lines = [one for one in asvs.sheet() if one.level == level]
    assert Counter(one.id.rpartition(".")[0] for one in lines) == counted
    assert len({one.id for one in lines}) == len(lines) == many


def absent(sheet: Sequence[Requirement]) -> int:
    """How many lines are said not to apply."""
    return sum(one.verdict is Verdict.NOT_APPLICABLE for one in sheet)


def test_no_more_than_a_quarter_does_not_apply() -> None:
    first = [one for one in asvs.sheet() if one.level == 1]
    assert len(asvs.sheet()) == 70 + 183
    for lines in (asvs.sheet(), first):
        assert absent(lines) <= len(lines) * MOST_THAT_DO_NOT_APPLY
        excused = [replace(one, verdict=Verdict.NOT_APPLICABLE) for one in lines[: len(lines) // 3]]
        assert absent(excused) > len(lines) * MOST_THAT_DO_NOT_APPLY


def test_the_sheet_is_in_the_standards_order() -> None:
    numbers = [[int(part) for part in one.id.removeprefix("V").split(".")] for one in asvs.sheet()]
    assert numbers == sorted(numbers)


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
