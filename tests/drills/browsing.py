"""A browser for drills: one request a connection, a reply read to its end, forms filled from their own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

import lxml.html

PATIENCE = 20.0
# What a connection may end with while servers are killed.
BROKEN = (OSError, HTTPException)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Reply:
    """A whole reply."""

    status: int
    location: str
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Browser:
    """One person's browser."""

    def __init__(self, port: int, patience: float = PATIENCE) -> None:
        self.port, self.patience = port, patience
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Reply:
        """One request. Raises one of BROKEN when there was no whole reply."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {**(headers or {}), **({"Cookie": sent} if sent else {})})
            got = connection.getresponse()
            whole = Reply(got.status, got.headers.get("Location", ""), got.read(), tuple(_cookies(got)))
        finally:
            connection.close()
        self.cookies.update(cookie.split("=", 1) for cookie in whole.cookies)
        return whole

    def get(self, path: str) -> Reply:
        """Open a page."""
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, Any]) -> Reply:
        """Send a form."""
        return self.ask("POST", path, urlencode(fields, doseq=True).encode(), FORM)

    def sign_in(self, email: str) -> None:
        """Be one of the demo's people."""
        page = read(self.get("/demo"))
        token = page.cssselect("input[name=csrf_token]")[0].get("value")
        reply = self.post("/demo/sign-in", {"csrf_token": token, "email": email})
        if reply.status != 303:
            raise RuntimeError(f"{email} cannot sign in: {reply.status}")

    def form(self, path: str, action: str = "") -> tuple[str, dict[str, Any]]:
        """Where a page's form goes, and what it would send unchanged; the one whose action ends in `action`."""
        reply = self.get(path)
        if reply.status != 200:
            raise Unopened(f"{path}: {reply.status}")
        for form in read(reply).cssselect("main form"):
            target = form.get("action") or path
            if (form.get("method") or "").lower() == "post" and urlsplit(target).path.endswith(action):
                return target, _fields(form)
        raise RuntimeError(f"{path} has no form that goes to …{action}")


class Unopened(OSError):
    """A page could not be opened just now."""


def read(reply: Reply) -> Any:
    """The page of a reply."""
    return lxml.html.document_fromstring(reply.body)


def _fields(form: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    for choice in form.cssselect("select"):
        offered = [option.get("value") for option in choice.cssselect("option") if option.get("value")]
        if not any(fields.get(choice.get("name"), [])) and offered:
            fields[choice.get("name")] = offered[0]
    return fields


def _cookies(got: Any) -> list[str]:
    return [line.partition(";")[0] for line in got.headers.get_all("Set-Cookie", [])]
