"""A test client that reads every page it gets, and complains about badly made ones."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from flask import Flask
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from lms.core.web.browser import SESSION_COOKIE
from lms.testing.pagelint import faults_of, kind_faults

Data = Mapping[str, Any]


class Page:
    """A reply, read."""

    def __init__(self, reply: TestResponse) -> None:
        self.reply = reply
        self.status = reply.status_code
        self.location: str = reply.headers.get("Location", "")
        self.html: HtmlElement | None = (
            lxml.html.document_fromstring(reply.get_data())
            if reply.mimetype == "text/html" and reply.get_data()
            else None
        )

    @property
    def text(self) -> str:
        """What a person reads in the body, white space folded."""
        if self.html is None:
            return self.reply.get_data(as_text=True)
        return " ".join(" ".join(self.html.find("body").itertext()).split())

    @property
    def h1(self) -> str:
        """The page's heading."""
        return self.one("h1")

    def one(self, css: str) -> str:
        """The text of the one element that matches."""
        return " ".join(self._one(css).text_content().split())

    def all(self, css: str) -> list[str]:
        """The texts of the elements that match."""
        return [" ".join(element.text_content().split()) for element in self._found(css)]

    def attributes(self, css: str, name: str) -> list[str]:
        """An attribute of the elements that match."""
        return [str(element.get(name)) for element in self._found(css) if element.get(name) is not None]

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return self.all(".nhsuk-error-summary__list li")

    def _found(self, css: str) -> list[HtmlElement]:
        assert self.html is not None, f"not a page: {self.reply.mimetype}"
        return list(self.html.cssselect(css))

    def _one(self, css: str) -> HtmlElement:
        found = self._found(css)
        assert len(found) == 1, f"{len(found)} elements match {css!r}"
        return found[0]

    def form(self, action: str = "") -> HtmlElement:
        """The form that posts to a path ending in `action`; the only one in main when left out."""
        forms = [f for f in self._found("form") if (f.get("method") or "get").lower() == "post"]
        if action:
            forms = [f for f in forms if urlsplit(f.get("action") or "").path.endswith(action)]
        else:
            forms = [f for f in forms if any(parent.tag == "main" for parent in f.iterancestors())]
        assert len(forms) == 1, f"{len(forms)} forms post to …{action!r}: {[f.get('action') for f in forms]}"
        return forms[0]

    def fields(self, action: str = "") -> dict[str, Any]:
        """What a browser would send if nothing were changed."""
        return {name: value for name, value in self.form(action).form_values()}  # noqa: C416 - later values win, as we want


class Client:
    """A browser without JavaScript."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = app.test_client()
        self._proofs: dict[str, str] = {}
        self.lint = True

    def use_token(self, token: str) -> None:
        """Be the browser that holds this session token."""
        self._client.set_cookie(SESSION_COOKIE, token)

    def get(self, path: str, status: int = 200, **options: Any) -> Page:
        """Open a page."""
        return self._read(self._client.get(path, **options), status, path)

    def post(self, path: str, data: Data | None = None, status: int = 303, **options: Any) -> Page:
        """Post to a path with this browser's own token, as if from one of our forms."""
        sent = {"csrf_token": self.csrf_token(), **(data or {})}
        return self._read(self._client.post(path, data=sent, **options), status, path)

    def status(self, method: str, path: str) -> int:
        """What a request gets, whatever the page is like; posted with this browser's own token."""
        sent = {} if method == "GET" else {"csrf_token": self.csrf_token()}
        return self._client.open(path, method=method, data=sent).status_code

    def submit(
        self, path: str, data: Data | None = None, *, action: str = "", status: int = 303, button: str = ""
    ) -> Page:
        """Open a page, fill its form with data, and send it: what a person does."""
        page = self.get(path)
        filled = {**page.fields(action), **({button: "y"} if button else {}), **(data or {})}
        target = page.form(action).get("action") or path
        return self._read(self._client.post(target, data=filled, content_type="multipart/form-data"), status, target)

    def follow(self, page: Page) -> Page:
        """Go where a reply sends the browser."""
        return self.get(page.location)

    def csrf_token(self) -> str:
        """The token that our forms carry in this browser: one and the same as long as its cookie is."""
        known = self._proofs.get(self._token() or "")
        if known is None:
            page = self._client.get("/sign-in")
            found = lxml.html.document_fromstring(page.get_data()).cssselect("input[name=csrf_token]")
            known = str(found[0].get("value"))
            if token := self._token():
                self._proofs[token] = known
        return known

    def _token(self) -> str | None:
        """What this browser holds; None where nothing was given yet, over https, and below a host's path."""
        cookie = self._client.get_cookie(SESSION_COOKIE)
        return cookie.value if cookie else None

    def _read(self, reply: TestResponse, status: int, path: str) -> Page:
        page = Page(reply)
        reply.get_data()  # read to its end and let go of, as a browser does, so that no file stays open
        reply.close()
        assert page.status == status, f"{path}: {page.status} instead of {status} {page.location} {page.text[:600]}"
        if self.lint:
            headers = dict(reply.headers)
            faults = kind_faults(headers) + (faults_of(page.html, headers) if page.html is not None else [])
            assert not faults, f"{path}: {faults}"
        return page
