"""Windows that a browser opens again all at once ask for the key of their copies at one moment: it is one key."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from drills.twice.scene import at_once

from lms.core.drafts import DeviceKey, store
from lms.core.web.browser import SESSION_COOKIE
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

pytestmark = pytest.mark.on("postgresql")  # SQLite lets one writer in at a time
WINDOWS = 4


def asked_at_once(house: House) -> set[str]:
    """The keys that four windows of one browser get."""
    with house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)}, name="Ada")
    first = house.client(person)
    token, found = str(first._client.get_cookie(SESSION_COOKIE).value), list[str]()  # type: ignore[union-attr]
    headers = {"X-CSRF-Token": first.csrf_token()}

    def ask() -> None:
        window = house.app.test_client()
        window.set_cookie(SESSION_COOKIE, token)
        reply = window.post("/drafts/key", json={"devices": []}, headers=headers)
        found.append(reply.get_json()["key"])

    at_once([ask] * WINDOWS)
    with house.unit() as session:
        assert set(session.scalars(sa.select(DeviceKey.key))) == set(found)
    assert len(found) == WINDOWS
    return set(found)


def together(before: Callable[..., Any]) -> Callable[..., Any]:
    """All windows have looked for a key, and found none, before any of them goes on."""
    gate = threading.Barrier(WINDOWS)

    def met(*asked: Any) -> None:
        gate.wait(20)
        before(*asked)

    return met


def test_all_windows_get_one_key(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "in_turn", together(store.in_turn))
    assert len(asked_at_once(house)) == 1


def test_without_taking_turns_each_gets_its_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "in_turn", together(lambda *_asked: None))
    looked = store._key_here
    calls = threading.Barrier(WINDOWS)

    def all_have_looked(*asked: Any) -> DeviceKey | None:
        found = looked(*asked)
        calls.wait(20)  # nobody has written yet when the last has looked a second time
        return found

    monkeypatch.setattr(store, "_key_here", all_have_looked)
    assert len(asked_at_once(house)) == WINDOWS
