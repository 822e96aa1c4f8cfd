"""The drill of double presses: each form sent once, then again and again and at the same moment, changes things once."""

import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lxml.html
import sqlalchemy as sa
from access.objects import objects_of
from drills.report import Line
from drills.twice import examples as given
from drills.twice.examples import Example, examples, filled
from engines import Sqlite
from lxml.html import HtmlElement

from lms.cli.demo import load_story
from lms.cli.migrate import upgrade
from lms.core.db import Base
from lms.core.web.browser import SESSION_COOKIE
from lms.plugins import DemoStory
from lms.testing import House

# Rows that say who was here when, whatever was sent.
VISITS = {"lms_user_session"}
# Rows that only say that a form came in.
NOT_ENOUGH = {*VISITS, "lms_reply"}
# What is taught does not change by any form that is sent here, and is long.
BOOKS = {"lms_content_file", "lms_activity"}
ABOUT_VISITS = ("people.sign", "people.demo_sign_in", "people.end_session")
CROWD = 4
SIZES = {"quick": 300, "full": 10_000, "long": 50_000}
State = Mapping[str, tuple[int, int]]


@dataclass
class Found:
    """What came of it."""

    routes: int = 0
    sent: int = 0
    at_once: int = 0
    doubled: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


class Scene:
    """The demo, put back before each route."""

    def __init__(self, house: House, story: DemoStory, restore: Callable[[House], Callable[[], None]]) -> None:
        self.house, self.people = house, story.people
        house.client(story.people["trainee"])
        self.objects = objects_of(house, story)
        self._tokens: dict[str, str] = {}
        for example in examples():
            self._cookie(example.role)
        self.restore = restore(house)

    def _cookie(self, who: str) -> str:
        if who not in self._tokens:
            client = self.house.client(None if who == "stranger" else self.people[who])
            client.csrf_token()
            cookie = client._client.get_cookie(SESSION_COOKIE)
            self._tokens[who] = str(cookie.value) if cookie else ""
        return self._tokens[who]

    def path(self, endpoint: str, thing: str) -> str:
        with self.house.app.test_request_context():
            return self.house.app.url_for(f"lms.{endpoint}", **(self.objects[thing] if thing else {}))

    def browser(self, who: str) -> Any:
        made = self.house.app.test_client()
        made.set_cookie(SESSION_COOKIE, self._cookie(who))
        return made

    def send(self, example: Example, data: Mapping[str, Any]) -> tuple[int, str]:
        """Send a form as a new request of the same browser."""
        reply = self.browser(example.role).post(self.path(example.endpoint, example.object), data=data)
        reply.close()
        return reply.status_code, reply.headers.get("Location", "")

    def form(self, example: Example, key: str) -> dict[str, Any]:
        """The filled form."""
        browser, target = self.browser(example.role), self.path(example.endpoint, example.object)
        page = lxml.html.document_fromstring(
            browser.get("/sign-in" if not example.page else self._page(example)).get_data()
        )
        token = page.cssselect("input[name=csrf_token]")
        found = [form for form in page.cssselect("main form") if _to(form, target)] if example.page else []
        data = filled(found[0], example.written) if found else dict(example.written)
        if not token:
            token = lxml.html.document_fromstring(browser.get("/demo").get_data()).cssselect("input[name=csrf_token]")
        return {**data, "csrf_token": token[0].get("value"), "_key": key}

    def _page(self, example: Example) -> str:
        return self.path(example.page, example.object)

    def state(self) -> State:
        """Every table: how many rows, and a number that changes with what is in them."""
        with self.house.unit() as session:
            return {name: _sum(session, table) for name, table in Base.metadata.tables.items() if name not in BOOKS}


def _sum(session: Any, table: sa.Table) -> tuple[int, int]:
    rows = session.execute(sa.select(table)).all()
    return len(rows), 0 if table.name in VISITS else hash(frozenset(repr(tuple(row)) for row in rows))


def _to(form: HtmlElement, target: str) -> bool:
    return (form.get("method") or "").lower() == "post" and (form.get("action") or target) == target


def _changed(before: State, after: State) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for SQLite; the suite's short form runs on both engines."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder) / "data", PEER_LMS_DEMO="1", PROPAGATE_EXCEPTIONS=False)
        upgrade(house.runtime.database, schemas=house.runtime.schemas)
        with house.app.app_context():
            story = load_story(house.runtime)
        if story is None:
            raise RuntimeError("the demo was there already")
        house.work()
        scene = Scene(house, story, Sqlite().snapshot)
        yield run(scene, SIZES[size], seed)
        house.close()


def run(scene: Scene, presses: int, seed: int, fault: str = "pressed twice") -> Line:
    """Every route there is, in turn."""
    wanted = [one for one in examples() if one.endpoint not in {*given.NOTHING, *given.NOT_REACHED, *given.STILL_TWICE}]
    each, found = -(-presses // len(wanted)), Found()
    for example in wanted:
        _press(scene, example, each, found, seed)
    print(
        f"{found.routes} routes, {found.sent} presses again, {found.at_once} of them at one moment; "
        f"doubled {found.doubled}; changed nothing {found.idle}",
        file=sys.stderr,
    )
    return Line(
        engine=scene.house.runtime.database.engine.dialect.name,
        fault=fault,
        seed=seed,
        kills=found.routes,
        in_flight=found.at_once,
        acknowledged=found.sent,
        committed_unacknowledged=0,
        lost=len(found.idle),
        duplicated=len(found.doubled),
        ready_s=0.0,
    ).judged(sound=found.sent >= presses)


def _press(scene: Scene, example: Example, each: int, found: Found, seed: int) -> None:
    found.routes += 1
    first, data = _first(scene, example, f"twice-{seed}-{example.endpoint}")
    if first is None:
        found.idle.append(example.endpoint)
        return
    alone = scene.state()
    replies: list[tuple[int, str]] = []
    while len(replies) < each - CROWD:
        replies.append(scene.send(example, data))
    crowded = _crowd(scene, example, data, replies)
    # Whoever signs in or out is somebody else afterwards, so that the form counts as theirs and another's.
    ignored = NOT_ENOUGH if example.endpoint.startswith(ABOUT_VISITS) else VISITS
    changed = _changed(alone, scene.state()) - ignored
    if changed or any(reply != first for reply in replies):
        found.doubled.append(f"{example.endpoint} again: {set(replies) - {first}} {changed}")
    # The same once more, with nobody first.
    scene.restore()
    _prepare(scene, example)
    data, together = scene.form(example, f"crowd-{seed}-{example.endpoint}"), list[tuple[int, str]]()
    crowded += _crowd(scene, example, data, together)
    counts = {name: number for name, (number, _sum) in scene.state().items() if name not in ignored}
    if counts != {name: number for name, (number, _sum) in alone.items() if name not in ignored}:
        found.doubled.append(f"{example.endpoint} at one moment: {set(together)}")
    found.sent += len(replies) + len(together) - 1
    found.at_once += crowded


def _first(scene: Scene, example: Example, key: str) -> tuple[tuple[int, str] | None, dict[str, Any]]:
    """The reply to the first press, None unless it worked and changed a row."""
    scene.restore()
    _prepare(scene, example)
    data = scene.form(example, key)
    before = scene.state()
    reply = scene.send(example, data)
    changed = _changed(before, scene.state()) - (set() if example.endpoint.startswith(ABOUT_VISITS) else NOT_ENOUGH)
    if example.endpoint.startswith("people.end_session"):
        changed.add("lms_user_session")
    return (reply if reply[0] == 303 and changed else None), data


def _prepare(scene: Scene, example: Example) -> None:
    earlier = given.BEFORE.get(example.endpoint)
    for before in examples():
        if before.endpoint == earlier:
            scene.send(before, scene.form(before, f"before-{example.endpoint}"))


def _crowd(scene: Scene, example: Example, data: Mapping[str, Any], replies: list[tuple[int, str]]) -> int:
    """The same form from several windows at one moment."""
    gate = threading.Barrier(CROWD)

    def press() -> None:
        gate.wait()
        replies.append(scene.send(example, data))

    threads = [threading.Thread(target=press) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CROWD
