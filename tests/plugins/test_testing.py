"""The test kit itself: it must see what is wrong with a page."""

import urllib.request
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser

from lms.testing import House, Page, reports
from lms.testing.live import served, shell_path
from lms.testing.pagelint import faults_of

POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}
GOOD = """<html><head><title>Hello there - Service</title></head><body><h1>Hello there</h1>
<form method="post" action="/x"><input type="hidden" name="csrf_token"><input type="hidden" name="_key">
<label for="n">Name</label><input id="n" name="n"><button>Save</button></form>
<form action="/search"><input aria-label="Search" name="q"></form>
<a href="#n">Name</a><a href="/a" aria-label="Icon"></a><script nonce="x" src="/lms.js"></script><!-- note -->
</body></html>"""


def faults(html: str, headers: dict[str, str] | None = None) -> list[str]:
    return faults_of(lxml.html.document_fromstring(html), POLICY if headers is None else headers)


def test_a_good_page_has_no_faults() -> None:
    assert faults(GOOD) == []
    assert faults(GOOD.replace("<title>", "<title>Error: ")) == []


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("<h1>Hello there</h1>", "", "0 h1 instead of one"),
        ("<h1>", "<h1>Hello there</h1><h1>", "2 h1 instead of one"),
        ("<title>Hello", "<title>Goodbye", "the title 'Goodbye there - Service' does not begin with"),
        ('<label for="n">', '<label for="n" id="n">', "the id 'n' stands 2 times"),
        ('<label for="n">', "<label>", "no label for 'n'"),
        ('href="/a"', 'href=""', "a link goes nowhere"),
        ('href="#n"', 'href="#m"', "the link '#m' has no target on the page"),
        (' aria-label="Icon"', "", "the link to '/a' has no words"),
        ('name="_key"', 'name="key"', "the form to '/x' lacks _key"),
        ('name="csrf_token"', 'name="token"', "the form to '/x' lacks csrf_token"),
        ("<button>Save</button>", "", "the form to '/x' has no button"),
        ("<h1>", '<h1 style="x">', "<h1> carries an inline style"),
        ("<button>", '<button onclick="x">', "<button> carries an inline onclick"),
        (' nonce="x"', "", "a script has no nonce"),
        ('src="/lms.js"', 'src="https://cdn.example/x.js"', "<script> asks another place: https://cdn.example/x.js"),
        ("<h1>Hello there", "<h1>Hello there</h1>%(name)s<h1 hidden>", "'%(' is left in the text"),
    ],
)
def test_each_fault_is_seen(was: str, becomes: str, fault: str) -> None:
    assert was in GOOD
    assert any(found.startswith(fault) for found in faults(GOOD.replace(was, becomes, 1)))


@pytest.mark.parametrize("policy", ["", "default-src 'none'; script-src 'unsafe-inline'", "default-src 'self'"])
def test_a_weak_policy_is_seen(policy: str) -> None:
    assert "the content security policy is weak" in faults(GOOD, {"Content-Security-Policy": policy})[0]


def test_the_client_complains_about_status_and_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.client()
    with pytest.raises(AssertionError, match="200 instead of 404"):
        browser.get("/sign-in", status=404)
    page = browser.get("/sign-in")
    with pytest.raises(AssertionError, match="0 forms post to"):
        page.form("/elsewhere")
    with pytest.raises(AssertionError, match="elements match 'a'"):
        page.one("a")
    with pytest.raises(AssertionError, match="not a page"):
        browser.get("/healthz").all("a")
    monkeypatch.setitem(house.runtime.ui.env.globals, "new_key", lambda: '"><i style="x">')
    monkeypatch.setattr("lms.testing.client.faults_of", lambda html, headers: ["a fault"])
    with pytest.raises(AssertionError, match="a fault"):
        browser.get("/sign-in")
    browser.lint = False
    browser.get("/sign-in")


def test_a_button_can_be_named(house: House) -> None:
    page = house.client().submit("/sign-up", {"email": "a@b.example"}, status=200, button="later")
    assert isinstance(page, Page)


def test_reports_name_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reports, "FOLDER", tmp_path / "reports")
    assert reports.write_report("good", ["what", "verdict"], [["a\tb\n", "pass"], [1, "info"]])
    assert (tmp_path / "reports" / "good.tsv").read_text() == "what\tverdict\na b \tpass\n1\tinfo\n"
    assert capsys.readouterr().out.startswith("what\tverdict\n")
    assert not reports.write_report("bad", ["what", "verdict"], [["a", "fail"]])


def test_a_house_on_a_real_port(house: House) -> None:
    with served(house) as address, urllib.request.urlopen(f"{address}/healthz") as reply:
        assert reply.status == 200


@pytest.mark.browser
def test_a_browser_opens_it(house: House, browser: Browser) -> None:
    assert shell_path()
    with served(house) as address:
        page = browser.new_page()
        page.goto(f"{address}/sign-in")
        assert page.title() == "Sign in - Learning and work"
        page.close()
