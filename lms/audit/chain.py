"""The rules of the chain: what a seal is made of, and what shows that somebody was at the rows. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

__all__ = ["ORIGIN", "Fault", "Flaw", "Head", "Link", "SignedHead", "follow", "seal_of"]


@dataclass(frozen=True)
class Head:
    """Where the chain ends: the last position, and the hash there."""

    position: int
    hash: str


ORIGIN = Head(0, "0" * 64)


class Link(NamedTuple):
    """One seal as it is kept, and the event that it seals: its JSON, None when it is gone, "" when it has none.

    `sealed_at` and `at`, when it happened, are written as in that JSON: 2026-03-14T12:00:00.000000Z. `kept_id` is the
    event's id as the engine gives it: few are ever asked for.
    """

    position: int
    hash: str
    sealed_at: str
    kept_id: str
    event: str | None
    at: str = ""

    @property
    def event_id(self) -> UUID | None:
        """The event's id; None for what is none."""
        try:
            return UUID(hex=self.kept_id)
        except (ValueError, AttributeError):
            return None


class Fault(StrEnum):
    """What can be wrong with the trail."""

    MISSING = "missing"
    GONE = "gone"
    CHANGED = "changed"
    TWICE = "twice"
    REWRITTEN = "rewritten"
    CUT = "cut"
    LATE = "late"
    BEFORE = "before"
    BEGINNING = "beginning"
    FORGED = "forged"
    NO_HEADS = "no-heads"


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: at a position of the chain, or up to `until` when it is about several in a row.

    `at` is when the event says it happened; `head` the signed head that contradicts.
    """

    fault: Fault
    position: int = 0
    until: int = 0
    event_id: UUID | None = None
    at: datetime | None = None
    head: "SignedHead | None" = None


@dataclass(frozen=True)
class SignedHead:
    """A head as it was written down outside the database, on a line of a file, signed with `key`.

    `good` says that the signature holds; `begins` that it was signed for this: the trail begins behind that position.
    """

    line: int
    head: Head
    at: datetime
    key: str
    good: bool
    begins: bool = False


def seal_of(previous: str, *, position: int, sealed_at: str, event: str) -> str:
    """The hash that seals an event, as JSON, at a position: it depends on everything that was sealed before."""
    facts = f'{{"event":{event},"position":{position},"sealed_at":"{sealed_at}"}}'
    return sha256(bytes.fromhex(previous) + facts.encode()).hexdigest()


def follow(links: Iterable[Link], began: Head = ORIGIN) -> Iterator[tuple[Link, list[Flaw]]]:
    """Each link in order of its position, with what is wrong there; `began` is what the first goes on from.

    Each is judged by the hash kept before it, so one changed row does not put all later ones in the wrong. The first
    after a gap cannot be judged.
    """
    before = began
    for link in links:
        yield link, [*_order(before, link), *_seal(before, link)]
        before = Head(link.position, link.hash)


def _order(before: Head, link: Link) -> Iterator[Flaw]:
    if link.position <= before.position:
        yield Flaw(Fault.TWICE, link.position)
    elif link.position > before.position + 1:
        yield Flaw(Fault.MISSING, before.position + 1, link.position - 1)


def _seal(before: Head, link: Link) -> Iterator[Flaw]:
    if link.event is None:
        yield Flaw(Fault.GONE, link.position, event_id=link.event_id)
    elif not link.event or (link.position == before.position + 1 and link.hash != _expected(before.hash, link)):
        # What has no JSON was never an event of ours, also where it was there before it was sealed.
        yield Flaw(Fault.CHANGED, link.position, event_id=link.event_id)


def _expected(previous: str, link: Link) -> str | None:
    try:
        return seal_of(previous, position=link.position, sealed_at=link.sealed_at, event=link.event or "")
    except ValueError:  # whatever stands before it, or in it, is nothing that we sealed
        return None
