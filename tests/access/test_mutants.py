"""Each check weakened, one at a time: some request must notice. A check that can go unnoticed is none."""

from collections import defaultdict
from collections.abc import Mapping
from types import CodeType

import pytest
from access.mutating import forget_statements, noting
from access.questions import Judge, Question

pytestmark = [pytest.mark.slow, pytest.mark.on("sqlite")]

Reached = Mapping[CodeType, list[Question]]


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
    """The first request that notices, or ""."""
    return next((found for question in asked if (found := judge.wrong(question))), "")
