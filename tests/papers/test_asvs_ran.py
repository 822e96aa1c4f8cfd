"""The run itself says whether what the sheet names was shown: a test that did not run, or failed, is found."""

import csv
from pathlib import Path

import pytest
from ran import Ran, judged

from lms.papers.asvs import Requirement, Verdict

RAN = {
    "tests/a.py": {"passed", "failed"},
    "tests/b.py": {"passed", "skipped"},
    "tests/b.py::good": {"passed"},
    "tests/b.py::one_engine": {"passed", "skipped"},
    "tests/b.py::no_engine": {"skipped"},
    "tests/a.py::bad": {"passed", "failed"},
}


@pytest.mark.parametrize(
    ("tests", "whole", "part"),
    [
        ("tests/b.py::good", "pass", "pass"),
        ("tests/b.py", "pass", "pass"),
        ("tests/b.py::one_engine tests/b.py::good", "pass", "pass"),
        ("tests/b.py::good tests/b.py::no_engine", "info", "info"),
        ("tests/b.py::nobody_wrote", "fail", "info"),
        ("tests/b.py::good tests/a.py::bad", "fail", "fail"),
        ("tests/a.py", "fail", "fail"),
        ("", "info", "info"),
    ],
)
def test_a_line_is_shown_where_each_test_ran_and_passed(tests: str, whole: str, part: str) -> None:
    one = Requirement("V1.1.1", 2, "x", Verdict.MET, tuple(tests.split()), "")
    assert judged(one, RAN, whole=True).verdict == whole
    assert judged(one, RAN, whole=False).verdict == part


SUITE = """
import pytest

@pytest.mark.parametrize("way", ["[1]", "a::b"])
def test_shown(way): pass

@pytest.mark.skip
def test_left_out(): pass
"""


@pytest.mark.parametrize(
    ("other", "asked", "ended", "verdicts"),
    [
        ("test_shown", [], 0, ["pass", "pass"]),
        ("test_gone", ["-n1"], 1, ["pass", "fail"]),
        ("test_gone", [], 1, ["pass", "fail"]),
        ("test_gone", ["-kshown"], 0, ["pass", "info"]),
        ("test_gone", ["tests/test_it.py"], 0, ["pass", "info"]),
        ("test_left_out", [], 0, ["pass", "info"]),
    ],
)
def test_a_whole_run_that_did_not_show_it_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    other: str,
    asked: list[str],
    ended: int,
    verdicts: list[str],
) -> None:
    """A suite of two tests and a sheet of two lines, run as ours is: with a worker beside it, and by itself."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    monkeypatch.chdir(tmp_path)
    named = ("tests/test_it.py::test_shown", f"tests/test_it.py::{other}")
    sheet = [Requirement(f"V1.1.{place}", 2, "x", Verdict.MET, (name,), "") for place, name in enumerate(named)]
    run = pytest.main(["-q", "-pno:cacheprovider", "--import-mode=importlib", *asked], plugins=[Ran(sheet, few=0)])
    assert run == ended
    report = Path("build/reports/asvs.tsv").read_text(encoding="utf-8")
    assert [line["verdict"] for line in csv.DictReader(report.splitlines(), delimiter="\t")] == verdicts
    assert ("V1.1.1: did not run: tests/test_it.py::test_gone" in capsys.readouterr().out) is (ended == 1)
