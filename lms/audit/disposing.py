"""The oldest part of the trail goes once its time has come: a whole prefix with its seals, never single events.

The last seal of what goes stays: the chain begins from it. That it may begin there is signed, outside the database.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit import heads
from lms.audit.chain import Head, Link, follow
from lms.audit.models import AuditEvent, AuditOrigin, AuditSeal
from lms.audit.queries import links, origin
from lms.audit.written import moment
from lms.core import clock
from lms.core.access import Mode
from lms.core.web.runtime import Runtime

__all__ = ["BATCH", "NotWhole", "begin_again", "dispose"]

BATCH = 1000
Held = Callable[[Session, Sequence[Link]], Collection[UUID]]


class NotWhole(Exception):
    """What would go is not as it was sealed: it is evidence, and stays until somebody has looked."""


def dispose(session: Session, *, before: datetime, held: Held, folder: Path, secret: str) -> int:
    """Dispose of some of the oldest events, those that happened before a moment; gives how many, 0 when none is left.

    It stops at the first that is younger, is `held`, or is not sealed. Raises NotWhole when the chain does not hold
    there, or when nothing says that it may begin where it does.
    """
    began = origin(session)
    if began.position and not heads.says_begins(folder, began):
        raise NotWhole(f"nothing that is signed says that the trail begins behind position {began.position}")
    due = _due(list(links(session, after=began.position, most=BATCH)), before)
    kept_back = held(session, due) if due else ()
    going = _until(due, lambda link: link.event_id in kept_back)
    _expect_whole(began, going)
    if going:
        _begin(session, going, folder, secret)
    return len(going)


def begin_again(runtime: Runtime) -> None:
    """Sign anew where the chain begins: after a restore the file of heads is another."""
    with runtime.database.unit_of_work(Mode.READ) as session:
        began = origin(session)
    if began.position:
        heads.begin(began, at=clock.now(), folder=runtime.settings.data_dir, secret=runtime.settings.secret_key)


def _due(found: Iterable[Link], before: datetime) -> list[Link]:
    end = moment(before)
    return _until(found, lambda link: link.event is not None and link.at >= end)


def _until(found: Iterable[Link], ends: Callable[[Link], bool]) -> list[Link]:
    some = []
    for link in found:
        if ends(link):
            break
        some.append(link)
    return some


def _expect_whole(began: Head, going: Sequence[Link]) -> None:
    for link, flaws in follow(going, began):
        if flaws:
            raise NotWhole(f"position {link.position} is not as it was sealed")


def _begin(session: Session, going: Sequence[Link], folder: Path, secret: str) -> None:
    """Let the chain begin behind these. Signed first: a line too many does no harm, one too few is a flaw."""
    last = going[-1]
    heads.begin(Head(last.position, last.hash), at=clock.now(), folder=folder, secret=secret)
    session.add(AuditOrigin(position=last.position, hash=last.hash, events=len(going)))
    session.flush()
    # Events first: that they may go, the database sees by their seals.
    session.execute(sa.delete(AuditEvent).where(AuditEvent.id.in_([link.event_id for link in going])))
    session.execute(sa.delete(AuditSeal).where(AuditSeal.position < last.position))
