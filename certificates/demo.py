"""Certificates in the demo: one long issued and open to be checked, one new and private, one waiting for the lead."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from certificates import queries, services
from certificates.models import Certificate, TitleKind
from certificates.rule_files import read_rule
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.settings import Settings
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory

CONTENT = Path(__file__).with_name("content") / "foundations-award.yaml"
# The demo may be told before it is known at which address it is served.
ADDRESS = "http://localhost:8000"
LONG_AGO, LAST_WEEK = 230, 7


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """HOUSE: the award. LINE: two certificates; who else is ready is left to the lead."""
    if chapter is Chapter.HOUSE:
        _award(session, story)
    if chapter is Chapter.LINE:
        first = _issued(session, story, "peer1", LONG_AGO)
        _issued(session, story, "t6", LAST_WEEK)
        if first is not None:
            holder = _actor(session, story, "peer1")
            services.share(session, certificate=first, public=True, title=TitleKind.NEUTRAL, by=holder)
            story.things["certificate"] = first.id


def _award(session: Session, story: DemoStory) -> None:
    with clock.frozen(story.now - timedelta(days=364)):
        brought = services.import_rule(session, document=read_rule(CONTENT.read_text("utf-8")), by=SYSTEM)
        services.publish_rule(session, version=brought.version, by=_actor(session, story, "lead"))


def _issued(session: Session, story: DemoStory, key: str, days_ago: int) -> Certificate | None:
    with clock.frozen(story.now - timedelta(days=days_ago)):
        lead = _actor(session, story, "lead")
        award = next(iter(queries.awards_for(session, story.people[key])), None)
        if award is None or not award.verdict.ok:
            return None
        return services.issue(session, case=award.case, rule=award.rule, settings=_settings(story), by=lead)


def _settings(story: DemoStory) -> Settings:
    settings = story.runtime.settings
    return replace(settings, base_url=settings.base_url or ADDRESS)


def _actor(session: Session, story: DemoStory, key: str) -> Actor:
    return actor_for(session, story.people[key], story.runtime.permissions)
