"""The demo door: become any of twelve people in one press, and read their mail. Absent outside demo mode."""

import email
import email.policy
from pathlib import Path

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lms.core.access import Open, changes, requires
from lms.core.db import db_session
from lms.core.ui import page, see
from lms.core.web import runtime
from lms.people import queries, signing_in
from lms.people.cast import DOMAIN, SIGN_IN
from lms.people.presenters import DemoMail

__all__ = ["mount"]

SHOWN = 30


def mount(people: Blueprint) -> None:
    """Add the routes; each answers 404 unless this is a demo of our own app: in a host, the host signs people in."""
    people.add_url_rule("/demo", "demo", demo)
    people.add_url_rule("/demo/sign-in", "demo_sign_in", demo_sign_in, methods=["POST"])
    people.add_url_rule("/demo/mail", "demo_mail", demo_mail)


def only_in_demo() -> None:
    """Abort with 404 outside demo mode, and in a host."""
    if not runtime().settings.demo or runtime().hosted:
        abort(404)


@requires(Open.PUBLIC)
def demo() -> Response:
    """Whom one can be."""
    only_in_demo()
    return page("lms/people/demo.jinja", {"people": SIGN_IN, "domain": DOMAIN})


@changes(Open.PUBLIC)
def demo_sign_in() -> Response:
    """Be one of the twelve; nobody else can be reached this way."""
    only_in_demo()
    address = request.form.get("email", "")
    listed = {f"{person.key}@{DOMAIN}" for person in SIGN_IN}
    person = queries.person_by_email(db_session(), address) if address in listed else None
    if person is None:
        abort(404)
    # In one press, whatever somebody else has turned on in this person's account meanwhile.
    signing_in.start(db_session(), person=person, browser=str(request.user_agent), second=True)
    return see("people.home")


@requires(Open.PUBLIC)
def demo_mail() -> Response:
    """The mail that the demo has sent: it goes to a folder, not to people."""
    only_in_demo()
    where = runtime().settings.mail
    folder = Path(where.removeprefix("file:")) if where.startswith("file:") else None
    found = (
        sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
        if folder and folder.is_dir()
        else []
    )
    return page("lms/people/demo_mail.jinja", {"mails": [_read(path) for path in found[:SHOWN]]})


def _read(path: Path) -> DemoMail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body()
    return DemoMail(str(message["To"]), str(message["Subject"]), body.get_content() if body else "")
