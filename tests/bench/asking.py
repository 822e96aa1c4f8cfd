"""A client that costs little, so that the server is what is measured: bytes out, bytes in."""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

STATEMENTS = re.compile(rb'desc="(\d+) queries"')


@dataclass(frozen=True)
class Answer:
    """A whole reply and how long it took."""

    head: bytes
    body: bytes
    seconds: float

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.head[9:12])

    @property
    def statements(self) -> int | None:
        """How many SQL statements the reply says it took; None when it does not say."""
        found = STATEMENTS.search(self.head)
        return int(found[1]) if found else None

    def header(self, name: str) -> str:
        """A header of the reply, or nothing."""
        found = re.search(rf"(?im)^{name}: ([^\r\n]*)".encode(), self.head)
        return found[1].decode() if found else ""


class Asker:
    """Asks one server, over one connection as long as the server keeps it open."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._socket: socket.socket | None = None

    def get(self, path: str, cookie: str = "") -> bytes:
        """The bytes of a GET."""
        return self._head("GET", path, cookie) + b"\r\n"

    def post(self, path: str, fields: Mapping[str, str], cookie: str) -> bytes:
        """The bytes of a sent form."""
        body = urlencode(fields).encode()
        kind = "Content-Type: application/x-www-form-urlencoded"
        return self._head("POST", path, cookie) + f"{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def _head(self, method: str, path: str, cookie: str) -> bytes:
        sent = f"Cookie: {cookie}\r\n" if cookie else ""
        host, port = self._address
        # What browsers send: a server may choose a language by it.
        return f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Language: en-GB,en;q=0.9\r\n{sent}".encode()

    def ask(self, request: bytes) -> Answer:
        """Send the request, and read the whole reply."""
        began = perf_counter()
        connection = self._socket or socket.create_connection(self._address, timeout=30)
        self._socket = None
        connection.sendall(request)
        head, body = _read(connection)
        if b"connection: close" in head.lower():
            connection.close()
        else:
            self._socket = connection
        return Answer(head, body, perf_counter() - began)


def _read(connection: socket.socket) -> tuple[bytes, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(connection)
    head, _sep, body = got.partition(b"\r\n\r\n")
    said = re.search(rb"(?i)content-length: (\d+)", head)
    length = int(said[1]) if said else 0
    while len(body) < length:
        body += _some(connection)
    return head, body


def _some(connection: socket.socket) -> bytes:
    got = connection.recv(1 << 18)
    if not got:
        raise ConnectionError("the server hung up in the middle of a reply")
    return got
