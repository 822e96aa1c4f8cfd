"""Completion, opening and the rest of learning's rules, with expectations by hand."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from modules.models import EnrolmentState
from modules.presenters.learning import ModuleLine
from modules.rules import (
    ModuleFacts,
    Step,
    closed_for,
    may_welcome_a_call,
    opens,
    passed,
    progress,
    publishable,
    right_answers,
)

A, B, C, D = (UUID(int=n) for n in range(1, 5))


def step(key: UUID) -> Step:
    return Step(key, f"step-{key.int}", f"Step {key.int}", 5)


def facts(*, after: tuple[str, ...] = ("one",)) -> list[ModuleFacts]:
    return [
        ModuleFacts(uuid4(), "one", "One", 1, (), [step(A), step(B)]),
        ModuleFacts(uuid4(), "two", "Two", 2, after, [step(C), step(D)]),
    ]


def test_progress_is_a_function_of_what_is_done() -> None:
    start = progress(facts(), set())
    assert (start.done_count, start.total, start.done) == (0, 4, False)
    half = progress(facts(), {A, B})
    assert [m.done for m in half.modules] == [True, False]
    whole = progress(facts(), {A, B, C, D})
    assert (whole.done, whole.resume) == (True, None)


@pytest.mark.parametrize(
    ("done", "last", "expected"),
    [
        (set(), None, A),
        (set(), B, B),  # opened and not done: exactly there
        ({B}, B, A),  # done, and nothing open after it: what was passed over
        ({A}, A, B),
        ({A, B}, B, C),
        ({A, B, C}, A, D),
        ({A}, D, B),  # the second module is shut again: nobody is sent into it
    ],
)
def test_one_comes_back_to_the_exact_step(done: set[UUID], last: UUID | None, expected: UUID) -> None:
    place = progress(facts(), done, last).resume
    assert place is not None
    assert place.step.id == expected
    assert place.module.slug == ("one" if expected in {A, B} else "two")


def test_a_module_opens_when_the_one_before_is_done() -> None:
    key = uuid4()
    shut = opens(progress(facts(), {A}).modules[1], key)
    assert not shut.ok
    reason = shut.reasons[0]
    assert (str(reason.text), str(reason.who)) == ("Opens when “One” is done.", "You")
    assert reason.link is not None
    assert (reason.link.endpoint, reason.link.params) == ("modules.module", {"enrolment_id": key, "module_slug": "one"})
    assert opens(progress(facts(), {A, B}).modules[1], key).ok
    assert opens(progress(facts(after=()), set()).modules[1], key).ok


@pytest.mark.parametrize(
    ("after", "done", "said"),
    [
        ((), set(), ""),
        (("one",), set(), "Opens when “One” is done."),
        (("one", "two"), set(), "Opens when 2 more modules are done. The next is “One”."),
        (("one", "two"), {A, B}, "Opens when “Two” is done."),
        (("one", "two"), {A, B, C, D}, ""),
    ],
)
def test_a_list_says_in_one_line_when_a_module_opens(after: tuple[str, ...], done: set[UUID], said: str) -> None:
    last = ModuleFacts(uuid4(), "last", "Last", 3, after, [step(UUID(int=5))])
    found = progress([*facts(), last], done).modules[2]
    assert str(ModuleLine(found, opens(found, uuid4())).when) == said


def test_an_empty_module_is_never_done_and_an_empty_programme_neither() -> None:
    assert not progress([ModuleFacts(uuid4(), "x", "X", 1, (), [])], set()).modules[0].done
    assert not progress([], set()).done


def test_a_call_may_be_welcome_after_fourteen_days() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert not may_welcome_a_call(now - timedelta(days=13, hours=23), now)
    assert may_welcome_a_call(now - timedelta(days=14), now)


def test_a_question_counts_only_when_exactly_its_right_options_are_chosen() -> None:
    questions = [
        {"options": [{"right": True}, {"right": False}]},
        {"options": [{"right": True}, {"right": True}, {"right": False}]},
    ]
    assert right_answers(questions, {"0": ["0"], "1": ["0", "1"]}) == 2
    assert right_answers(questions, {"0": ["1"], "1": ["0", "1", "2"]}) == 0
    assert right_answers(questions, {"0": ["0"], "1": ["0"]}) == 1
    assert right_answers(questions, {}) == 0


@pytest.mark.parametrize(
    ("mark", "right", "total", "enough"),
    [(None, 0, 5, True), (80, 4, 5, True), (80, 3, 5, False), (80, 7, 9, False), (80, 8, 9, True), (100, 5, 5, True)],
)
def test_a_pass_mark_is_reached_or_not_and_practice_always_is(
    mark: int | None, right: int, total: int, enough: bool
) -> None:
    assert passed(mark, right, total) is enough


def test_what_is_closed_says_what_to_do() -> None:
    said = {state: str(closed_for(state) or "") for state in EnrolmentState}
    assert [state for state, words in said.items() if not words] == ["invited", "active", "completed"]
    assert "Press “Come back now”" in said[EnrolmentState.PAUSED]
    assert "Ask your programme lead." in said[EnrolmentState.DEFERRED]
    assert said[EnrolmentState.DEFERRED] == said[EnrolmentState.WITHDRAWN]


def test_what_stands_in_the_way_of_publishing_is_named() -> None:
    assert publishable([{"title": "One", "activities": 3, "has_plan": True}]).ok
    assert [r.code for r in publishable([]).reasons] == ["has-modules"]
    missing = publishable([{"title": "One", "activities": 0, "has_plan": False}])
    said = [str(r.text) for r in missing.reasons]
    assert said == ["“One” has something to learn in it.", "“One” has a session plan."]
