"""Very large, wide apart and on cream: nothing scrolls sideways on a small phone, and axe finds nothing."""

import pytest
import sqlalchemy as sa
from conftest import Told
from crawl.crawling import Walk
from crawl.looking import faults_here, tab_of
from playwright.sync_api import Browser

from lms.people.models import Person
from lms.testing import House
from lms.testing.live import served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.on("sqlite")]


def test_every_kind_of_page_holds_the_largest_text(
    walks: dict[str, Walk], demo_house: House, told: Told, browser: Browser
) -> None:
    """Each kind of page once, as whoever comes to it first; long words and boards too."""
    with demo_house.unit() as session:
        session.execute(sa.update(Person).values(reading="very-large wide cream"))
    faults, seen = [], set()
    with served(demo_house) as address:
        for who, found in walks.items():
            tab = tab_of(browser, address, demo_house, told.story.people[who])
            for endpoint, path in found.kinds().items():
                if endpoint not in seen:
                    seen.add(endpoint)
                    tab.goto(address + path)
                    assert tab.locator("html.lms-size-very-large.lms-spacing-wide.lms-page-cream").count() == 1
                    faults += faults_here(tab)
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert len(seen) >= 60
