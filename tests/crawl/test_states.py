"""Pages when there is nothing on them, when a form went wrong, and when names and titles are very long."""

import pytest
import sqlalchemy as sa
from conftest import Told
from crawl.crawling import ASKS, Walk, walk
from crawl.looking import faults_here, sideways, tab_of
from playwright.sync_api import Browser

from assessments.models import Evidence
from lms.people.cast import SIGN_IN
from lms.people.models import Node, Person
from lms.people.roles import Role
from lms.recruitment.models import Post
from lms.testing import House, make_node, make_person
from lms.testing.live import served

LONG = "Maximiliana-Konstantinopolitana " * 5 + "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
EMPTY_THE_FORM = """form => {
  for (const field of form.querySelectorAll('input, textarea, select')) {
    if (field.type === 'hidden') continue;
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = false; else if (field.type !== 'file') field.value = '';
  }
  form.submit();
}"""
pytestmark = pytest.mark.slow


@pytest.mark.browser
@pytest.mark.on("sqlite")  # looks do not depend on the engine
def test_empty_pages_are_whole_pages(house: House, browser: Browser) -> None:
    """Every role in an organisation where nothing has happened yet."""
    with house.unit() as session:
        org = make_node(session)
        people = {role: make_person(session, {role: org}).id for role in Role}
    faults, seen = [], set()
    with served(house) as address:
        for role, person_id in people.items():
            found = walk(house, house.client(person_id), role)
            faults += found.faults
            tab = tab_of(browser, address, house, person_id)
            for kind, path in found.shaped().items():
                if kind not in seen:
                    seen.add(kind)
                    tab.goto(address + path)
                    faults += faults_here(tab)
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert len(seen) >= 40


@pytest.mark.browser
@pytest.mark.on("sqlite")  # looks do not depend on the engine
def test_forms_that_went_wrong_are_accessible(
    walks: dict[str, Walk], demo_house: House, told: Told, browser: Browser
) -> None:
    """Each kind of form sent empty: where it complains, the page is as good as any."""
    faults, complained, seen = [], set(), set()
    with served(demo_house) as address:
        for player in SIGN_IN:
            tab = tab_of(browser, address, demo_house, told.story.people[player.key])
            for path, endpoint in walks[player.key].forms.items():
                if endpoint in seen:
                    continue
                tab.goto(address + path)
                form = tab.locator(ASKS)
                if form.count():  # an earlier form may have been the last of its kind
                    seen.add(endpoint)
                    with tab.expect_navigation():
                        form.first.evaluate(EMPTY_THE_FORM)
                    if tab.locator(".nhsuk-error-summary").count():
                        complained.add(endpoint)
                        faults += faults_here(tab)
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert len(complained) >= 12, complained


@pytest.mark.browser
@pytest.mark.on("sqlite")  # looks do not depend on the engine
def test_long_names_and_titles_do_not_push_pages_sideways(
    walks: dict[str, Walk], demo_house: House, told: Told, browser: Browser
) -> None:
    """Names, teams, posts and pieces as long as their columns allow."""
    with demo_house.unit() as session:
        for model, column in ((Person, "chosen_name"), (Node, "name"), (Post, "title"), (Evidence, "title")):
            session.execute(sa.update(model).values({column: LONG[:195]}))
    faults, seen = [], set()
    with served(demo_house) as address:
        for player in SIGN_IN:
            tab = tab_of(browser, address, demo_house, told.story.people[player.key])
            for kind, path in walks[player.key].shaped().items():
                if kind not in seen:  # what one person has as another had it, once
                    seen.add(kind)
                    tab.goto(address + path)
                    faults += sideways(tab)
            tab.context.close()
    assert not faults, "\n".join(faults)
    assert len(seen) >= 100
