"""Every line of the matrix as every role; and who is what to whom.

Own, same cohort, other cohort, another organisation, a role held elsewhere, and the edges.
"""

from collections import Counter

import pytest
from access.asking import Asker
from access.questions import Judge, questions


@pytest.fixture(scope="module")
def judge(asker: Asker) -> Judge:
    """Somebody who knows everybody's name."""
    return Judge(asker)


@pytest.mark.slow
def test_everybody_gets_what_was_written(asker: Asker, judge: Judge) -> None:
    wrong, asked = [], Counter[int]()
    for question in questions(asker, asker.world):
        found = judge.wrong(question)
        asked[question.expected] += 1
        if found:
            wrong.append(found)
    assert not wrong, "\n".join(wrong)
    assert all(asked[status] for status in (200, 302, 303, 403, 404, 422)), asked
