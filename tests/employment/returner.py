"""The people of the demo around somebody who leaves and comes back, each at the pages they have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import sqlalchemy as sa
from architecture.reading import ROOT
from click.testing import CliRunner

from lms.cli import build
from lms.core import clock
from lms.core.text import day
from lms.people.models import Person
from lms.plugins import DemoStory
from lms.testing import Client, House
from lms.testing.client import Page

FOUNDATIONS = ROOT / "modules/content/foundations"
# What the second edition says differently: a page of one module, and a page of another.
CHANGED = {
    "03-listening/01-page-": "A sentence that was not there before.",
    "09-confidentiality-and-records/01-page-": "Another sentence that was not there before.",
}


def parts(name: str, when: date) -> dict[str, str]:
    """A day as a form sends it."""
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


@dataclass
class Returner:
    """Angela Thorne, who has been in post in the south for half a year, and everybody she has to do with."""

    house: House
    story: DemoStory

    @contextmanager
    def after(self, days: int) -> Iterator[None]:
        """So many days after the day on which the story is told."""
        with clock.frozen(self.story.now + timedelta(days=days)):
            yield

    def says(self, days: int) -> str:
        """That day, in words."""
        return day(self.story.today + timedelta(days=days))

    def at(self, who: str) -> Client:
        """Somebody's browser."""
        return self.house.client(self.story.people[who])

    @property
    def old(self) -> str:
        """Where the start is that she left."""
        return f"/start/{self.story.things['start.peer1']}"

    def invite_manager(self) -> None:
        """The administrator invites a line manager for the north, who was never responsible for her."""
        new = {"chosen_name": "Nia Newell", "email": "nia@demo.example", "role": "manager"}
        self.at("admin").submit("/admin/people/new", {**new, "node": str(self.story.nodes["north"])})
        with self.house.unit() as session:
            found = session.scalars(sa.select(Person.id).filter_by(email="nia@demo.example")).one()
        self.story.people["nia"] = found

    def second_edition(self, folder: Path) -> None:
        """The programme's next edition, in which two pages say something else; brought in by the command."""
        place = folder / "foundations"
        copytree(FOUNDATIONS, place)
        _edit(place / "programme.md", 'version: "1.0"', 'version: "2.0"')
        for start, sentence in CHANGED.items():
            (page,) = (place / start).parent.glob(f"{Path(start).name}*.md")
            page.write_text(f"{page.read_text('utf-8')}\n{sentence}\n", "utf-8")
        done = CliRunner().invoke(build(self.house.app), ["content", "import", str(place), "--apply", "--publish"])
        assert done.exit_code == 0, done.output

    def hired(self) -> str:
        """She applies for a post in the north and is offered it, by everybody's pages; where her new start is."""
        post = self._post()
        mine = self._apply(post)
        for who in ("scorer", "manager"):
            self.at(who).submit(f"{mine}/score", _asked(self.at(who), f"{mine}/score"), action="/score")
        hr = self.at("hr")
        hr.submit(f"{mine}/review", action="/shortlist")
        meet = {**parts("on", clock.today()), "at": "23:00", "place": "Room 2", "meets": "Denise"}
        hr.submit(f"{mine}/write/interview", {**meet, "letter": "Come and meet us."})
        with clock.frozen(clock.now() + timedelta(days=2)):
            hr = self.at("hr")  # signed in anew: nobody of the staff stays in for two days
            hr.submit(f"{mine}/outcome", {**_asked(hr, f"{mine}/outcome"), "leaning": "offer"})
            hr.submit(f"{mine}/write/offer")
            self.at("peer1").submit(mine, action="/accept")
        return link_called(hr.get(f"/start?team={self.story.nodes['north']}"), "Angela Thorne")

    def _post(self) -> str:
        hr = self.at("hr")
        new = {"title": "Peer Support Worker, evenings", "hours": "20", "contact": "Jo, 01632 960000"}
        more = {"approval_reference": "TRAC-9", "team": str(self.story.nodes["north"])}
        hr.submit("/posts/new", {**new, **more, **parts("closes_on", clock.today() + timedelta(days=9))})
        post = link_called(hr.get("/posts/ours"), f"{new['title']}, North Community Team").removesuffix("/desk")
        for who, lived in (("scorer", "yes"), ("manager", "no")):
            named = {"person": str(self.story.people[who]), "lived_experience": lived}
            hr.submit(f"{post}/panel", named, action="/panel")
        hr.submit(f"{post}/desk", action="/open")
        return post

    def _apply(self, post: str) -> str:
        angela = self.at("peer1")
        mine = angela.submit(f"{post}/apply").location.split("?")[0]
        angela.submit(f"{mine}/about-you")
        for step in ("why", "lived-experience", "experience"):
            angela.submit(f"{mine}/{step}", {"text": "I would like to come back."})
        angela.submit(f"{mine}/adjustments", {"guaranteed_interview": "no"})
        angela.submit(f"{mine}/check-and-send")
        return mine

    def lines(self, who: str, path: str) -> dict[str, tuple[str, str]]:
        """The lines of a start checklist as somebody reads them: by code, the state and the words."""
        page = self.at(who).get(path)
        codes = page.attributes("li.lms-checklist__line", "data-code")
        states = page.attributes("li.lms-checklist__line", "data-state")
        return {
            code: (state, text)
            for code, state, text in zip(codes, states, page.all(".lms-checklist__text"), strict=True)
        }


def link_called(page: Page, name: str) -> str:
    """Where the one link of this name leads."""
    links = zip(page.all("main a"), page.attributes("main a", "href"), strict=True)
    (found,) = {link for text, link in links if text == name}
    return found


def _asked(browser: Client, path: str) -> Mapping[str, Any]:
    """Two points for each question on a page that has some."""
    page = browser.get(path)
    names = set(page.attributes("main input[type=radio][name^=points]", "name"))
    return dict.fromkeys(names, "2")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
