"""Log lines: JSON, with what is needed to find a fault, and nothing about anybody."""

import io
import json
import logging
import re
import sys
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.audit.models import AuditEvent
from lms.core import logs
from lms.core.access import Open, requires
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

pytestmark = pytest.mark.on("sqlite")
PLANTED = ("Marigold", "Thistledown", "marigold@private.example", "I hear voices", "hunter22hunter22", "s3cr3t-link")


@pytest.fixture
def said() -> io.StringIO:
    """What our loggers write, as production writes it."""
    ours = logging.getLogger("lms")
    logs.to_stderr(logging.INFO)
    stream = io.StringIO()
    ours.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_name_status_and_time(house: House, said: io.StringIO) -> None:
    reply = house.app.test_client().get("/sign-in?next=/x")
    [line] = lines(said)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert 0 < line.pop("ms") < 10_000
    assert line == {
        "level": "info",
        "logger": "lms.request",
        "request": reply.headers["X-Request-ID"],
        "message": "request",
        "method": "GET",
        "endpoint": "lms.people.sign_in",
        "status": 200,
    }


def crash(app: Flask) -> None:
    """Let the sign-in page fail with the words it was sent."""

    @requires(Open.PUBLIC)
    def failing() -> str:
        raise ValueError("Marigold Thistledown wrote: I hear voices")

    app.view_functions["lms.people.sign_in"] = failing


def ask_everything(house: House) -> None:
    """Requests that carry what nobody but their reader should see: right, wrong, lost and crashing."""
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    client = house.app.test_client()
    form = {"email": "marigold@private.example", "password": "hunter22hunter22", "name": "Marigold Thistledown"}
    for path in ("/sign-in", "/sign-up", "/posts", "/nowhere/s3cr3t-link", "/verify/s3cr3t-link", "/healthz"):
        client.get(f"{path}?q=I+hear+voices&name=Marigold")
        client.post(path, data={**form, "answer": "I hear voices"})
    crash(house.app)
    assert client.get("/sign-in?q=Thistledown").status_code == 500


def leaked(text: str) -> list[str]:
    return [word for word in PLANTED if word in text or word.replace(" ", "+") in text]


def test_no_line_holds_what_people_sent(house: House, said: io.StringIO) -> None:
    with house.unit() as session:
        make_person(session, roles={Role.ADMIN: make_node(session)}, name="Marigold Thistledown")
    ask_everything(house)
    assert len([line for line in lines(said) if line["logger"] == "lms.request"]) == 13
    assert leaked(said.getvalue()) == []


def test_a_planted_leak_would_be_seen(house: House, said: io.StringIO) -> None:
    house.app.after_request(
        lambda reply: logging.getLogger("lms.x").info("at %s", sys.modules["flask"].request.path) or reply
    )
    ask_everything(house)
    assert "s3cr3t-link" in leaked(said.getvalue())


def test_a_fault_is_told_by_kind_and_place_under_the_number_on_the_page(house: House, said: io.StringIO) -> None:
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    crash(house.app)
    reply = house.app.test_client().get("/sign-in")
    fault, line = lines(said)
    assert (fault["level"], fault["logger"], fault["error"]) == ("error", "lms.errors", "ValueError")
    assert fault["at"][-1].endswith(" failing")
    assert line["status"] == 500
    quoted = re.search(r"quote this number:.*?<code>(\w+)</code>", reply.text, re.DOTALL)
    assert quoted
    assert {quoted[1], fault["request"], line["request"]} == {reply.headers["X-Request-ID"]}


def test_the_audit_row_has_the_number_of_the_log(house: House, said: io.StringIO) -> None:
    with house.unit() as session:
        admin = make_person(session, roles={Role.ADMIN: make_node(session)})
    client = house.client(admin)
    said.truncate(said.seek(0))
    client.post("/account", {"chosen_name": "Somebody", "certificate_name": "Somebody Else", "phone": ""})
    [number] = [line["request"] for line in lines(said) if line.get("method") == "POST"]
    with house.unit() as session:
        actions = set(session.scalars(sa.select(AuditEvent.action).where(AuditEvent.request_id == number)))
    assert actions == {"person.renamed"}
    assert "Somebody" not in said.getvalue()


def test_words_of_others_lose_their_queries() -> None:
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "", 1, "Error handling request %s", ("/a?name=X",), None
    )
    assert json.loads(logs.JsonLines().format(record))["message"] == "Error handling request /a"
