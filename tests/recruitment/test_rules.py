"""Rules: what may happen, who may read, what has to be true first. Every expected value is written by hand."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from lms.core.errors import Refused
from lms.recruitment.models import ApplicationState as S
from lms.recruitment.models import PostState
from lms.recruitment.rules.letters import filled
from lms.recruitment.rules.privacy import may_ask_for_feedback, panel_may_read
from lms.recruitment.rules.scoring import compare, may_compare, meets_essentials, missing_points
from lms.recruitment.rules.states import DECIDED, NAMES, may_move, moved, next_step, takes_applications
from lms.recruitment.rules.verdicts import Sitting, decide_verdict, open_verdict, shortlist_verdict, submit_verdict

KEY = UUID(int=1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LIVED, OTHER = Sitting(True), Sitting(False)
ALLOWED = {
    (S.DRAFT, S.SUBMITTED), (S.DRAFT, S.WITHDRAWN),
    (S.SUBMITTED, S.SHORTLISTED), (S.SUBMITTED, S.NOT_THIS_TIME), (S.SUBMITTED, S.WITHDRAWN),
    (S.SHORTLISTED, S.INTERVIEW), (S.SHORTLISTED, S.NOT_THIS_TIME), (S.SHORTLISTED, S.WITHDRAWN),
    (S.INTERVIEW, S.INTERVIEW), (S.INTERVIEW, S.OFFER), (S.INTERVIEW, S.RESERVE), (S.INTERVIEW, S.NOT_THIS_TIME),
    (S.INTERVIEW, S.WITHDRAWN),
    (S.RESERVE, S.OFFER), (S.RESERVE, S.NOT_THIS_TIME), (S.RESERVE, S.WITHDRAWN),
    (S.OFFER, S.ACCEPTED), (S.OFFER, S.DECLINED), (S.OFFER, S.WITHDRAWN),
}  # fmt: skip


def test_an_application_moves_only_along_these_ways() -> None:
    assert {(a, b) for a in S for b in S if may_move(a, b)} == ALLOWED
    assert {S.NOT_THIS_TIME, S.ACCEPTED, S.DECLINED, S.WITHDRAWN} == DECIDED


def test_a_wrong_move_is_refused_in_words() -> None:
    assert moved(S.DRAFT, S.SUBMITTED) is S.SUBMITTED
    with pytest.raises(Refused, match="Withdrawn"):
        moved(S.WITHDRAWN, S.SUBMITTED)


def test_everybody_knows_who_acts_next() -> None:
    assert {state: str(next_step(state)[1]) for state in S} == {
        S.DRAFT: "You", S.SUBMITTED: "The people who score", S.SHORTLISTED: "HR", S.INTERVIEW: "You", S.OFFER: "You",
        S.RESERVE: "HR", S.NOT_THIS_TIME: "", S.ACCEPTED: "HR", S.DECLINED: "", S.WITHDRAWN: "",
    }  # fmt: skip
    assert str(next_step(S.INTERVIEW, met=True)[1]) == "HR"
    assert str(next_step(S.OFFER, met=True)[1]) == "You"


def test_no_word_of_a_state_blames_anybody() -> None:
    said = " ".join([str(name) for name in NAMES.values()] + [str(next_step(state)[0]) for state in S]).lower()
    assert not [word for word in ("fail", "reject", "unsuccessful", "declined") if word in said]


@pytest.mark.parametrize(
    ("state", "closes", "expected"),
    [
        (PostState.OPEN, date(2026, 6, 1), True),
        (PostState.OPEN, date(2026, 5, 31), False),
        (PostState.DRAFT, date(2026, 7, 1), False),
        (PostState.CLOSED, date(2026, 7, 1), False),
    ],
)
def test_the_last_day_is_included(state: PostState, closes: date, expected: bool) -> None:
    assert takes_applications(state, closes, date(2026, 6, 1)) is expected


def reads(state: S, decided: int | None = None, wanted: bool = False, done: bool = False) -> bool:
    at = NOW - timedelta(days=decided) if decided is not None else None
    return panel_may_read(state, decided_at=at, feedback_wanted=wanted, feedback_done=done, now=NOW)


def test_the_panel_reads_from_sending_until_decision_and_feedback_are_done() -> None:
    assert {state for state in S if reads(state, 0)} == {
        S.SUBMITTED, S.SHORTLISTED, S.INTERVIEW, S.OFFER, S.RESERVE, S.NOT_THIS_TIME,
    }  # fmt: skip
    assert reads(S.NOT_THIS_TIME, 27)
    assert not reads(S.NOT_THIS_TIME, 28)
    assert reads(S.NOT_THIS_TIME, 60, wanted=True)
    assert not reads(S.NOT_THIS_TIME, 1, wanted=True, done=True)


def test_feedback_can_be_asked_for_four_weeks() -> None:
    def may(state: S, days: int | None) -> bool:
        at = NOW - timedelta(days=days) if days is not None else None
        return may_ask_for_feedback(state, decided_at=at, now=NOW)

    assert [may(S.NOT_THIS_TIME, days) for days in (0, 27, 28)] == [True, True, False]
    assert [may(S.NOT_THIS_TIME, None), may(S.RESERVE, 90), may(S.OFFER, 1)] == [False, True, False]


CRITERIA = [
    {"code": "a", "text": "A", "essential": True},
    {"code": "b", "text": "B", "essential": True},
    {"code": "z", "text": "Z", "essential": False},
]


def test_essential_points_are_met_with_one_point_each_on_average() -> None:
    assert meets_essentials(CRITERIA, [{"a": 2, "b": 1, "z": 0}, {"a": 0, "b": 1, "z": 0}])
    assert not meets_essentials(CRITERIA, [{"a": 3, "b": 1}, {"a": 3, "b": 0}])
    assert not meets_essentials(CRITERIA, [])


def test_scores_side_by_side_show_how_far_apart_they_are() -> None:
    lines = compare(CRITERIA, [{"a": 3, "b": 1}, {"a": 1, "b": 2, "z": 2}])
    assert [(line.code, list(line.points), line.apart, line.wide) for line in lines] == [
        ("a", [3, 1], 2, True),
        ("b", [1, 2], 1, False),
        ("z", [None, 2], 0, False),
    ]
    assert [line.apart for line in compare(CRITERIA, [])] == [0, 0, 0]
    assert missing_points(CRITERIA, {"b": 0}) == ["a", "z"]


@pytest.mark.parametrize(
    ("seat", "own", "everybody", "moved_on", "expected"),
    [
        (True, True, True, False, True),
        (True, True, False, False, False),
        (True, False, True, False, False),
        (True, False, True, True, False),
        (True, True, False, True, True),
        (False, False, True, False, True),
        (False, False, False, False, False),
        (False, False, False, True, True),
    ],
)
def test_nobody_sees_other_points_too_early(
    seat: bool, own: bool, everybody: bool, moved_on: bool, expected: bool
) -> None:
    assert may_compare(holds_seat=seat, own_in=own, all_in=everybody, moved_on=moved_on) is expected


def to_do(verdict: object) -> list[str]:
    return [reason.code for reason in verdict.reasons]  # type: ignore[attr-defined]


def test_a_post_opens_with_two_scorers_one_of_them_with_lived_experience() -> None:
    def ask(panel: list[Sitting], closes: date = date(2026, 6, 1), reference: str = "T") -> list[str]:
        today = date(2026, 6, 1)
        return to_do(open_verdict(panel, post_id=KEY, closes_on=closes, approval_reference=reference, today=today))

    assert ask([LIVED, OTHER]) == []
    assert ask([]) == ["two-scorers", "lived-experience"]
    assert ask([LIVED]) == ["two-scorers"]
    assert ask([OTHER, OTHER]) == ["lived-experience"]
    assert ask([LIVED, OTHER], date(2026, 5, 31), "") == ["closing-date", "approval"]


def test_shortlisting_waits_for_two_scores_and_says_who_acts() -> None:
    def ask(seats: list[Sitting], scores: list[Sitting]) -> list[tuple[str, str]]:
        found = shortlist_verdict(seats, scores, post_id=KEY)
        return [(reason.code, str(reason.who)) for reason in found.reasons]

    scorers, hr = "The people who score", "HR: name another scorer"
    assert ask([LIVED, OTHER], [LIVED, OTHER]) == []
    assert ask([LIVED, OTHER], [OTHER]) == [("two-scores", scorers), ("lived-experience-score", scorers)]
    assert ask([LIVED], [LIVED]) == [("two-scores", hr)]
    assert ask([OTHER, OTHER], [OTHER, OTHER]) == [("lived-experience-score", hr)]


def test_a_decision_waits_for_the_interview() -> None:
    assert to_do(decide_verdict(application_id=KEY, recorded=False)) == ["interview-recorded"]
    assert decide_verdict(application_id=KEY, recorded=True).ok


def test_sending_needs_every_step() -> None:
    steps = [{"code": "why", "title": "Why", "max_words": 3}]

    def ask(text: str, about: bool = True, adjusted: bool = True, opened: bool = True) -> list[str]:
        return to_do(
            submit_verdict(
                steps, {"why": text}, application_id=KEY, about_done=about, adjustments_done=adjusted, post_open=opened
            )
        )

    assert ask("one two three") == []
    assert ask("one two three four") == ["why"]
    assert ask("", about=False, adjusted=False, opened=False) == ["about-you", "why", "adjustments", "post-open"]


def test_letters_fill_their_places_and_leave_other_braces_alone() -> None:
    assert filled("Dear {name},\n\n{0} {post}\n", {"name": "Ana {post}", "post": "P"}) == "Dear Ana {post},\n\n{0} P"
