"""An address that nobody has: the page that says so is still the page of whoever asked."""

from typing import Any

import pytest
from people.conftest import joined, sign_in
from sqlalchemy.exc import OperationalError

import lms.app
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person

NOWHERE = "/nothing/at/all"


@pytest.fixture
def trainer(house: House) -> Client:
    with house.unit() as session:
        person = make_person(session, {Role.TRAINER: make_node(session)}, name="Rowan Ashworth")
    return house.client(person)


def account(client: Client) -> list[str]:
    """What stands in the corner of the page at an address that is none."""
    page: Any = client.get(NOWHERE, status=404)
    assert page.all("h1") == ["Page not found"]
    return [*page.all(".lms-account a"), *page.all(".lms-account button")]


def test_whoever_is_signed_in_keeps_their_name_and_menu(trainer: Client) -> None:
    assert account(trainer) == ["Rowan Ashworth", "Sign out"]
    page: Any = trainer.get(NOWHERE, status=404)
    assert page.all(".lms-menu li a")


def test_a_stranger_is_offered_to_sign_in(house: House) -> None:
    assert account(house.client()) == ["Sign in"]


def test_it_is_seen_when_nobody_is_met(trainer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lms.app, "greet", lambda: None)
    assert account(trainer) == ["Sign in"]


@pytest.mark.parametrize("lost", [OperationalError("", None, Exception()), OSError(5, "gone")])
def test_records_that_cannot_be_read_make_it_no_other_error(
    trainer: Client, lost: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise lost

    monkeypatch.setattr("lms.people.identity._behind_cookie", fail)
    assert account(trainer) == ["Sign in"]


def test_whoever_owes_a_second_factor_is_a_stranger_still(strict: House) -> None:
    joined(strict)
    browser = strict.client()
    sign_in(browser)
    assert account(browser) == ["Sign in"]
