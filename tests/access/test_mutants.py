"""Each filter of a query weakened, one at a time: some request must notice. What none notices yet is written down."""

from collections import defaultdict
from collections.abc import Mapping
from types import CodeType

import pytest
from access.asking import Asker
from access.mutating import Mutant, forget_statements, mutants, noting, planted
from access.questions import Judge, Question, lines, questions
from access.test_relations import judge_of
from sqlalchemy.exc import SQLAlchemyError

from lms.testing.reports import write_report

pytestmark = [pytest.mark.slow, pytest.mark.on("sqlite")]

Reached = Mapping[CodeType, list[Question]]
HEAD = ("id", "file", "line", "kind", "killed_by", "verdict")
MOST_ASKED = 40


def reached_by(judge: Judge, asked: list[Question], wanted: frozenset[CodeType]) -> Reached:
    """Which questions run which function; each is answered as it should be, or there is nothing to compare with."""
    found: dict[CodeType, list[Question]] = defaultdict(list)
    for question in asked:
        into: set[CodeType] = set()
        forget_statements()
        with noting(into, wanted):
            wrong = judge.wrong(question)
        assert not wrong, wrong
        for code in into:
            found[code].append(question)
    return found


def killer(judge: Judge, asked: list[Question]) -> str:
    """The first request that notices, or "". A request that fails outright has noticed."""
    try:
        return next((found for question in asked if (found := judge.wrong(question))), "")
    except SQLAlchemyError as problem:
        return f"fails: {type(problem).__name__}"


def quickest(asked: list[Question]) -> list[Question]:
    """Those first that are likeliest to notice: somebody else's thing, and pages before forms."""
    return sorted(asked, key=lambda one: (one.expected != 404, one.method != "GET"))[:MOST_ASKED]


def name_of(mutant: Mutant) -> tuple[str, str, str]:
    """What a weakening is called in the table of those that no request notices; lines move, words stay."""
    return mutant.file, mutant.kind, mutant.what


def test_a_weakened_filter_is_noticed_by_a_request(asker: Asker) -> None:
    """All but the written ones: behind another lock that a request meets first, or on a page nobody reads for it yet."""
    unnoticed = {(line["file"], line["kind"], line["what"]) for line in lines("unnoticed.csv")}
    tried = [one for one in mutants() if name_of(one) not in unnoticed]
    judge, wanted = judge_of(asker), frozenset(one.function.__code__ for one in tried)
    reaching = [question for question in questions(asker, asker.world) if question.expected not in {302, 403}]
    reached, report = reached_by(judge, reaching, wanted), []
    for number, mutant in enumerate(tried, 1):
        asked = quickest(reached.get(mutant.function.__code__, []))
        with planted(mutant):
            found = killer(judge, asked)
        report.append(
            (number, mutant.file, mutant.line, f"{mutant.kind}: {mutant.what}", found, "pass" if found else "fail")
        )
    listed = [(0, file, 0, f"{kind}: {what}", "", "info") for file, kind, what in sorted(unnoticed)]
    assert write_report("mutants-filters", HEAD, [*report, *listed])
    assert len(report) >= 70
