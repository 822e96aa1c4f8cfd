"""Follows every link that people are shown, and reads what comes back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from crawl.crawling import endpoint_of, walk
from sinks.planting import MARK
from sinks.reading import READERS
from werkzeug.test import TestResponse

from lms.testing import Client, House

Reach = dict[str, set[str]]


@dataclass
class Seen:
    """A page, who sees it, and the planted words on it."""

    who: str
    path: str
    words: set[str]


@dataclass
class Found:
    """What everybody met: who met which word in what, the pages worth a look in Chromium, and what is wrong."""

    met: dict[str, Reach] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    fullest: dict[str, Seen] = field(default_factory=dict)
    first: dict[str, Seen] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    asked: int = 0
    quoted: int = 0

    def hear(self, house: House, who: str, path: str, reply: TestResponse) -> None:
        """Read one reply."""
        self.asked += 1
        kept = " ".join(f"{name}: {value}" for name, value in reply.headers)
        words, faults = set(MARK.findall(kept)), []
        if reply.headers.get("X-Content-Type-Options") != "nosniff":
            faults.append("a browser may guess what it is")
        if reply.mimetype in READERS:
            here, wrong = READERS[reply.mimetype](reply.get_data())
            words, faults = words | here, faults + wrong
        if reply.mimetype == "text/html":
            self.keep(endpoint_of(house, path), Seen(who, path, words))
        self.quoted += reply.mimetype == "text/csv" and b"'=zq" in reply.get_data()
        self.faults += [f"{who}: {path}: {fault}" for fault in faults]
        for word in words:
            self.met[reply.mimetype or ""][word].add(who)

    def keep(self, endpoint: str, page: Seen) -> None:
        """Remember a page: the fullest of its kind for who comes first, everybody's home, the first with some word on it."""
        kind = f"{endpoint} {page.who}" if page.path == "/" else endpoint
        known = self.fullest.setdefault(kind, page)
        if known.who == page.who and len(page.words) > len(known.words):
            self.fullest[kind] = page
        for word in page.words:
            self.first.setdefault(word, page)

    def to_look_at(self) -> list[Seen]:
        """The fullest page of each kind, and more of them until each word that stands on a page is on one of these."""
        chosen = list(self.fullest.values())
        for word, page in self.first.items():
            if not any(word in one.words for one in chosen):
                chosen.append(page)
        return chosen

    def who_met(self, names: Mapping[str, str], *sinks: str) -> Reach:
        """Who met the words of which field, in these sinks or in all."""
        reach: Reach = defaultdict(set)
        for sink in sinks or self.met:
            for word, who in self.met[sink].items():
                reach[names[word]] |= who
        return reach


class Listener:
    """A client's inside, with somebody who hears each reply."""

    def __init__(self, client: Any, house: House, who: str, found: Found) -> None:
        self.client, self.house, self.who, self.found = client, house, who, found

    def get(self, path: str) -> TestResponse:
        """What is asked for, heard on its way."""
        reply: TestResponse = self.client.get(path)
        self.found.hear(self.house, self.who, path, reply)
        return reply


def ask_everything(house: House, clients: Mapping[str, Client]) -> Found:
    """Everybody follows every link they are shown; what the crawl complains of is a fault too."""
    found = Found()
    for who, client in clients.items():
        client._client = Listener(client._client, house, who, found)  # type: ignore[assignment]
        found.faults += walk(house, client, who).faults
    return found


def clients_of(house: House, people: Mapping[str, UUID], keys: Iterable[str]) -> dict[str, Client]:
    """A signed-in browser for each."""
    return {key: house.client(people[key]) for key in keys}
