"""A form takes the answers it asks for, once each, from its body: whatever else is sent changes nothing."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import g, request
from people.conftest import joined

from lms.core.forms import Form
from lms.people.forms import NamesForm
from lms.people.models import Grant, Person
from lms.people.roles import Role
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")
ASKED = {"chosen_name": "Adele", "certificate_name": "Adele A", "phone": "1"}
MORE = {
    "email": "evil@test.example",
    "state": "erased",
    "id": str(UUID(int=1)),
    "role": "admin",
    "reading": "x",
    "version": "9",
}


def kept(house: House, sent: Any, **options: Any) -> tuple[Any, ...]:
    """What is known of Ada after she sends this to the form of her names."""
    ada = joined(house, Role.TRAINEE)
    house.client(ada).post("/account", sent, **options)
    with house.unit() as session:
        person = session.scalars(sa.select(Person)).one()
        roles = session.scalars(sa.select(Grant.role)).all()
        return person.id == ada, person.chosen_name, person.email, person.state.value, person.reading, [*roles]


GOOD = (True, "Adele", "ada@test.example", "active", None, [Role.TRAINEE])


def test_answers_to_what_was_not_asked_are_not_taken(house: House) -> None:
    assert kept(house, {**ASKED, **MORE}) == GOOD


def test_a_form_that_takes_everything_would_be_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(form: Form, *_asked: Any) -> bool:
        """Plants an address beside the names, as a form would that fills the record with whatever comes."""
        for person in g.lms_session.scalars(sa.select(Person)):
            person.email = request.form.get("email", person.email)
        return real(form, *_asked)

    real = NamesForm.then
    monkeypatch.setattr(NamesForm, "then", take)
    assert kept(house, {**ASKED, **MORE})[2] == "evil@test.example"


@pytest.mark.parametrize("name", ["%2541da", "&lt;b&gt;", "\\u0041da", "=?utf-8?q?Ada?="])
def test_what_is_encoded_twice_stays_as_it_was_sent(house: House, name: str) -> None:
    """A browser's own encoding is taken off once, and whatever is below it is letters: kept and shown as they are."""
    ada = joined(house, Role.TRAINEE)
    browser = house.client(ada)
    browser.post("/account", {**ASKED, "chosen_name": name})
    assert browser.get("/account").attributes("input[name=chosen_name]", "value") == [name]
    assert browser.get("/").h1 == f"Hello, {name}"
    assert browser.status("GET", "/%2561ccount") == 404


@pytest.mark.parametrize(
    ("sent", "query"),
    [
        ({**ASKED, "chosen_name": ["Adele", "Evil"]}, {}),  # twice in the form: the first is the answer
        (ASKED, {"chosen_name": "Evil", "email": "evil@test.example"}),  # in the address: no answer at all
    ],
)
def test_an_answer_that_comes_twice_counts_once(house: House, sent: Any, query: dict[str, str]) -> None:
    assert kept(house, sent, query_string=query) == GOOD
