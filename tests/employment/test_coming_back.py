"""Leaving, and coming back after fourteen months to another team: what counts, what is asked, and what nobody reads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Told
from employment.returner import Returner, link_called, parts

from lms.employment import queries
from lms.employment.models import Leaving
from lms.employment.presenters import start as start_page
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")

WHY = "She told me that the ward office had become too much for her."
HINTS = (WHY, "Why, as you wrote it")
FOURTEEN_MONTHS = 425
# What the new post asks of anybody, whoever comes: it is about the team, and not about what she has done.
OF_THE_POST = {
    "line-manager-named", "peer-supervisor-named", "first-supervision-booked", "team-prepared", "induction-booked",
    "mandatory-training-booked", "benefits-advice-offered", "pay-details-given", "adjustments-agreed", "access-ready",
}  # fmt: skip


@pytest.fixture
def angela(demo_house: House, told: Told) -> Returner:
    # Somebody joins them here, and the story is everybody's.
    return Returner(demo_house, replace(told.story, people=dict(told.story.people)))


def leaves(angela: Returner) -> None:
    """HR first records until when she may work here, ten months from now; then that she has left, and why."""
    hr = angela.at("hr")
    check = link_called(hr.get(angela.old), f"Open the check: Right to work in the UK: done on {angela.says(-200)}")
    until = {**parts("on", angela.story.today), **parts("expires_on", angela.story.today + timedelta(days=300))}
    hr.submit(check, {"value": "confirmed-until", **until}, action=check)
    hr.submit(f"{angela.old}/leaving", {**parts("last_day", angela.story.today), "reason": WHY})


def pages(angela: Returner, new: str) -> dict[str, tuple[str, ...]]:
    """Every page on which somebody could read of it: the new team's, the old team's, and the administrator's."""
    boards = ("/", "/start", "/start.csv", "/start?state=left", "/start.csv?state=left")
    old, person = angela.old, angela.story.people["peer1"]
    return {
        "nia": (*boards, new, f"{new}/supervisor", f"{new}/leaving"),
        "manager": (*boards, old, f"{old}/decision", f"{old}/leaving", new, f"{new}/leaving"),
        "hr2": (*boards, "/checks", old, f"{old}/leaving", new, f"{new}/leaving", f"{new}/manager"),
        "lead": (*boards, old, new),
        "supervisor": ("/", "/supervision"),
        "admin": ("/", "/admin/audit", f"/admin/audit/{person}", f"/admin/people/{person}"),
    }


def leaks(angela: Returner, new: str) -> set[tuple[str, str]]:
    """Who reads on which page why she left, or that anything about it is written down."""
    found, read = set(), 0
    for who, paths in pages(angela, new).items():
        browser = angela.at(who)
        for path in paths:
            text, read = browser.get(path).text, read + 1
            assert text
            found |= {(who, path) for hint in HINTS if hint in text}
    assert read == 42
    return found


def test_what_counts_is_kept_and_only_what_ran_out_or_changed_is_asked(
    angela: Returner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves(angela)
    _keeps_her_record(angela)
    with angela.after(FOURTEEN_MONTHS):
        angela.invite_manager()
        angela.second_edition(tmp_path)
        new = angela.hired()
    with angela.after(FOURTEEN_MONTHS + 3):
        _reads_what_is_asked(angela, new)
        assert leaks(angela, new) == set()
        _a_page_that_shows_it_is_found(angela, new, monkeypatch)
        _redoes(angela, new)


def _keeps_her_record(angela: Returner) -> None:
    with angela.after(1):
        she = angela.at("peer1")
        began = she.get("/start/mine").text
        assert f"to {angela.says(0)}. What you did and were given here stays yours." in began
        assert "Valid" in she.get("/certificates").text
        assert "Your certificate is ready" in she.get("/").text
        assert WHY in she.get("/account/data").text
        she.get("/learn", status=403)
        assert "Angela Thorne" not in angela.at("supervisor").get("/supervision").all("h2")
        assert f"Last day {angela.says(0)}" in angela.at("manager").get(angela.old).text
        hr = angela.at("hr").get(f"{angela.old}/leaving")
        assert WHY in hr.text
        assert hr.all("main form") == []
        assert "Joanne Pike" in she.get("/account/access-log").text
        assert "to read again what they wrote when you left" in she.get("/account/access-log").text


def _reads_what_is_asked(angela: Returner, new: str) -> None:
    """The list by hand: her checks are from 200 days before she left, and so on; see the demo's part of each package."""
    lines = angela.lines("nia", new)
    asked = {code: text.split(" Next:")[0] for code, (state, text) in lines.items() if state == "to-do"}
    ran_out = angela.says(300)
    assert {code: text for code, text in asked.items() if code not in OF_THE_POST} == {
        "right-to-work": f"Right to work in the UK: refresh due since {ran_out}",
        "learning": "Changed since they were done, so the pages that changed are asked again: “Listening and being "
        "alongside”, “Confidentiality, safeguarding, law and records”. 11 modules are done and count, the last from "
        f"{angela.says(-235)}.",
    }
    assert set(asked) - {"right-to-work", "learning"} == OF_THE_POST
    checked = angela.says(-200)
    assert {code: text for code, (state, text) in lines.items() if state != "to-do"} == {
        "identity": f"Who you are: done on {checked}",
        "qualifications": "Qualifications and registration: not needed for this post",
        "references": f"Work history and references: done on {checked}",
        "criminal-record": f"Criminal record check (DBS): done on {checked}",
        "work-health": f"Work health check: done on {checked}",
        "areas": f"28 of 28 areas are met and kept, the last from {angela.says(-239)}.",
        "certificate": f"The certificate was issued on {angela.says(-230)}.",
    }
    assert set(angela.lines("manager", angela.old)) & {"learning", "areas", "certificate"} == set()
    angela.at("nia").get(angela.old, status=404)
    angela.at("nia").get(f"{angela.old}/leaving", status=404)


def _a_page_that_shows_it_is_found(angela: Returner, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: whoever may record it reads what another wrote; and the page of any start tells of the last one."""
    real = start_page._facts

    def anybody(session: Any, _actor: object, start_id: Any) -> Leaving | None:
        return session.query(Leaving).filter_by(start_id=start_id).one_or_none()

    def tells(one: Any, decided: Any) -> list[Any]:
        with angela.house.unit() as session:
            return [*real(one, decided), ("Left before", session.query(Leaving).one().reason)]

    faults: tuple[tuple[Any, str, Callable[..., Any], set[tuple[str, str]]], ...] = (
        (queries, "own_reason", anybody, {("manager", f"{angela.old}/leaving"), ("hr2", f"{angela.old}/leaving")}),
        (start_page, "_facts", tells, {("nia", new), ("manager", new), ("hr2", new), ("lead", new)}),
    )
    for where, name, fault, caught in faults:
        with monkeypatch.context() as planted:
            planted.setattr(where, name, fault)
            assert caught <= leaks(angela, new)


def _redoes(angela: Returner, new: str) -> None:
    """She reads the two pages again, and HR asks for the one paper; all else stays as it is."""
    she = angela.at("peer1")
    page = she.get("/learn")
    assert "154 of 156 steps done" in page.text
    assert "Welcome back. What you did before counts." in page.text
    for _page in range(2):
        (step,) = she.get("/learn").attributes("main a.nhsuk-button", "href")
        she.submit(step, action="/done")
    assert "You have done every module." in she.get("/learn").text
    state, text = angela.lines("hr", new)["learning"]
    today = angela.says(FOURTEEN_MONTHS + 3)
    assert (state, text) == ("done", f"13 modules are done and count, the last from {today}.")
