"""Passwords may be pasted, and filled in by a program that keeps them: nothing of ours prevents it."""

import re

import pytest
from architecture.reading import ROOT, templates
from people.conftest import joined, sign_in

from lms.testing import House, Page

FORBIDS = re.compile(
    r"\bon(?:paste|copy|cut|drop)\b|[\"'](?:paste|beforeinput)[\"']|autocomplete=[\"']?off", re.IGNORECASE
)


def forbids(source: str) -> list[str]:
    """Words by which a page or a script could stand in the way of pasting."""
    return FORBIDS.findall(source)


def test_no_page_and_no_script_listens_for_pasting() -> None:
    ours = [*sorted((ROOT / "lms/static").glob("*.js")), *templates()]
    assert len(ours) >= 100
    assert {path.name: found for path in ours if (found := forbids(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "planted",
    ['<input onpaste="return false">', "field.addEventListener('paste', stop)", "x.oncopy = no", 'autocomplete="off"'],
)
def test_what_would_forbid_it_is_seen(planted: str) -> None:
    assert len(forbids(planted)) == 1


def fields(page: Page) -> list[tuple[str, ...]]:
    """Each password field: masked or not, and what it tells programs that keep passwords."""
    return list(
        zip(
            page.attributes("input[name$=password],#current", "type"),
            page.attributes("input[name$=password],#current", "autocomplete"),
            strict=True,
        )
    )


@pytest.mark.on("sqlite")
def test_each_field_says_which_password_it_wants(house: House) -> None:
    joined(house)
    browser = house.client()
    now, new = ("password", "current-password"), ("password", "new-password")
    assert fields(browser.get("/sign-in")) == [now]
    sign_in(browser)
    assert fields(browser.get("/account/password")) == [now, new]
    assert fields(browser.get("/sign-in/again")) == [now]
