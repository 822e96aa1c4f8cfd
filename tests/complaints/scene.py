"""The people of the demo around a complaint about Siân, each at the pages they have."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from lms.core import clock
from lms.plugins import DemoStory
from lms.testing import Client, House

SAID = "He felt that she took sides in the group, zqsaid."
TOLD = "Somebody felt that you took sides in the group, zqtold. We meet on Tuesday, and nothing is decided."
SUPPORT = "Curtis Bell, at his desk until five, zqsupport."
ANSWER = "I asked him to let the others speak, zqanswer."
WHY_WAIT = "Until we have heard both of you, zqwait."
DECISION = "We find that you did what was agreed, zqdecision."
REASONS = "Two others who were there say the same, zqreasons."
# What is hers before she is told, and must not change by a word: each page of her own.
HER_PAGES = (
    "/", "/account", "/account/data", "/account/data.json", "/account/access-log", "/account/matters",
    "/account/emergencies", "/account/data/erase", "/start/mine", "/learn", "/evidence", "/areas", "/certificates",
)  # fmt: skip
VOLATILE = re.compile(rb'name="(csrf_token|_key)" value="[^"]*"|nonce="?[^" >]*|\d\d:\d\d')


def parts(name: str, when: date) -> dict[str, str]:
    """A day as a form sends it."""
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def unfiltered(query: sa.Select) -> sa.Select:
    """The same without its last condition: that she was told."""
    query = query.where()
    query._where_criteria = query._where_criteria[:-1]
    return query


@dataclass
class Scene:
    """Who is who; browsers are opened once, for a sign-in is news on one's own pages."""

    house: House
    story: DemoStory
    browsers: dict[str, Client] = field(default_factory=dict)

    def at(self, who: str) -> Client:
        """Somebody's browser."""
        if who not in self.browsers:
            self.browsers[who] = self.house.client(self.story.people[who])
        return self.browsers[who]

    def later(self, who: str) -> Client:
        """Somebody who signs in anew, after days in which their browser has forgotten them."""
        return self.house.client(self.story.people[who])

    @property
    def about(self) -> str:
        """Where a complaint about Siân is written down."""
        return f"/matters/about/{self.story.people['trainee']}"

    @property
    def start(self) -> str:
        """Her start."""
        return f"/start/{self.story.things['start.trainee']}"

    def written(self, by: str = "lead", owner: str = "hr") -> str:
        """A complaint about Siân; where its owner reads it."""
        said = {"said": SAID, "source": "supported", "owner": str(self.story.people[owner])}
        self.at(by).submit(self.about, {**said, **parts("came_in", clock.today())})
        return self.links(owner)["Siân Ŵyn"]

    def links(self, who: str, path: str = "/matters") -> dict[str, str]:
        """Whom the complaints in somebody's list are about, and where each is."""
        page = self.at(who).get(path)
        names = [text.partition(",")[0] for text in page.all(".lms-checklist a")]
        return dict(zip(names, page.attributes(".lms-checklist a", "href"), strict=True))

    def told(self, by: str = "hr") -> str:
        """A complaint of which she was told."""
        place = self.written()
        self.at(by).submit(f"{place}/tell", {"told": TOLD, "support": SUPPORT})
        return place

    def hold(self, place: str, days: int = 14, status: int = 303) -> Any:
        """Its owner puts the placement on hold."""
        day = parts("review_on", clock.today() + timedelta(days=days))
        return self.later("hr").submit(f"{place}/hold", {"reason": WHY_WAIT, **day}, status=status)

    def close(self, place: str, outcome: str) -> None:
        """Its owner says what became of it."""
        self.at("hr").submit(f"{place}/close", {"outcome": outcome, "decision": DECISION, "reasons": REASONS})

    def hers(self) -> Mapping[str, bytes]:
        """Every page of hers, and what she can take away, but for what differs each time."""
        pages = {path: self.at("trainee").get(path).reply.get_data() for path in HER_PAGES}
        pages["copy"] = self.copy()
        return {path: VOLATILE.sub(b"", page) for path, page in pages.items()}

    def copy(self, who: str = "trainee") -> bytes:
        """What somebody takes away as a zip, unpacked."""
        packed = io.BytesIO(self.at(who).post("/account/data/copy", status=200).reply.get_data())
        with zipfile.ZipFile(packed) as copy:
            return b"\n".join(copy.read(name) for name in ("read-me.html", "data.json"))
