"""Whether the trail is what it was: the chain inside the database against itself, and against the heads outside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy.orm import Session

from lms.audit import heads
from lms.audit.chain import ORIGIN, Fault, Flaw, Head, SignedHead, follow
from lms.audit.queries import Tail, links, origin, tail
from lms.audit.witnesses import Witnesses

__all__ = ["MOST", "Report", "verify"]

MOST = 100  # flaws that are told one by one


@dataclass
class Report:
    """What was found. `found` counts all flaws, `flaws` holds the first ones.

    `foreign` counts heads signed with another key than ours, as they are after a new secret key; `torn` lines of
    the file that cannot be read; `begins` is the position behind which the trail begins, as what was before has had its
    time; `backdated` events that were put in with an earlier date, where that is allowed.
    """

    head: Head = ORIGIN
    begins: int = 0
    sealed: int = 0
    tail: Tail = field(default_factory=lambda: Tail(0, None))
    last_head: datetime | None = None
    heads: int = 0
    foreign: int = 0
    torn: int = 0
    backdated: int = 0
    found: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.found == 0

    def note(self, flaw: Flaw) -> None:
        """One more thing that is wrong."""
        self.found += 1
        if len(self.flaws) < MOST:
            self.flaws.append(flaw)


def verify(session: Session, *, folder: Path, secret: str, backdating: bool = False) -> Report:
    """Read everything and compare. `backdating`: events may be dated before they are written, as a demo's are."""
    report = Report()
    # The heads come first: what is sealed while we read can only add to them.
    good = list(_good_heads(report, folder, heads.public_key(secret)))
    began, after = origin(session), Witnesses(one for one in good if not one.begins)
    for flaw in chain(_of_beginning(began, good), _flaws(session, report, after, began)):
        if flaw.fault is Fault.LATE and backdating:
            report.backdated += 1
        else:
            report.note(flaw)
    if report.sealed and not heads.place(folder).exists():
        report.note(Flaw(Fault.NO_HEADS, report.head.position))
    return report


def _good_heads(report: Report, folder: Path, ours: str) -> Iterator[SignedHead]:
    for signed in heads.read(heads.place(folder)):
        if signed is None:
            report.torn += 1
        elif not signed.good:
            report.note(Flaw(Fault.FORGED, signed.line))
        else:
            report.heads += 1
            report.foreign += signed.key != ours
            report.last_head = max(report.last_head or signed.at, signed.at)
            yield signed


def _of_beginning(began: Head, good: Sequence[SignedHead]) -> Iterator[Flaw]:
    """That the trail begins there has to be signed, for that: any other head is of a place that has a before."""
    if began.position and not any(one.begins and one.head == began for one in good):
        yield Flaw(Fault.BEGINNING, began.position)


def _flaws(session: Session, report: Report, witnesses: Witnesses, began: Head) -> Iterator[Flaw]:
    report.head, report.begins = began, began.position
    yield from _before(session, began)
    for link, flaws in follow(links(session, after=began.position), began):
        report.sealed += 1
        report.head = Head(link.position, link.hash)
        yield from chain(flaws, witnesses.of(link))
    report.tail = tail(session)
    yield from witnesses.of_end(report.head.position, report.tail.since)


def _before(session: Session, began: Head) -> Iterator[Flaw]:
    """Of what has had its time the last seal is there, as the chain goes on from it; and nothing else, ever."""
    there = list(links(session, until=began.position))
    last = [link for link in there if began.position and link.position == began.position]
    if began.position and [link.hash for link in last] != [began.hash]:
        yield Flaw(Fault.MISSING, began.position, began.position)
    for link in there:
        if link not in last or link.event is not None:
            yield Flaw(Fault.BEFORE, link.position, event_id=link.event_id)
