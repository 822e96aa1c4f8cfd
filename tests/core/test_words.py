"""Clock, words, verdicts, access and trace."""

import gettext
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from lms.core import clock, text, trace
from lms.core.access import NOBODY, SYSTEM, Actor, Open, access_of
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict

SUMMER = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


class Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"[{message}]"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"[{one if n == 1 else many}]"


def test_the_clock_can_be_held_and_goes_on_afterwards() -> None:
    with clock.frozen(SUMMER):
        assert clock.now() == SUMMER
        with clock.frozen(SUMMER + timedelta(days=1)):
            assert clock.today() == date(2026, 7, 2)
        assert clock.today() == date(2026, 7, 1), "half past midnight in London"
    assert clock.now() != SUMMER
    assert clock.now().tzinfo is UTC


def test_the_clock_is_not_held_at_a_moment_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_days_are_those_of_the_organisations_zone() -> None:
    try:
        clock.use_zone("America/New_York")
        with clock.frozen(SUMMER):
            assert clock.today() == date(2026, 6, 30)
            assert text.moment(clock.now()) == "30 June 2026, 19:30"
    finally:
        clock.use_zone("Europe/London")


def test_days_and_moments_in_words() -> None:
    assert text.day(date(2026, 11, 3)) == "3 November 2026"
    assert text.day(SUMMER) == "1 July 2026"
    assert text.moment(SUMMER) == "1 July 2026, 00:30"
    assert (text.day(None), text.moment(None)) == ("", "")


def test_words_now_later_and_by_number() -> None:
    later = _l("Hello %(name)s", name=_l("friend"))
    assert text.gettext("100% sure") == "100% sure"
    assert text.ngettext("%(n)s day", "%(n)s days", 1) == "1 day"
    assert text.ngettext("%(n)s day of %(all)s", "%(n)s days of %(all)s", 2, all=9) == "2 days of 9"
    assert str(later) == "Hello friend"
    with text.speaking(Pseudo()):
        assert str(later) == "[Hello [friend]]"
        assert text.ngettext("%(n)s day", "%(n)s days", 3) == "[3 days]"
    assert str(later) == "Hello friend"
    assert len({_l("a"), _l("a"), _l("b")}) == 2


def test_the_reader_gets_a_language_we_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "cy" / "LC_MESSAGES"
    place.mkdir(parents=True)
    welsh = Catalog(locale="cy")
    welsh.add("Sign in", "Mewngofnodi")
    with (place / "peer_lms.mo").open("wb") as file:
        write_mo(file, welsh)
    monkeypatch.setattr(text, "LOCALE", tmp_path)
    text.languages.cache_clear()
    try:
        with text.speaking(text.choose("cy")):
            assert text.gettext("Sign in") == "Mewngofnodi"
        with text.speaking(text.choose("fr, en;q=0.5")):
            assert text.gettext("Sign in") == "Sign in"
    finally:
        text.languages.cache_clear()
        text.choose.cache_clear()


ANN = UUID("00000000-0000-4000-8000-00000000000a")
DONE = Reason("identity", _l("Identity is checked."), met=True)
OPEN = Reason("dbs", _l("The check is awaited."), _l("HR"), Link("employment.checks", {"person_id": ANN}))
BARE = Reason("date", "Set a start date.", "You")


def test_a_verdict_is_ok_when_nothing_stands_in_the_way() -> None:
    assert Verdict("start").ok
    assert verdict("start", [DONE]).ok
    answer = verdict("start", [OPEN, DONE, BARE], form="2", policy="7")
    assert not answer.ok
    assert answer.reasons == (OPEN, BARE)
    assert answer.met == (DONE,)


def test_a_verdict_as_documented() -> None:
    with clock.frozen(SUMMER):
        answer = verdict("start", [DONE, OPEN, BARE], policy="2")
    shown = answer.as_json(ANN, lambda endpoint, **params: f"/{endpoint}/{params.get('person_id', '')}")
    assert shown == {
        "rule": "start",
        "person": "00000000-0000-4000-8000-00000000000a",
        "ok": False,
        "reasons": [
            {
                "code": "dbs",
                "text": "The check is awaited.",
                "who": "HR",
                "link": "/employment.checks/00000000-0000-4000-8000-00000000000a",
            },
            {"code": "date", "text": "Set a start date.", "who": "You", "link": None},
        ],
        "versions": {"policy": "2"},
        "at": "2026-06-30T23:30:00+00:00",
    }
    assert list(shown) == ["rule", "person", "ok", "reasons", "versions", "at"]
    assert answer.as_json(None)["person"] is None
    assert answer.as_json(None)["reasons"][0]["link"] is None


def test_a_snapshot_keeps_what_was_read() -> None:
    with clock.frozen(SUMMER), text.speaking(Pseudo()):
        kept = verdict("start", [DONE, OPEN]).snapshot()
    assert kept == {
        "rule": "start",
        "ok": False,
        "at": "2026-06-30T23:30:00+00:00",
        "versions": {},
        "lines": [
            {"code": "identity", "text": "[Identity is checked.]", "who": "", "met": True},
            {"code": "dbs", "text": "[The check is awaited.]", "who": "[HR]", "met": False},
        ],
    }


class May(StrEnum):
    LOOK = "x:look"


def test_an_actor_may_what_is_held_and_where() -> None:
    actor = Actor(ANN, "Ann", held={"x:look": ("a/b/",)})
    assert actor.can(May.LOOK)
    assert actor.can(Open.PUBLIC)
    assert not actor.can("x:touch")
    assert actor.paths("x:touch") == ()
    assert actor.can_at(May.LOOK, "a/b/c/")
    assert not actor.can_at(May.LOOK, "a/")
    assert not actor.can_at(May.LOOK, "z/a/b/")
    assert actor.id == ANN
    for nobody in (NOBODY, SYSTEM):
        assert not nobody.can(May.LOOK)
        with pytest.raises(LookupError, match="is not a person"):
            _ = nobody.id
    assert access_of(None) is None


def test_a_trace_counts() -> None:
    begun = trace.begin()
    assert trace.current() is begun
    begun.queries, begun.db_seconds = 7, 0.5
    assert begun.server_timing().endswith('db;dur=500.0;desc="7 queries"')


def test_in_another_zone() -> None:
    there = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5)))
    assert clock.local(there).hour == 7
