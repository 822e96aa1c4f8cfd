"""Who is what to whom: own, same cohort, other cohort, another organisation, a role held elsewhere, and the edges."""

from collections import Counter

import pytest
import sqlalchemy as sa
from access.asking import Asker
from access.questions import Judge, questions

from lms.people.models import Person


@pytest.fixture(scope="module")
def judge(asker: Asker) -> Judge:
    """Somebody who knows everybody's name."""
    return judge_of(asker)


def judge_of(asker: Asker) -> Judge:
    """Somebody who knows everybody's name."""
    with asker.house.unit() as session:
        by_id = {row[0]: row[1] for row in session.execute(sa.select(Person.id, Person.chosen_name))}
    return Judge(asker, {key: by_id[person] for key, person in asker.people.items()})


def test_everybody_gets_what_was_written(asker: Asker, judge: Judge) -> None:
    wrong, asked = [], Counter[int]()
    for question in questions(asker, asker.world):
        found = judge.wrong(question)
        asked[question.expected] += 1
        if found:
            wrong.append(found)
    assert not wrong, "\n".join(wrong)
    assert all(asked[status] for status in (200, 303, 404, 422)), asked
