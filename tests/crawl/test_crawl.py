"""The twelve demo people follow every link they are shown."""

from collections.abc import Callable

import lxml.html
import pytest
from conftest import Told
from crawl.crawling import Walk, walk
from crawl.looking import faults_here, tab_of
from playwright.sync_api import Browser

from lms.people.cast import SIGN_IN
from lms.testing import House
from lms.testing.live import served
from lms.testing.pagelint import faults_of

# People of the story beside the twelve who hold what these do not: a certificate, a letter, an interview.
OTHERS = ("peer1", "t6", "a5", "a6", "a7")
NOT_LINKED = {
    "static": "files, not pages",
    "healthz": "for machines",
    "people.sign_in": "signed in already; the journeys start there",
    "people.sign_up": "signed in already; the journeys start there",
    "people.reset": "signed in already; tests/people/test_door.py",
    "people.factor": "half-way in only; tests/people/test_second_factor.py",
    "people.factor_app": "after a press; tests/people/test_second_factor.py",
    "people.again": "after ten minutes; tests/people/test_second_factor.py",
    "people.link": "opened from a mail; the journeys do",
    "employment.set_date": "after HR has confirmed; the journeys do",
    "modules.recording": "once a reflection is spoken; tests/modules",
    "assessments.link": "while a piece is a draft; tests/assessments",
    "recruitment.decline": "while an offer waits; tests/recruitment",
    "recruitment.interview_outcome": "after the day of the interview; the journeys do",
    "recruitment.edit_post": "while a post is a draft; tests/recruitment",
    "recruitment.close_answer": "while scorers may read it; tests/recruitment",
    "certificates.verify_json": "for machines; tests/certificates",
}


@pytest.fixture(scope="module")
def told(tell: Callable[[], Told]) -> Told:
    """One telling for the whole module, whatever day it ends on."""
    return tell()


@pytest.fixture(scope="module")
def walks(told: Told, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Walk]:
    """Everybody's walk over one copy of the demo."""
    house = told.house(tmp_path_factory.mktemp("crawl") / "demo")
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


@pytest.mark.browser
@pytest.mark.on("sqlite")  # looks do not depend on the engine
def test_every_kind_of_page_is_accessible_on_a_small_phone(
    walks: dict[str, Walk], demo_house: House, told: Told, browser: Browser
) -> None:
    """Axe finds nothing and nothing scrolls sideways at 320 px, for each person on each kind of page."""
    faults, looked = [], 0
    with served(demo_house) as address:
        for who, found in walks.items():
            tab = tab_of(browser, address, demo_house, told.story.people[who])
            for path in {endpoint: path for path, endpoint in found.pages.items()}.values():
                tab.goto(address + path)
                faults += faults_here(tab)
                looked += 1
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert looked >= 100


@pytest.mark.browser
@pytest.mark.on("sqlite")  # looks do not depend on the engine
def test_the_look_notices_planted_faults(demo_house: House, browser: Browser) -> None:
    """A page with no labels and a wide box is complained about, by axe, by width and by the linter."""
    bad = "<!doctype html><html><head><title>x</title></head><body><input name=a><div style='width:900px'>w</div></body></html>"
    tab = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    tab.route("**/*", lambda route: route.fulfill(body=bad, content_type="text/html"))
    tab.goto("http://planted.example/")
    found = faults_here(tab)
    assert any("sideways" in fault for fault in found)
    assert any("label" in fault for fault in found)
    assert len(faults_of(lxml.html.document_fromstring(bad), {})) >= 3
