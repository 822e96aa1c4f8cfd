"""The demo with everybody's browser in it, put back before each route; forms are filled and sent from here."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lxml.html
import sqlalchemy as sa
from access.objects import objects_of
from drills.place import tell
from drills.twice.examples import Example, examples, filled
from engines import Blank, Postgres, Sqlite
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from postgres import postgres_server
from werkzeug.test import TestResponse

from lms.core.access import Mode
from lms.core.db import Base
from lms.core.web.browser import SESSION_COOKIE
from lms.plugins import DemoStory
from lms.testing import House

__all__ = ["Replied", "Scene", "State", "at_once", "furnished", "on_each_engine"]

# What is taught does not change by any form that is sent here, and is long.
BOOKS = {"lms_content_file", "lms_activity"}
# When a browser was last here says nothing about what it sent.
VISITS = {("lms_user_session", "seen_at")}
State = Mapping[str, tuple[int, int]]
Replied = tuple[int, str]


class Scene:
    """The demo, put back before each route."""

    def __init__(self, house: House, story: DemoStory, restore: Callable[[House], Callable[[], None]]) -> None:
        self.house, self.story, self.people = house, story, story.people
        house.client(story.people["trainee"])  # whose session is one of the objects
        self.objects = dict(objects_of(house, story))
        self._tokens: dict[str, str] = {}
        for example in examples():
            self.cookie(example.role)
        self._queries = [
            (table.name, _everything(table)) for table in Base.metadata.sorted_tables if table.name not in BOOKS
        ]
        self.restore = restore(house)

    def cookie(self, who: str) -> str:
        """The session token of this person's browser."""
        if who not in self._tokens:
            client = self.house.client(None if who == "stranger" else self.people[who])
            client.csrf_token()
            cookie = client._client.get_cookie(SESSION_COOKIE)
            self._tokens[who] = str(cookie.value) if cookie else ""
        return self._tokens[who]

    def path(self, endpoint: str, thing: str) -> str:
        """The address of an endpoint, for one of the objects."""
        with self.house.app.test_request_context():
            return self.house.app.url_for(f"lms.{endpoint}", **(self.objects[thing] if thing else {}))

    def browser(self, who: str) -> FlaskClient:
        """This person's browser, as it was before the form was sent."""
        made = self.house.app.test_client()
        made.set_cookie(SESSION_COOKIE, self.cookie(who))
        return made

    def send(self, example: Example, data: Mapping[str, Any]) -> Replied:
        """Send a form as a new request of the same browser: its status, and where it leads."""
        reply = self.answer(example, data)
        return reply.status_code, reply.headers.get("Location", "")

    def answer(self, example: Example, data: Mapping[str, Any]) -> TestResponse:
        """The whole reply to a form, read to its end."""
        browser, target = self.browser(example.role), self.path(example.endpoint, example.object)
        if example.json:
            said = {name: value for name, value in data.items() if name not in {"csrf_token", "_key"}}
            reply = browser.post(target, json=said, headers={"X-CSRF-Token": data["csrf_token"]})
        else:
            reply = browser.post(target, data=data)
        reply.get_data()
        reply.close()
        return reply

    def form(self, example: Example, key: str) -> dict[str, Any]:
        """The filled form."""
        browser, target = self.browser(example.role), self.path(example.endpoint, example.object)
        page = _read(browser, self.path(example.page, example.object) if example.page else "/sign-in")
        found = [form for form in page.cssselect("main form") if _to(form, target)] if example.page else []
        data = filled(found[0], example.written) if found else dict(example.written)
        return {**data, "csrf_token": _token(page) or _token(_read(browser, "/demo")), "_key": key}

    def state(self) -> State:
        """Every table: how many rows, and a number that changes with what is in them."""
        with self.house.unit(Mode.READ) as session:
            # Past SQLAlchemy, as the database keeps it: to make it ours again would take most of the drill's time.
            cursor = session.connection().connection.cursor()
            return {name: _sum(cursor.execute(query).fetchall()) for name, query in self._queries}


def _sum(rows: Sequence[Any]) -> tuple[int, int]:
    return len(rows), hash(frozenset(rows))


def _everything(table: sa.Table) -> str:
    wanted = (column for column in table.columns if (table.name, column.name) not in VISITS)
    return str(sa.select(*(sa.cast(one, sa.Text) if isinstance(one.type, sa.JSON) else one for one in wanted)))


def _read(browser: FlaskClient, path: str) -> HtmlElement:
    return lxml.html.document_fromstring(browser.get(path).get_data())


def _token(page: HtmlElement) -> str:
    return next((str(found.get("value")) for found in page.cssselect("input[name=csrf_token]")), "")


def _to(form: HtmlElement, target: str) -> bool:
    return (form.get("method") or "").lower() == "post" and (form.get("action") or target) == target


def at_once(acts: Sequence[Callable[[], None]]) -> None:
    """Do all of these at one moment."""
    gate = threading.Barrier(len(acts))

    def wait_and(act: Callable[[], None]) -> None:
        gate.wait()
        act()

    threads = [threading.Thread(target=wait_and, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def furnished(engine: Sqlite | Postgres) -> Iterator[Scene]:
    """A scene of its own, its outbox worked off."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder) / "data", Blank(engine), PEER_LMS_DEMO="1", PROPAGATE_EXCEPTIONS=False)
        yield Scene(house, tell(house), engine.snapshot)
        house.close()


def on_each_engine() -> Iterator[Scene]:
    """One scene after the other, on SQLite and on a server of its own."""
    with postgres_server() as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        for engine in (Sqlite(), Postgres(server)):
            with furnished(engine) as scene:
                yield scene
