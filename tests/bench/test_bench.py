"""The short form of `make bench`: every line is there, and ten milliseconds too many in a view are seen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bench import crowds, paper, running
from bench.fixture import Place, furnish
from bench.measuring import HEADER, Measured, Scenario, line, verdict
from bench.running import SHORT, Size

from lms.testing.live import free_port, shell_path

NAMES = [
    "bare",
    "sign-in GET",
    "module page with progress recorded",
    "save an answer",
    "programme",
    "my areas",
    "home",
    "marking queue of 50",
    "marking queue of 200",
]
Lines = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return furnish(tmp_path_factory.mktemp("bench") / "data", SHORT.queues, seed=1)


def _lines(place: Place, app: str = running.OURS, size: Size = SHORT) -> Lines:
    found = running.requests(place, size, port=free_port(), bare_port=free_port(), seed=1, app=app)
    return {str(row[0]): dict(zip(HEADER, row, strict=True)) for row in found}


@pytest.fixture(scope="module")
def lines(place: Place) -> Iterator[Lines]:
    yield _lines(place)


@pytest.mark.drill
def test_every_line_is_there_and_pages_stay_within_twelve_statements(lines: Lines) -> None:
    assert list(lines) == NAMES
    assert all(int(str(row["queries"])) <= 12 for row in lines.values())
    assert lines["bare"]["ratio"] == "1.00"
    # The long form holds the targets; this one runs beside other tests, and sees what has doubled.
    assert [
        name for name in NAMES[1:] if float(str(lines[name]["ratio"])) > 2 * float(str(lines[name]["target"]))
    ] == []


@pytest.mark.drill
def test_work_too_many_in_a_view_is_a_fail(place: Place) -> None:
    planted = _lines(place, "bench.faults:busy()", replace(SHORT, rounds=1, requests=10))
    assert [name for name, row in planted.items() if row["verdict"] == "fail"] == NAMES[1:]


@pytest.mark.browser
@pytest.mark.skipif(shell_path() is None, reason="CHROMIUM IS NOT INSTALLED")
@pytest.mark.parametrize(("app", "said"), [(running.OURS, "pass"), ("bench.faults:heavy()", "fail")])
def test_a_first_visit_is_light_and_a_heavy_one_is_seen(place: Place, app: str, said: str) -> None:
    found = running.visits(place, free_port(), app)
    assert [(row[0], row[-1]) for row in found] == [
        ("first visit to /, kB", said),
        ("first visit to /, requests", "pass"),
        ("first visit to /sign-in, kB", said),
        ("first visit to /sign-in, requests", "pass"),
    ]


@pytest.mark.drill
def test_growth_is_measured_side_by_side_and_seen(place: Place) -> None:
    house = crowds.enter(place.folder)
    with running.served(house, free_port()) as few, running.served(house, free_port(), "bench.faults:busy()") as many:
        found = crowds.lines(((few, house), (many, house)), rounds=1, requests=5, seed=1)
    assert [str(row[0]).partition(", 100,000")[0] for row in found] == list(crowds.PAGES)
    assert {row[-1] for row in found if "trainee" in str(row[0])} == {"fail"}


def test_certificates_have_their_lines() -> None:
    found = running.sheets(replace(SHORT, rounds=1, sheets=1, many_sheets=4))
    assert [row[0] for row in found] == ["certificate", "memory over certificates"]
    assert all(len(row) == len(HEADER) for row in found)


def test_memory_that_is_not_given_back_is_seen() -> None:
    kept: list[bytes] = []

    def leak() -> bytes:
        kept.append(b"x" * 4_000_000)
        return kept[-1]

    assert verdict(paper.growth(leak, 100), paper.FLAT) == "fail"
    kept.clear()
    assert verdict(paper.growth(lambda: b"x" * 4_000_000, 100), paper.FLAT) == "pass"


def test_a_line_says_the_median_of_the_rounds_and_its_verdict() -> None:
    bare = Measured([0.001, 0.002, 0.001], [0.001] * 30)
    ours = Measured([0.003, 0.004, 0.009], [0.004] * 30)
    scenario = Scenario("one", lambda: b"", 2.9, rows=4)
    # Rounds side by side: 3, 2 and 9 times; the median is 3, and 4 ms.
    assert line(scenario, 5, ours, bare) == ("one", 4, 5, "4.00", "250", "4.0", "3.00", 2.9, "fail")


@pytest.mark.parametrize(("value", "target", "said"), [(1.2, 1.2, "pass"), (1.21, 1.2, "fail"), (99.0, None, "info")])
def test_verdicts(value: float, target: float | None, said: str) -> None:
    assert verdict(value, target) == said


def test_the_bare_app_stays_bare() -> None:
    assert len(Path(running.BARE / "bare.py").read_text(encoding="utf-8").splitlines()) <= 25
