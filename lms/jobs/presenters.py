"""What the page of background work shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lms.core.tables import Slice
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.jobs import queries
from lms.jobs.models import Job
from lms.jobs.queries import Show

TITLES: dict[Show, Text] = {
    Show.STOPPED: _l("Stopped"),
    Show.DOING: _l("Being done"),
    Show.WAITING: _l("Waiting"),
}


@dataclass(frozen=True)
class Tab:
    """One of the three lists, with how many it has."""

    show: Show
    title: Text
    count: int
    current: bool


@dataclass(frozen=True)
class JobsPage:
    """One list of background work."""

    tabs: Sequence[Tab]
    show: Show
    title: Text
    jobs: Sequence[Job]
    slice: Slice[Any]


def jobs_page(session: Session, show: Show, cursor: str) -> JobsPage:
    """The list asked for, and how many each of the three has; two statements."""
    counts, found = queries.counts(session), queries.jobs(session, show, cursor)
    tabs = [Tab(tab, TITLES[tab], getattr(counts, tab.value), tab is show) for tab in Show]
    return JobsPage(tabs, show, TITLES[show], [row[0] for row in found.items], found)
