"""Every line of the matrix as every role; and who is what to whom.

Own, same cohort, other cohort, another organisation, a role held elsewhere, and the edges.
"""

from collections import Counter

import pytest
from access.asking import ROLES, Asker
from access.questions import Judge, Question, questions
from engines import Engine


@pytest.fixture(scope="module")
def judge(asker: Asker) -> Judge:
    """Somebody who knows everybody's name."""
    return Judge(asker)


def worth_asking(question: Question, engine: Engine) -> bool:
    """All on the first engine; on the second, not again which role is turned away: no statement of a page has a part in it.

    Whoever stands on an edge, such as a session that ran out, is asked on both: that is for a statement to find.
    """
    return engine.name == "sqlite" or question.expected not in {302, 403} or question.who not in ROLES


@pytest.mark.slow
def test_everybody_gets_what_was_written(asker: Asker, judge: Judge, engine: Engine) -> None:
    wrong, asked = [], Counter[int]()
    for question in [one for one in questions(asker, asker.world) if worth_asking(one, engine)]:
        found = judge.wrong(question)
        asked[question.expected] += 1
        if found:
            wrong.append(found)
    assert not wrong, "\n".join(wrong)
    assert all(asked[status] for status in (200, 302, 303, 403, 404, 422)), asked
