"""The twelve demo people follow every link they are shown."""

import lxml.html
import pytest
from conftest import Told
from crawl.crawling import Walk
from crawl.looking import faults_here, tab_of
from playwright.sync_api import Browser

from lms.testing import House
from lms.testing.live import served
from lms.testing.pagelint import faults_of

NOT_LINKED = {
    "static": "files, not pages",
    "healthz": "for machines",
    "people.sign_in": "signed in already; tests/people/test_half_way_looks.py",
    "people.sign_up": "signed in already; tests/people/test_half_way_looks.py",
    "people.reset": "signed in already; tests/people/test_half_way_looks.py",
    "people.factor": "half-way in only; tests/people/test_half_way_looks.py",
    "people.factor_app": "after a press; tests/people/test_half_way_looks.py",
    "people.again": "after ten minutes; tests/people/test_half_way_looks.py",
    "people.link": "opened from a mail; the journeys do",
    "employment.last_day": "once somebody has left; tests/employment",
    "employment.set_date": "after HR has confirmed; the journeys do",
    "modules.recording": "once a reflection is spoken; tests/modules",
    "assessments.link": "while a piece is a draft; tests/assessments",
    "recruitment.decline": "while an offer waits; tests/recruitment",
    "recruitment.interview_outcome": "after the day of the interview; the journeys do",
    "recruitment.edit_post": "while a post is a draft; tests/recruitment",
    "recruitment.close_answer": "while scorers may read it; tests/recruitment",
    "recruitment.score_again": "after an answer is closed; tests/recruitment",
    "emergency.record": "for half an hour after a reason; tests/emergency",
    "complaints.open_again": "once a complaint is closed; tests/complaints",
    "papers.security_contact": "for machines; tests/papers",
    "certificates.verify_json": "for machines; tests/certificates",
    "certificates.replace": "after a change of name; tests/certificates",
}
pytestmark = pytest.mark.slow


def test_every_link_leads_somewhere_within_twelve_queries(walks: dict[str, Walk]) -> None:
    """200 on every page, no dead link, at most twelve statements."""
    faults = [fault for found in walks.values() for fault in found.faults]
    assert not faults, "\n".join(faults)
    assert all(len(found.pages) >= 4 for found in walks.values()), {
        who: len(found.pages) for who, found in walks.items()
    }
    assert sum(len(found.pages) for found in walks.values()) >= 150


@pytest.mark.on("sqlite")  # where every page is opened
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
    """Axe finds nothing and nothing scrolls sideways at 320 px, on each kind of page as each person has it.

    What one person has as another had it is looked at once; what stands round it, once for each person.
    """
    faults, seen = [], set()
    with served(demo_house) as address:
        for who, found in walks.items():
            tab = tab_of(browser, address, demo_house, told.story.people[who])
            kinds = found.shaped()
            for kind in [one for one in kinds if one not in seen] or list(kinds)[:1]:
                seen.add(kind)
                tab.goto(address + kinds[kind])
                faults += faults_here(tab)
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert len(seen) >= 100


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
