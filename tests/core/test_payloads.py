"""What people type never runs: three hundred payloads in every kind of place, looked at in Chromium."""

import csv
import html
import io
import re
from email import message_from_bytes
from pathlib import Path

import pytest
from core.payloads import FORMULAS, PAYLOADS
from flask import Flask, Response
from playwright.sync_api import Browser

import lms
from lms.core.access import Open, requires
from lms.core.ui.filters import markdown
from lms.core.ui.pages import table_reply
from lms.jobs.mail import deliver
from lms.testing import House
from lms.testing.live import served

ROOT = Path(lms.__file__).parents[1]
WATCH = """
window.ran = 0; window.refused = 0;
window.lmsRan = () => { window.ran += 1 }; window.alert = window.lmsRan;
document.addEventListener("securitypolicyviolation", () => { window.refused += 1 });
"""
# Each payload in a text, two attributes, a field, Markdown, and as where a link leads.
PLACES = """<!doctype html><title>x</title><h1>x</h1>{% for one in payloads %}
<p data-note="{{ one }}" title='{{ one }}'>{{ one }}</p><textarea>{{ one }}</textarea><input value="{{ one }}">
<div class="m">{{ one | markdown }}</div>{% endfor %}"""
UNSAFE = PLACES.replace("{{ one }}</p>", "{{ one | safe }}</p>")


def test_there_are_three_hundred() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 300


@pytest.mark.browser
@pytest.mark.on("sqlite")
@pytest.mark.parametrize(("source", "quiet"), [(PLACES, True), (UNSAFE, False)])
def test_none_runs_and_none_is_even_tried(house: House, browser: Browser, source: str, quiet: bool) -> None:
    """Behind our own policy nothing is refused by the browser, as nothing is tried; a planted `safe` is noticed."""
    with house.app.app_context():
        text = house.runtime.ui.env.from_string(source).render(payloads=PAYLOADS)

    @requires(Open.PUBLIC)
    def planted() -> Response:
        return Response(text, mimetype="text/html")

    house.app.view_functions["lms.healthz"] = planted
    page = browser.new_page()
    page.add_init_script(WATCH)
    with served(house) as address:
        page.goto(f"{address}/healthz")
        page.wait_for_timeout(800)
        for place in page.locator("a").all() if quiet else ():
            assert not re.match(r"\s*(javascript|data|vbscript):", place.get_attribute("href") or "", re.IGNORECASE)
        ran, refused = page.evaluate("[window.ran, window.refused]")
    page.close()
    assert ran == 0 or not quiet
    assert (refused == 0) is quiet


def test_a_planted_safe_runs_where_there_is_no_policy(house: House, browser: Browser) -> None:
    """What is counted can be counted: without our policy, the same page runs what was typed."""
    with house.app.app_context():
        text = house.runtime.ui.env.from_string(UNSAFE).render(payloads=PAYLOADS[:20])
    page = browser.new_page()
    page.evaluate(WATCH)
    page.set_content(text)
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") > 0
    page.close()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_keeps_no_more_than_plain_tags(payload: str) -> None:
    made = str(markdown(payload))
    tags = re.findall(r"<\s*/?\s*([a-zA-Z][^\s/>]*)([^>]*)>", made)
    assert {name for name, _rest in tags} <= {
        "a",
        "p",
        "em",
        "strong",
        "code",
        "br",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h2",
        "h3",
        "h4",
    }
    for _name, rest in tags:
        assert re.fullmatch(r'(\s*(href|rel)="[^"]*")*\s*', rest), made
        assert not re.search(r'href="\s*(?!https?:|mailto:|tel:|[^:"]*")', html.unescape(rest)), made


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_table_runs(payload: str) -> None:
    with Flask("x").test_request_context():
        reply = table_reply("x.csv", ["a", "b"], [[payload, "beside"]])
    _head, row = csv.reader(io.StringIO(reply.get_data(as_text=True).removeprefix("\ufeff"), newline=""))
    assert row[1] == "beside"
    assert not re.match(
        r"[\s\u200b-\u200f\u202a-\u202e\ufeff'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]", row[0]
    ) or row[0].startswith("'")
    assert row[0].lstrip("'") == payload.lstrip("'")


def test_formulas_would_be_seen() -> None:
    assert sum(cell.lstrip().startswith("=") for cell in FORMULAS) >= 5


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.on("sqlite")
def test_mail_carries_it_as_text_and_to_nobody_else(house_for_all: House, payload: str) -> None:
    settings, folder = house_for_all.runtime.settings, house_for_all.folder / "mail"
    deliver(settings, key="one", to="somebody@demo.example", subject="Your link to continue", body=f"Hello {payload}")
    message = message_from_bytes((folder / "one.eml").read_bytes())
    assert message.get_content_type() == "text/plain"
    assert message.get_all("To") == ["somebody@demo.example"]
    assert message["Bcc"] is None
    assert not message.is_multipart()


@pytest.fixture(scope="module")
def house_for_all(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("mail") / "data")


def test_two_places_make_markup_of_text() -> None:
    """`safe` and `Markup` stand where they are known to; each new place is argued for here."""
    found = set()
    for package in ("lms", "modules", "assessments", "certificates"):
        for path in (ROOT / package).rglob("*"):
            if path.suffix in {".py", ".jinja"} and not {"docs", "testing"} & set(path.parts):
                text = path.read_text("utf-8")
                if re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false|__html__|from_string\(", text):
                    found.add(str(path.relative_to(ROOT)))
    assert found == {
        "lms/core/ui/filters.py",  # what the one sanitiser has left of Markdown
        "lms/core/ui/tags.py",  # one shape of ours, which escapes what is put into it
    }


def test_no_xml_is_read_and_nothing_fetched() -> None:
    """No parser of XML or HTML, and no client of the web, is imported by what serves people."""
    banned = re.compile(
        r"^\s*(?:import|from) (xml|lxml|html5lib|requests|httpx|urllib\.request|http\.client|ftplib|aiohttp)\b",
        re.MULTILINE,
    )
    found = {}
    for package in ("lms", "modules", "assessments", "certificates"):
        for path in (ROOT / package).rglob("*.py"):
            if not {"docs", "testing"} & set(path.parts) and (hit := banned.search(path.read_text("utf-8"))):
                found[str(path.relative_to(ROOT))] = hit[1]
    assert banned.search("import requests")
    assert found == {}
