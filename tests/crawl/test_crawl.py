"""The twelve demo people follow every link they are shown."""

import shutil
from pathlib import Path

import lxml.html
import pytest
from conftest import Told
from crawl.crawling import Walk, walk
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from lms.core.web.browser import SESSION_COOKIE
from lms.people.cast import SIGN_IN
from lms.testing import House
from lms.testing.live import served
from lms.testing.pagelint import faults_of

AXE = Path(__file__).parents[1] / "vendor" / "axe-4.14" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# People of the story beside the twelve who hold what these do not: a certificate, a letter, an interview.
OTHERS = ("peer1", "t6", "a5", "a6", "a7")
NOT_LINKED = {
    "static": "files, not pages",
    "healthz": "for machines",
    "people.sign_in": "signed in already; the journeys start there",
    "people.sign_up": "signed in already; the journeys start there",
    "people.reset": "signed in already; tests/people/test_door.py",
    "people.link": "opened from a mail; the journeys do",
    "employment.set_date": "after HR has confirmed; the journeys do",
    "recruitment.decline": "while an offer waits; tests/recruitment",
    "recruitment.interview_outcome": "after the day of the interview; the journeys do",
    "recruitment.edit_post": "while a post is a draft; tests/recruitment",
    "recruitment.close_answer": "while scorers may read it; tests/recruitment",
    "certificates.verify_json": "for machines; tests/certificates",
}


@pytest.fixture(scope="module")
def walks(told: Told, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Walk]:
    """Everybody's walk over one copy of the demo."""
    folder = tmp_path_factory.mktemp("crawl") / "demo"
    shutil.copytree(told.folder, folder)
    house = House(folder, PEER_LMS_DEMO="1")
    keys = [player.key for player in SIGN_IN] + list(OTHERS)
    found = {key: walk(house, house.client(told.story.people[key]), key) for key in keys}
    house.close()
    return found


def test_every_link_leads_somewhere_within_twelve_queries(walks: dict[str, Walk]) -> None:
    """200 on every page, no dead link, at most twelve statements."""
    faults = [fault for found in walks.values() for fault in found.faults]
    assert not faults, "\n".join(faults)
    assert all(len(found.pages) >= 4 for found in walks.values()), {
        who: len(found.pages) for who, found in walks.items()
    }
    assert sum(len(found.pages) for found in walks.values()) >= 150


def test_every_endpoint_is_reached_or_listed(walks: dict[str, Walk], demo_house: House) -> None:
    """A page no link leads to is a page nobody finds."""
    reached = {endpoint for found in walks.values() for endpoint in found.endpoints}
    served_by_get = {
        rule.endpoint.removeprefix("lms.")
        for rule in demo_house.app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint.startswith("lms.")
    }
    assert served_by_get - reached - NOT_LINKED.keys() == set()


def token_of(house: House, told: Told, who: str) -> str:
    """The session token of somebody whom the demo's door does not offer."""
    client = house.client(told.story.people[who])
    cookie = client._client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    return str(cookie.value)


def _look(tab: Tab, address: str) -> list[str]:
    tab.goto(address)
    faults = []
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        faults.append(f"{address} scrolls sideways by {wide} px")
    tab.evaluate(AXE.read_text())
    found = tab.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))",
        TAGS,
    )
    return faults + [f"{address}: {violation}" for violation in found]


@pytest.mark.browser
def test_every_kind_of_page_is_accessible_on_a_small_phone(
    walks: dict[str, Walk], demo_house: House, told: Told, browser: Browser
) -> None:
    """Axe finds nothing and nothing scrolls sideways at 320 px, for each person on each kind of page."""
    faults, looked = [], 0
    with served(demo_house) as address:
        for who, found in walks.items():
            context = browser.new_context(viewport={"width": 320, "height": 640})
            tab = context.new_page()
            if who not in OTHERS:
                tab.goto(f"{address}/demo")
                tab.locator(f"form:has(input[value='{who}@demo.example']) button").click()
            else:
                context.add_cookies(
                    [{"name": SESSION_COOKIE, "value": token_of(demo_house, told, who), "url": address}]
                )
            for path in {endpoint: path for path, endpoint in found.pages.items()}.values():
                faults += _look(tab, address + path)
                looked += 1
            context.close()
    assert not faults, "\n".join(faults)
    assert looked >= 100


@pytest.mark.browser
def test_the_look_notices_planted_faults(demo_house: House, browser: Browser) -> None:
    """A page with no labels and a wide box is complained about, by axe, by width and by the linter."""
    bad = "<!doctype html><html><head><title>x</title></head><body><input name=a><div style='width:900px'>w</div></body></html>"
    tab = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    tab.route("**/*", lambda route: route.fulfill(body=bad, content_type="text/html"))
    found = _look(tab, "http://planted.example/")
    assert any("sideways" in fault for fault in found)
    assert any("label" in fault for fault in found)
    assert len(faults_of(lxml.html.document_fromstring(bad), {})) >= 3
