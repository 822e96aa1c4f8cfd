"""Asking the app as each role, and comparing with what was written by hand."""

import csv
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import sqlalchemy as sa
from access.world import World
from engines import Engine
from werkzeug.routing import BuildError
from werkzeug.test import TestResponse

from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.web.browser import SESSION_COOKIE, SESSION_LIFE, digest
from lms.people import services
from lms.people.models import Person, UserSession
from lms.testing import Client, House

MATRIX = Path(__file__).with_name("matrix.csv")
TO_THE_DOOR = "/sign-in?next="  # whoever is sent there without a draft has changed nothing
READABLE = {"text/html", "text/csv", "application/json"}
ROLES = (
    "stranger",
    "guest",
    "applicant",
    "scorer",
    "trainee",
    "trainer",
    "assessor",
    "assessor2",
    "iqa",
    "supervisor",
    "manager",
    "hr",
    "lead",
    "admin",
)
# Those who stand in two places at once, and two browsers of the trainee that are signed in no more.
MORE = (
    "double", "traveller", "commuter", "walker", "runner", "everywhere", "mirror", "keeper", "ready", "ended", "expired",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the matrix: an endpoint with a method and an object, and the status each role gets."""

    endpoint: str
    method: str
    object: str
    expected: Mapping[str, int]


def rows() -> list[Row]:
    """The matrix as it was written."""
    with MATRIX.open(newline="", encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if not line["endpoint"].startswith("#")]
    return [
        Row(line["endpoint"], line["method"], line["object"], {role: int(line[role]) for role in ROLES})
        for line in lines
    ]


class Asker:
    """Sends one request as one role, and puts the database back after every change."""

    def __init__(self, house: House, people: Mapping[str, UUID], *, more: Iterable[str] = ()) -> None:
        self.house, self.people = house, people
        self._clients = {role: self._client(role, people) for role in (*ROLES, *more)}
        self._tokens = {role: client.csrf_token() for role, client in self._clients.items()}
        self._cookies = {role: self._cookie(client) for role, client in self._clients.items()}
        self.objects: Mapping[str, Mapping[str, object]] = {}
        self.names: Mapping[str, str] = {}
        self.world = World()

    def _client(self, role: str, people: Mapping[str, UUID]) -> Client:
        client = self.house.client(None if role == "stranger" else people[role])
        client.lint = False
        return client

    def cookie(self, role: str) -> str:
        """What this role's browser is signed in with."""
        return self._cookies[role]

    @staticmethod
    def _cookie(client: Client) -> str:
        cookie = client._client.get_cookie(SESSION_COOKIE)
        assert cookie is not None
        return str(cookie.value)

    def settle(self, objects: Mapping[str, Mapping[str, object]], engine: Engine) -> None:
        """Know the objects by name; from here on the database is put back after every change."""
        self.objects = objects
        with self.house.unit() as session:
            called = {row[0]: row[1] for row in session.execute(sa.select(Person.id, Person.chosen_name))}
        self.names = {key: called[person] for key, person in self.people.items()}
        self.restore = engine.snapshot(self.house)

    def path(self, row: Row) -> str:
        """The address a row asks for."""
        return self.address(row.endpoint, self.objects[row.object] if row.object else {})

    def address(self, endpoint: str, params: Mapping[str, object]) -> str:
        """The address of an endpoint with these parameters."""
        with self.house.app.test_request_context():
            try:
                return self.house.app.url_for(f"lms.{endpoint}", **params)
            except BuildError as problem:
                raise AssertionError(f"{endpoint} with {params}: {problem}") from None

    def ask(self, row: Row, role: str) -> int:
        """The status this role gets."""
        return self.reply(row.method, self.path(row), role)[0]

    def reply(self, method: str, path: str, role: str, data: str = "", *, follow: bool = False) -> tuple[int, str]:
        """The status this person gets, and the text of a page or table; `follow`: of the page that a form leads to."""
        client = self._clients[role]
        if method == "GET":
            with client._client.get(path) as reply:
                return reply.status_code, _text(reply)
        sent = {"csrf_token": self._tokens[role], **parse_qs(data, keep_blank_values=True)}
        with client._client.post(path, data=sent) as reply:
            status, text, place = reply.status_code, _text(reply), reply.headers.get("Location", "")
        if status < 400 and follow:
            text = f"{place} {self.reply('GET', place, role)[1]}"
        if status < 400 and ("_draft" in sent or not place.startswith(TO_THE_DOOR)):
            self.restore()
            client.use_token(self._cookies[role])  # signing in or out gave this browser another one
        return status, text


def _text(reply: TestResponse) -> str:
    readable = reply.status_code in {200, 422} and reply.mimetype in READABLE
    return html.unescape(reply.get_data(as_text=True)) if readable else ""


def end_sessions(asker: Asker) -> UUID:
    """Sign one browser of the trainee out, and let another's session run out; gives the id of the first."""
    with asker.house.unit() as session:
        ended, expired = (
            session.scalars(sa.select(UserSession).filter_by(token_digest=digest(asker.cookie(who)))).one()
            for who in ("ended", "expired")
        )
        ended.ended_at, ended.browser = clock.now(), "A tablet given back"
        expired.created_at = clock.now() - SESSION_LIFE - timedelta(days=1)
        return ended.id


def endpoints(house: House) -> Iterator[tuple[str, str]]:
    """Every endpoint of ours with every method it answers."""
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint.startswith("lms."):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint.removeprefix("lms."), method


def guest(house: House) -> UUID:
    """Somebody who can sign in and holds no role at all."""
    with house.unit() as session:
        return services.add_person(session, chosen_name="No Role", email="guest@demo.example", by=SYSTEM).id
