"""A quiz drawn from a bank: some questions of each outcome, the same until they are answered, others after."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lms.testing import Client, House, make_node, make_person
from modules.drawing import answered, drawn
from modules.importing import ContentProblems, read_programme
from modules.linkable import items
from modules.models import QuizAttempt
from modules.testing import make_enrolment, make_programme, write_programme

ONE = "\n## Question: Is {n} right?\noutcome: 1-{outcome}\n- [x] Yes {n}\n  : So {n} it is.\n- [ ] No {n}\n  : Not so {n}.\n"
OUTCOME = "  - id: 1-1\n"
SECOND = "  - id: 1-2\n    text: Say more.\n    areas: [V1]\n"
BANK = "".join(ONE.format(n=n, outcome=1 if n < 6 else 2) for n in range(12))
HEAD = "---\nkind: quiz\ntitle: Quiz one\norder: 40\nminutes: 4\npass_mark: 80\ndraw: 2\n---\nTry these.\n"


def body(outcomes: str, draw: int | None) -> dict[str, Any]:
    return {"draw": draw, "questions": [{"outcome": outcome} for outcome in outcomes]}


def test_two_of_each_outcome_in_order_and_the_same_for_the_same_lot() -> None:
    bank = body("aaaaaabbbbbb", 2)
    draws = [tuple(drawn(bank, str(lot))) for lot in range(200)]
    for draw in draws:
        assert list(draw) == sorted(draw)
        assert [n < 6 for n in draw] == [True, True, False, False]
    assert len(set(draws)) > 100  # of 225 there can be
    assert {n for draw in draws for n in draw} == set(range(12))  # each comes up
    assert drawn(bank, "7") == drawn(bank, "7")


def test_the_next_go_asks_others_until_all_were_asked() -> None:
    bank = body("aaaaaabbbbbb", 2)
    goes = [drawn(bank, "somebody", go) for go in range(6)]
    assert sorted(n for draw in goes[:3] for n in draw) == list(range(12))
    assert sorted(n for draw in goes[3:] for n in draw) == list(range(12))
    assert goes[:3] != goes[3:]
    odd = [tuple(drawn(body("aaa", 2), "somebody", go)) for go in range(20)]
    assert {len(set(draw)) for draw in odd} == {2}


def test_without_a_draw_everything_is_asked() -> None:
    assert list(drawn(body("abb", None), "x")) == [0, 1, 2]
    assert list(drawn({"questions": [{"outcome": "a"}]}, "x")) == [0]  # stored before there were draws
    assert list(answered(body("abb", None), {})) == [0, 1, 2]
    assert answered(body("abb", 1), {"10": ["0"], "2": ["1"]}) == [2, 10]


@pytest.fixture
def bank(house: House, tmp_path: Path) -> tuple[Client, str, House, Any]:
    with house.unit() as session:
        org, person = make_node(session), make_person(session)
        place = "01-one/module.md"
        changes = [(place, OUTCOME, SECOND + OUTCOME), ("01-one/quiz.md", "", HEAD + BANK)]
        make_programme(session, tmp_path, changes=changes)
        at = f"/learn/{make_enrolment(session, person_id=person.id, node_id=org.id).id}/one/quiz"
        who = person.id
    return house.client(who), at, house, who


def asked(page: Any) -> list[str]:
    return sorted(set(page.attributes("main input[type=radio]", "name")))


def test_a_draw_is_kept_marked_and_drawn_anew(bank: Any) -> None:
    browser, at, house, who = bank
    first = asked(browser.get(at))
    assert len(first) == 4
    assert asked(browser.get(at)) == first  # going back shows the same
    missing = browser.submit(at, dict.fromkeys(first[:3], "1"), action="/answer", status=422)
    assert len(missing.errors) == 1
    assert asked(missing) == first
    sent = browser.submit(at, dict.fromkeys(first, "1"), action="/answer").location.split("#")[0]
    after = browser.get(sent)
    assert "You chose the best answer to 0 of 4." in after.text
    for name in first:  # what was chosen and what was not are both explained
        assert f"So {name[1:]} it is." in after.text
        assert f"Not so {name[1:]}." in after.text
    assert asked(after) == first
    assert "Try again with other questions" in after.text
    second = asked(browser.get(at))
    assert not set(second) & set(first)
    assert asked(browser.get(sent)) == first  # the earlier go is as it was
    passed = browser.submit(at, dict.fromkeys(second, "0"), action="/answer").location.split("#")[0]
    assert "That is enough: this quiz is done." in browser.get(passed).text
    with house.unit() as session:
        goes = session.scalars(sa.select(QuizAttempt).order_by(QuizAttempt.created_at)).all()
        assert [(go.right_count, go.total) for go in goes] == [(0, 4), (4, 4)]
        assert [sorted(f"q{key}" for key in go.answers) for go in goes] == [first, second]
        [link] = [item for item in items(session, who) if "Quiz" in str(item.kind)]
        assert link.text.count("Is ") == 4  # only what was asked


def test_answers_to_another_draw_are_not_taken(bank: Any) -> None:
    browser, at, house, _who = bank
    first = asked(browser.get(at))
    others = [f"q{n}" for n in range(12) if f"q{n}" not in first]
    assert len(browser.post(f"{at}/answer", dict.fromkeys(others, "0"), status=422).errors) == 4
    with house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuizAttempt)) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("draw: 7", "The outcome `1-1` has 6 of the 7 questions to draw."), ("draw: some", "`draw` cannot be `some`.")],
)
def test_a_draw_that_cannot_be_made_is_named(tmp_path: Path, wrong: str, said: str) -> None:
    folder = write_programme(tmp_path)
    module, quiz = folder / "01-one/module.md", folder / "01-one/quiz.md"
    module.write_text(module.read_text().replace(OUTCOME, SECOND + OUTCOME))
    quiz.write_text(HEAD.replace("draw: 2", wrong) + BANK)
    with pytest.raises(ContentProblems) as caught:
        read_programme(folder)
    assert any(f"quiz.md:7: {said}" in str(problem) for problem in caught.value.problems)
