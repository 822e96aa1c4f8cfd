"""Completion, opening and the rest of learning's rules, with expectations by hand."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from modules.rules import ModuleFacts, may_welcome_a_call, opens, progress, publishable, right_answers

A, B, C, D = (UUID(int=n) for n in range(1, 5))


def facts(*, after: tuple[str, ...] = ("one",)) -> list[ModuleFacts]:
    return [
        ModuleFacts(uuid4(), "one", "One", 1, (), [A, B]),
        ModuleFacts(uuid4(), "two", "Two", 2, after, [C, D]),
    ]


def test_progress_is_a_function_of_what_is_done() -> None:
    start = progress(facts(), set())
    assert (start.done_count, start.total, start.next_activity, start.done) == (0, 4, A, False)
    half = progress(facts(), {A, B})
    assert [m.done for m in half.modules] == [True, False]
    assert half.next_activity == C
    whole = progress(facts(), {A, B, C, D})
    assert (whole.done, whole.next_activity) == (True, None)


def test_a_module_opens_when_the_one_before_is_done() -> None:
    shut = opens(progress(facts(), {A}).modules[1], uuid4())
    assert not shut.ok
    assert str(shut.reasons[0].text) == "Opens when “One” is done."
    assert str(shut.reasons[0].who) == "You"
    assert opens(progress(facts(), {A, B}).modules[1], uuid4()).ok
    assert opens(progress(facts(after=()), set()).modules[1], uuid4()).ok


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


def test_what_stands_in_the_way_of_publishing_is_named() -> None:
    assert publishable([{"title": "One", "activities": 3, "has_plan": True}]).ok
    assert [r.code for r in publishable([]).reasons] == ["has-modules"]
    missing = publishable([{"title": "One", "activities": 0, "has_plan": False}])
    assert [str(r.text) for r in missing.reasons] == ["“One” has something to learn in it.", "“One” has a session plan."]
