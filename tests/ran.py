"""Whether the tests that the sheet of OWASP ASVS names ran, and passed: a report at the end of each larger run.

Where the whole suite was asked for, a test that is named and is not among what ran, or did not pass, fails the run. One
that was left out, since something it needs is not installed here, shows nothing and fails nothing: it says so itself.
"""

import contextlib
import io
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import pytest

from lms.papers.asvs import Requirement
from lms.testing.reports import write_report

HEAD = ("id", "level", "sheet", "tests", "ran", "verdict")
FEW = 100  # a run of so few tests says enough by itself
LESS = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise", "maxfail")


class Line(NamedTuple):
    """What this run says of one line of the sheet."""

    id: str
    level: int
    sheet: str
    tests: str
    ran: str
    verdict: str


def judged(one: Requirement, outcomes: dict[str, set[str]], *, whole: bool) -> Line:
    """One line's verdict; `outcomes` are those of each test and each file, all its parameters together."""
    told = {name: _outcome(outcomes.get(name, set())) for name in one.tests}
    amiss = [f"{how}: {name}" for name, how in told.items() if how != "passed"]
    ran = "; ".join(amiss) or (f"{len(told)} of {len(told)} passed" if told else "")
    return Line(one.id, one.level, one.verdict.value, " ".join(one.tests), ran, _verdict(told.values(), whole=whole))


def _outcome(found: set[str]) -> str:
    return next((how for how in ("failed", "passed", "skipped") if how in found), "did not run")


def _verdict(told: Collection[str], *, whole: bool) -> str:
    if "failed" in told or (whole and "did not run" in told):
        return "fail"
    return "pass" if told and set(told) == {"passed"} else "info"


def whole_suite(config: pytest.Config) -> bool:
    """Whether everything was asked for: no part of it by its path or name, nothing left out, no early end."""
    return config.args == config.getini("testpaths") and not any(config.getoption(name, None) for name in LESS)


class Ran:
    """A plugin of pytest, for the process that hears of every test: the only one, or the one that gives them out."""

    def __init__(self, sheet: Sequence[Requirement], few: int = FEW) -> None:
        self.sheet, self.few = sheet, few
        self.outcomes: dict[str, set[str]] = defaultdict(set)
        self.lines: list[Line] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember how a test went: it passed where its call did, and failed where any phase did."""
        if report.when == "call" or report.outcome != "passed":
            name = report.nodeid.partition("[")[0]
            for known_as in (name, name.partition("::")[0]):
                self.outcomes[known_as].add(report.outcome)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report; fail a whole run that has not shown what the sheet says it shows."""
        if len(self.outcomes) <= self.few:
            return
        whole = whole_suite(session.config)
        self.lines = [judged(one, self.outcomes, whole=whole) for one in self.sheet]
        with contextlib.redirect_stdout(io.StringIO()):  # hundreds of lines: the file is enough
            good = write_report("asvs", HEAD, self.lines)
        if not good and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say how many lines were shown, and which were not."""
        if self.lines:
            terminalreporter.section("what the sheet of OWASP ASVS names")
            for text in summed_up(self.lines):
                terminalreporter.write_line(text)


def summed_up(lines: Sequence[Line]) -> Iterator[str]:
    """The report in a few lines, each failure by itself."""
    counted = [sum(line.verdict == verdict for line in lines) for verdict in ("pass", "info", "fail")]
    yield "{} lines were shown by this run, {} name no test or were not asked for, {} failed".format(*counted)
    yield from (f"{line.id}: {line.ran}" for line in lines if line.verdict == "fail")
