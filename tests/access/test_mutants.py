"""Each filter of a query weakened, one at a time: some request must notice, or it is written down why none can.

noticed.csv remembers which request noticed, so that it is asked first and the rest need not be asked at all. It is only
a hint: what it does not know is looked for among all requests that run the function, and then stands in
build/reports/noticed.csv, to be copied here.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import CodeType

import pytest
from access.asking import Asker
from access.mutating import Mutant, forget_statements, mutants, noting, planted
from access.questions import Judge, Question, lines, questions

from lms.testing.reports import FOLDER, write_report

pytestmark = [pytest.mark.slow, pytest.mark.on("sqlite")]

Name = tuple[str, str, str, str]
HEAD = ("id", "file", "line", "kind", "killed_by", "verdict")
NAME = ("file", "function", "kind", "what")
# Looking for a request takes long; when hints for more than these are stale, they are to be written anew.
MOST_SEARCHED = 30
FEWEST = 180
SHORTEST_REASON = 30


def name_in(line: Mapping[str, str]) -> Name:
    """What a line of a table calls a weakening; lines of code move, words stay."""
    return line["file"], line["function"], line["kind"], line["what"]


class Search:
    """Finds the request that notices a weakening, asking those first that noticed it before."""

    def __init__(self, asker: Asker, tried: Iterable[Mutant]) -> None:
        self.judge = Judge(asker)
        self.asked: dict[str, list[Question]] = defaultdict(list)
        for question in questions(asker, asker.world):
            self.asked[str(question)].append(question)
        self.functions = frozenset(one.function.__code__ for one in tried)
        self._reached: dict[CodeType, list[Question]] | None = None

    def right(self, hints: Iterable[str]) -> None:
        """All these are answered as they should be while nothing is weakened, or there is nothing to compare with."""
        wrong = [found for hint in sorted(set(hints)) for one in self.asked[hint] if (found := self.judge.wrong(one))]
        assert not wrong, "\n".join(wrong)

    def killer(self, mutant: Mutant, hint: str) -> tuple[str, str]:
        """The first request that notices and what it says, or nothing; one that fails outright has noticed."""
        with planted(mutant):
            found = self._first(self.asked.get(hint, []))
        if found[0]:
            return found
        likeliest = sorted(self.reaching(mutant), key=_likely)
        with planted(mutant):
            return self._first(likeliest)

    def _first(self, asked: Sequence[Question]) -> tuple[str, str]:
        for question in asked:
            try:
                found = self.judge.wrong(question)
            except Exception as problem:
                found = f"{question}: fails: {type(problem).__name__}"
            if found:
                return str(question), found
        return "", ""

    def reaching(self, mutant: Mutant) -> list[Question]:
        """Which questions run this function: every one is asked, once, with nothing weakened."""
        if self._reached is None:
            self._reached = self._all_reached()
        return self._reached.get(mutant.function.__code__, [])

    def _all_reached(self) -> dict[CodeType, list[Question]]:
        found: dict[CodeType, list[Question]] = defaultdict(list)
        for question in (one for same in self.asked.values() for one in same):
            into: set[CodeType] = set()
            forget_statements()
            with noting(into, self.functions):
                wrong = self.judge.wrong(question)
            assert not wrong, wrong
            for code in into:
                found[code].append(question)
        return found


def _likely(question: Question) -> tuple[bool, bool, bool]:
    """Those first that are likeliest to notice: what is looked for by hand, somebody else's thing, pages before forms."""
    return not (question.says or question.never), question.expected != 404, question.method != "GET"


def test_what_is_listed_is_there_and_has_a_reason(asker: Asker) -> None:
    """A weakening that no request can notice has a reason; when it is gone from the code, its line goes, too."""
    found = Counter(one.name for one in mutants())
    assert [name for name, times in found.items() if times > 1] == [], "two of one name: say them apart"
    listed = lines("unnoticed.csv")
    assert [name_in(line) for line in listed if len(line["why"]) < SHORTEST_REASON] == [], "no reason is given"
    assert [name_in(line) for line in listed if name_in(line) not in found] == [], "gone from the code"
    both = {name_in(line) for line in listed} & {name_in(line) for line in lines("noticed.csv")}
    assert both == set(), "listed as never noticed, and as noticed"


def test_a_weakened_filter_is_noticed_by_a_request(asker: Asker) -> None:
    """All but the listed ones, which another lock stands behind or which keep nothing from anybody."""
    listed = {name_in(line): line["why"] for line in lines("unnoticed.csv")}
    hints = {name_in(line): line["question"] for line in lines("noticed.csv")}
    tried = [one for one in mutants() if one.name not in listed]
    search = Search(asker, tried)
    search.right(hints[one.name] for one in tried if one.name in hints)
    report, noticed = [], []
    for number, mutant in enumerate(tried, 1):
        question, found = search.killer(mutant, hints.get(mutant.name, ""))
        what = f"{mutant.function.__name__}: {mutant.kind}: {mutant.what}"
        report.append((number, mutant.file, mutant.line, what, found, "pass" if found else "fail"))
        noticed += [(*mutant.name, question)] if question else []
    known = [(0, name[0], 0, ": ".join(name[1:]), f"no request can: {why}", "info") for name, why in listed.items()]
    fresh = sum(hints.get(name[:4]) != name[4] for name in noticed)
    _keep(noticed)
    assert write_report("mutants-filters", HEAD, [*report, *known])
    assert len(report) >= FEWEST
    assert fresh <= MOST_SEARCHED, "copy build/reports/noticed.csv over tests/access/noticed.csv"


def _keep(noticed: Iterable[tuple[str, ...]]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "noticed.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([(*NAME, "question"), *noticed])
