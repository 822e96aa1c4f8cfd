"""A connection that breaks in the middle of a form: half the words must not pass for all of them."""

import io
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from lms.core.web import guard
from lms.people.models import Person
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

NAME = "Maximiliana Longname"


def sent_in_part(house: House) -> tuple[TestResponse, str]:
    """A name, cut off after eight letters: the reply, and what the person is called now."""
    with house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)}, name="Ada", email="ada@test.example").id
    client = house.client(person)
    fields = {name: value for name, value in client.get("/account").fields("/account").items() if name != "chosen_name"}
    body = urlencode({**fields, "chosen_name": NAME}).encode()
    part = io.BytesIO(body[: -len(urlencode({"": NAME})) + 9])
    reply = client._client.post(
        "/account",
        input_stream=part,
        content_type="application/x-www-form-urlencoded",
        # As gunicorn tells it: the stream ends by itself, and it does where the connection broke.
        environ_overrides={"CONTENT_LENGTH": str(len(body)), "wsgi.input_terminated": True},
    )
    with house.unit() as session:
        return reply, session.get_one(Person, person).chosen_name


def test_half_a_form_is_no_form(house: House) -> None:
    reply, name = sent_in_part(house)
    assert (reply.status_code, name) == (400, "Ada")


@pytest.mark.on("sqlite")
def test_without_the_count_it_would_be_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LimitedStream", lambda stream, _length: stream)
    reply, name = sent_in_part(house)
    assert (reply.status_code, name) == (303, "Maximili")
