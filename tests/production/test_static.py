"""Static files: named by what is in them, kept for a year, packed, and asked again when they may have changed."""

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.cli import build
from lms.core.web.service import STATIC, unmarked
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")
YEAR = "public, max-age=31536000, immutable"


class Closing(FlaskClient):
    """A client that reads each reply to its end, and lets its file go."""

    def open(self, *asked: Any, **options: Any) -> TestResponse:
        return super().open(*asked, buffered=True, **options)


@pytest.fixture
def browser(house: House) -> FlaskClient:
    return Closing(house.app)


def linked(browser: FlaskClient) -> list[str]:
    """The static files a page asks for."""
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.get("/sign-in").text)


def test_a_page_asks_for_files_by_names_that_carry_their_content(browser: FlaskClient) -> None:
    paths = linked(browser)
    assert len(paths) == 5  # with the page itself, the six requests of a first visit
    for path in paths:
        name, mark = unmarked(path.removeprefix("/static/"))
        content = (STATIC / name).read_bytes()
        assert mark == hashlib.sha256(content).hexdigest()[:10]
        for accepted, body in (("gzip", gzip.decompress), ("identity", bytes)):
            reply = browser.get(path, headers={"Accept-Encoding": accepted})
            assert (reply.status_code, reply.headers["Cache-Control"]) == (200, YEAR), path
            assert body(reply.data) == content, path
            assert reply.headers["Vary"] == "Accept-Encoding"
            assert ("Content-Encoding" in reply.headers) is (accepted == "gzip")


@pytest.mark.parametrize("name", ["lms.css", "lms.0123456789.css", "nhsuk-10.6.1/nhsuk-frontend.min.css"])
def test_another_name_is_asked_again_each_time(browser: FlaskClient, name: str) -> None:
    reply = browser.get(f"/static/{name}")
    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-cache")


def test_what_a_browser_has_is_not_sent_again_and_each_form_has_a_tag_of_its_own(browser: FlaskClient) -> None:
    tags = set()
    for path in linked(browser):
        for accepted in ("gzip", "identity"):
            first = browser.get(path, headers={"Accept-Encoding": accepted})
            tag = first.headers["ETag"]
            tags.add(tag)
            again = browser.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": tag})
            assert (again.status_code, again.data) == (304, b""), path
            other = browser.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": '"another"'})
            assert other.status_code == 200
    assert len(tags) == 10


@pytest.mark.parametrize(
    "name", ["missing.css", "missing.0123456789.css", "../app.py", "..%2fapp.py", "x/../../app.css"]
)
def test_nothing_else_is_sent_and_a_miss_is_not_kept(browser: FlaskClient, name: str) -> None:
    for accepted in ("gzip", "identity"):
        reply = browser.get(f"/static/{name}", headers={"Accept-Encoding": accepted})
        assert (reply.status_code, reply.headers["Cache-Control"]) == (404, "no-store")


def test_pages_are_not_packed(browser: FlaskClient) -> None:
    assert "Content-Encoding" not in browser.get("/sign-in", headers={"Accept-Encoding": "gzip"}).headers


def test_a_web_server_in_front_gets_every_file_a_page_asks_for(
    house: House, browser: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "lms.old.css").write_text("before")
    build(house.app).main(["static", str(tmp_path)], standalone_mode=False)
    for path in linked(browser):
        file = tmp_path / path.removeprefix("/static/")
        assert file.read_bytes() == browser.get(path).data
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()
    sheet = (tmp_path / "nhsuk-10.6.1/nhsuk-frontend.min.css").read_text()
    pictures = set(re.findall(r"url\((images/[^)]+)\)", sheet))
    assert len(pictures) == 4
    assert all((tmp_path / "nhsuk-10.6.1" / picture).is_file() for picture in pictures)
    assert (tmp_path / "lms.old.css").read_text() == "before"
    assert not (tmp_path / "VENDORED.md").exists()
