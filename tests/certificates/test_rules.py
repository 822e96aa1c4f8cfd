"""What an award asks for, and the small sums around a certificate."""

from datetime import date
from typing import Any

import pytest

from certificates import rules
from certificates.models import CertificateState as State
from certificates.rules import AwardFacts, Tally, award_verdict

MODULES = {"code": "modules-done", "text": "Every module is done.", "kind": "modules", "modules": "all"}
AREAS = {"code": "core-areas-met", "text": "Every core area is met.", "kind": "areas", "areas": "core"}
ALL, NONE = Tally(11, 11), Tally(0, 11, tuple(f"Module {n}" for n in range(11)))


def facts(modules: Tally = ALL, areas: Tally = ALL, other: str = "") -> AwardFacts:
    return AwardFacts(modules=modules, areas=areas, other=other)


def test_everything_done_is_ok_and_every_line_says_so() -> None:
    answer = award_verdict([MODULES, AREAS], facts(), award="1.0")
    assert answer.ok and answer.rule == "award" and dict(answer.versions) == {"award": "1.0"}
    assert [(line.code, str(line.text), line.met) for line in answer.lines] == [
        ("modules-done", "Every module is done.", True),
        ("core-areas-met", "Every core area is met.", True),
    ]


def test_what_is_left_says_how_far_who_and_where() -> None:
    answer = award_verdict(
        [MODULES, AREAS], facts(Tally(9, 11, ("Endings", "Teams")), Tally(20, 24, ("A", "B", "C", "D")))
    )
    assert not answer.ok
    first, second = answer.reasons
    assert str(first.text) == "Every module is done. 9 of 11 so far. Still to do: Endings; Teams."
    assert str(first.who) == "You" and first.link is not None and first.link.endpoint == "modules.learn"
    assert str(second.text) == "Every core area is met. 20 of 24 so far."
    assert (
        str(second.who) == "You, then the assessor"
        and second.link is not None
        and second.link.endpoint == "assessments.areas"
    )


def test_to_somebody_else_the_person_is_named_and_nothing_links_to_their_pages() -> None:
    answer = award_verdict([MODULES, AREAS], facts(NONE, NONE, other="Siân"))
    assert [str(line.who) for line in answer.reasons] == ["Siân", "Siân, then the assessor"]
    assert [line.link for line in answer.reasons] == [None, None]


@pytest.mark.parametrize(
    ("requires", "given", "code"),
    [
        ([MODULES], facts(modules=Tally(0, 0)), "modules-done"),
        ([AREAS], facts(areas=Tally(0, 0)), "core-areas-met"),
        ([AREAS], facts(areas=Tally(24, 24, ("Listening",))), "core-areas-met"),
        ([MODULES], facts(modules=Tally(12, 11)), "modules-done"),
        ([], facts(), "rule-empty"),
        ([{"code": "hours", "text": "Hours.", "kind": "hours", "hours": 40}], facts(), "hours"),
        ([{**MODULES, "modules": "some"}], facts(), "modules-done"),
    ],
)
def test_what_cannot_be_told_is_never_met(requires: list[dict[str, Any]], given: AwardFacts, code: str) -> None:
    answer = award_verdict(requires, given)
    assert not answer.ok and [reason.code for reason in answer.reasons] == [code]
    assert all(str(reason.who) for reason in answer.reasons)


def test_nothing_set_up_says_so() -> None:
    assert rules.how_far(Tally(0, 0)) == "Nothing is set up here yet."
    assert rules.how_far(Tally(1, 5, ())) == "1 of 5 so far."


@pytest.mark.parametrize(
    ("state", "expires", "now"),
    [
        (State.VALID, None, State.VALID),
        (State.VALID, date(2026, 11, 23), State.VALID),
        (State.VALID, date(2026, 11, 22), State.EXPIRED),
        (State.REVOKED, date(2026, 11, 22), State.REVOKED),
        (State.SUSPENDED, date(2026, 11, 22), State.SUSPENDED),
    ],
)
def test_a_certificate_is_good_through_its_last_day(state: State, expires: date | None, now: State) -> None:
    assert rules.standing(state, expires, date(2026, 11, 23)) is now


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2026, 11, 23), None, None),
        (date(2026, 11, 23), 24, date(2028, 11, 23)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_the_last_day_is_so_many_months_on(issued: date, months: int | None, last: date | None) -> None:
    assert rules.last_day(issued, months) == last


def test_numbers_and_codes_as_people_read_them() -> None:
    assert rules.serial(2026, 123) == "PL-2026-000123"
    assert rules.canonical_code("7K3M 9XQA-0b1c d2e3 f4g5 h6j7 k8m9") == "7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9"
    assert rules.canonical_code("OIL0-") == "0110"
    assert rules.canonical_code(" -?!") == ""
    assert len(set(rules.ALPHABET)) == 32 and rules.CODE_LETTERS * 5 >= 128
