"""Asking the app as each role, and comparing with what was written by hand."""

import csv
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from access.world import World
from engines import Engine
from werkzeug.routing import BuildError

from lms.core.access import SYSTEM
from lms.core.web.browser import SESSION_COOKIE
from lms.people import services
from lms.testing import Client, House

MATRIX = Path(__file__).with_name("matrix.csv")
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
        self.world = World()

    def _client(self, role: str, people: Mapping[str, UUID]) -> Client:
        client = self.house.client(None if role == "stranger" else people[role])
        client.lint = False
        return client

    @staticmethod
    def _cookie(client: Client) -> str:
        cookie = client._client.get_cookie(SESSION_COOKIE)
        assert cookie is not None
        return str(cookie.value)

    def settle(self, objects: Mapping[str, Mapping[str, object]], engine: Engine) -> None:
        """Know the objects by name; from here on the database is put back after every change."""
        self.objects = objects
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

    def reply(self, method: str, path: str, role: str) -> tuple[int, str]:
        """The status this person gets, and the text of a page or table."""
        client = self._clients[role]
        if method == "GET":
            with client._client.get(path) as reply:
                readable = reply.status_code == 200 and reply.mimetype in READABLE
                return reply.status_code, html.unescape(reply.get_data(as_text=True)) if readable else ""
        reply = client._client.post(path, data={"csrf_token": self._tokens[role]})
        reply.close()
        if reply.status_code < 400:
            self.restore()
            client.use_token(self._cookies[role])  # signing in or out gave this browser another one
        return reply.status_code, ""


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
