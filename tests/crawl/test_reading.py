"""Very large, wide apart and on cream: nothing scrolls sideways on a small phone, and axe finds nothing."""

import pytest
import sqlalchemy as sa
from conftest import Told
from crawl.crawling import walk
from crawl.looking import faults_here, tab_of
from playwright.sync_api import Browser

from lms.people.cast import SIGN_IN
from lms.people.models import Person
from lms.testing import House
from lms.testing.live import served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.on("sqlite")]
OTHERS = ("peer1", "a5")


def test_every_kind_of_page_holds_the_largest_text(demo_house: House, told: Told, browser: Browser) -> None:
    """Each kind of page once, as whoever comes to it first; long words and boards too."""
    with demo_house.unit() as session:
        session.execute(sa.update(Person).values(reading="very-large wide cream"))
    faults, seen = [], set()
    with served(demo_house) as address:
        for who in [player.key for player in SIGN_IN] + list(OTHERS):
            found = walk(demo_house, demo_house.client(told.story.people[who]), who, most=150)
            tab = tab_of(browser, address, demo_house, told.story.people[who])
            for endpoint, path in {endpoint: path for path, endpoint in found.pages.items()}.items():
                if endpoint not in seen:
                    seen.add(endpoint)
                    tab.goto(address + path)
                    assert tab.locator("html.lms-size-very-large.lms-spacing-wide.lms-page-cream").count() == 1
                    faults += faults_here(tab)
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert len(seen) >= 60
