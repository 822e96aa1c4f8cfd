"""The report of all drills: one line for each engine and fault, judged by the same rule."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace

from lms.testing.reports import write_report


@dataclass(frozen=True)
class Line:
    """What was done to an engine, and what came of it."""

    engine: str
    fault: str
    seed: int
    kills: int
    in_flight: int
    acknowledged: int
    committed_unacknowledged: int
    lost: int
    duplicated: int
    ready_s: float
    verdict: str = ""

    def judged(self, *, sound: bool = True) -> "Line":
        """Pass when nothing was lost or doubled although something was in flight when it was killed."""
        reached = self.kills > 0 and self.in_flight > 0
        good = reached and self.lost == 0 and self.duplicated == 0 and sound
        return replace(self, verdict="pass" if good else "fail")

    def caught(self) -> "Line":
        """The line of a planted fault: for information when it was seen, a fail when it went by unseen."""
        return replace(self, fault=f"planted: {self.fault}", verdict="info" if self.verdict == "fail" else "fail")


def write(lines: Iterable[Line]) -> bool:
    """Write build/reports/drill.tsv and print it. True when nothing failed."""
    return write_report("drill", [field.name for field in fields(Line)], [astuple(line) for line in lines])
