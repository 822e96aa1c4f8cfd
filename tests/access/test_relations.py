"""Every line of the matrix as every role; and who is what to whom.

Own, same cohort, other cohort, another organisation, a role held elsewhere, and the edges.
"""

from collections import Counter

import pytest
from access.asking import Asker
from access.questions import Judge, Question, questions
from engines import Engine


@pytest.fixture(scope="module")
def judge(asker: Asker) -> Judge:
    """Somebody who knows everybody's name."""
    return Judge(asker)


def worth_asking(question: Question, engine: Engine) -> bool:
    """All on the first engine; on the second, not who is turned away at the door: no statement has a part in that."""
    return engine.name == "sqlite" or question.expected not in {302, 403}


@pytest.mark.slow
def test_everybody_gets_what_was_written(asker: Asker, judge: Judge, engine: Engine) -> None:
    wrong, asked = [], Counter[int]()
    for question in [one for one in questions(asker, asker.world) if worth_asking(one, engine)]:
        found = judge.wrong(question)
        asked[question.expected] += 1
        if found:
            wrong.append(found)
    assert not wrong, "\n".join(wrong)
    assert all(asked[status] for status in (200, 303, 404, 422)), asked
    assert engine.name != "sqlite" or all(asked[status] for status in (302, 403)), asked
