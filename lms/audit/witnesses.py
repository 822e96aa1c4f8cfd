"""What the heads kept outside the database say about the chain inside it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from lms.audit.chain import Fault, Flaw, Link, SignedHead
from lms.audit.written import moment

__all__ = ["GRACE", "Witnesses"]

GRACE = timedelta(hours=1)  # longer than any transaction, and than the clocks of our machines differ


class Witnesses:
    """The heads with good signatures. Show them the links in order, then the end."""

    def __init__(self, heads: Iterable[SignedHead]) -> None:
        self._heads = sorted(heads, key=lambda signed: (signed.head.position, signed.at))
        self._at: dict[int, list[SignedHead]] = defaultdict(list)
        for signed in self._heads:
            self._at[signed.head.position].append(signed)
        self._passed: SignedHead | None = None  # of those before the link in hand, the latest in time
        self._too_early = ""  # what happened before this moment was there when that one was signed
        self._next = 0

    def of(self, link: Link) -> Iterator[Flaw]:
        """What they say of one link."""
        self._pass(link.position)
        if link.event and link.at < self._too_early:
            yield Flaw(Fault.LATE, link.position, event_id=link.event_id, at=_moment(link.at), head=self._passed)
        for signed in self._at.get(link.position, ()):
            if signed.head.hash != link.hash:
                yield Flaw(Fault.REWRITTEN, link.position, head=signed)
                break

    def of_end(self, last: int, oldest: datetime | None) -> Iterator[Flaw]:
        """What they say of a chain that ends at `last`, and of the oldest event that is not sealed yet."""
        self._pass(last + 1)
        if oldest is not None and moment(oldest) < self._too_early:
            yield Flaw(Fault.LATE, at=oldest, head=self._passed)
        if self._heads and self._heads[-1].head.position > last:
            yield Flaw(Fault.CUT, last + 1, self._heads[-1].head.position, head=self._heads[-1])

    def _pass(self, position: int) -> None:
        """A head is signed when nothing was left to seal: an event from before it was not there then."""
        while self._next < len(self._heads) and self._heads[self._next].head.position < position:
            signed = self._heads[self._next]
            self._passed = signed if self._passed is None or signed.at > self._passed.at else self._passed
            self._too_early = moment(self._passed.at - GRACE)
            self._next += 1


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
