"""The contract kit: each of its checks is broken by a plugin made for that, and a good plugin breaks none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from plugins import broken
from plugins.test_loader import Point

from lms.core.access import Open
from lms.core.text import lazy_gettext as _l
from lms.plugins import loader
from lms.testing.contract import CHECKS, Bench

Made = Callable[[Path], Any]
REACH = '{% extends "lms/layout.jinja" %}{% block content %}<h1>Rain today</h1>{% endblock %}'


def made(plugin: Any) -> Made:
    return lambda _folder: nullcontext(plugin)


def written(name: str, **how: Any) -> Made:
    return lambda folder: broken.package(folder, name, **how)


# check → the plugin that breaks it, and a word of what is said
BREAKS: dict[str, tuple[Made, str]] = {
    "it_states_its_api": (made(broken.Mute()), "write peer_lms_api = 1"),
    "it_is_switched_on": (made(RuntimeError("no sun")), "it is switched off: RuntimeError: no sun"),
    "permissions_carry_its_name": (made(broken.Foreign()), "rain:see does not begin with weather:"),
    "pages_are_guarded": (made(broken.paged(Open.SIGNED_IN, "Weather")), "/weather is open to"),
    "pages_open_and_are_well_made": (made(broken.paged(broken.Can.SEE, "")), "500"),
    "templates_extend_the_layout": (written("rain_a", template="<h1>Rain</h1>"), "does not extend lms/layout.jinja"),
    "words_can_be_translated": (made(broken.Bare()), "the menu label 'Weather' stands bare"),
    "answers_are_as_promised": (made(broken.Wordy()), "home_cards gave str where Card was promised"),
    "many_cost_no_more_than_one": (made(broken.OneByOne()), "statements for one person and"),
    "tables_are_its_own": (written("rain_b", classified=False), "do not say why they are kept"),
    "migrations_go_up_and_down": (written("rain_c"), "going down leaves tables behind: lms_x_weather_day"),
    "jobs_are_harmless_twice": (made(broken.Again()), "weather.rain, carried out twice, changes lms_job"),
}


@contextmanager
def bench(folder: Path, patch: pytest.MonkeyPatch, make: Made) -> Iterator[Bench]:
    with make(folder) as plugin:
        patch.setattr(loader, "entry_points", lambda group: [Point("weather", plugin)])
        built = Bench.make(folder / "house", "weather", payloads={"weather.rain": lambda session: {}})
        built.house.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield built
        built.house.close()


def test_every_check_has_somebody_who_breaks_it() -> None:
    assert set(BREAKS) == set(CHECKS)
    assert len(CHECKS) >= 12


@pytest.mark.parametrize("check", CHECKS)
def test_a_broken_promise_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: str) -> None:
    make, words = BREAKS[check]
    with bench(tmp_path, monkeypatch, make) as at:
        faults = list(CHECKS[check](at))
    assert any(words in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("plugin", "check", "words"),
    [
        (broken.Hidden(), "it_is_switched_on", "the kind of evidence 'Rain seen!' is not made of small letters"),
        (broken.Borrowed(), "answers_are_as_promised", "the key rain:1 does not begin with weather:"),
        (broken.Borrowed(_l("%(mm)d mm", mm="many")), "answers_are_as_promised", "linkable_items: TypeError"),
    ],
)
def test_what_is_wrong_about_evidence_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugin: Any, check: str, words: str
) -> None:
    with bench(tmp_path, monkeypatch, made(plugin)) as at:
        faults = list(CHECKS[check](at))
    assert any(words in fault for fault in faults), faults


def test_a_good_plugin_breaks_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bench(tmp_path, monkeypatch, made(broken.Weather())) as at:
        found = {name: list(check(at)) for name, check in CHECKS.items()}
    assert not any(found.values()), found


def test_bare_words_of_a_template_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bench(tmp_path, monkeypatch, partial(broken.package, name="rain_d", template=REACH)) as at:
        assert any("'Rain today' stands bare" in fault for fault in CHECKS["words_can_be_translated"](at))


def test_a_plugin_that_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bench(tmp_path, monkeypatch, made(broken.Weather())) as at:
        at.name = "wether"
        with pytest.raises(AssertionError, match="no plugin wether is installed, only"):
            _ = at.guest
