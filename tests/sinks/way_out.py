"""Notices, and refuses, every try to leave this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

HOME = "127.0.0.1"


@contextmanager
def no_way_out() -> Iterator[list[str]]:
    """Only 127.0.0.1 may be connected to, and no other name be looked up; yields where else anybody tried to go."""
    tries: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(name, tries))
        patch.setattr(socket, "getaddrinfo", _asked(socket.getaddrinfo, tries))
        yield tries


def _guarded(name: str, tries: list[str]) -> Any:
    before = getattr(socket.socket, name)

    def go(self: socket.socket, *given: Any) -> Any:
        address = given[-1]
        host = address[0] if isinstance(address, tuple) else str(address)
        if host != HOME:
            tries.append(f"{name} {host}")
            raise OSError(f"the test refuses to go to {host}")
        return before(self, *given)

    return go


def _asked(before: Any, tries: list[str]) -> Any:
    def ask(host: Any, *given: Any, **more: Any) -> Any:
        if host != HOME:
            tries.append(f"look-up {host}")
            raise OSError(f"the test refuses to look {host} up")
        return before(host, *given, **more)

    return ask
