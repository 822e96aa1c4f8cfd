"""Hears every sealed field that is read, by itself: whose row it is, and who asks."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import g, has_request_context, request

from lms.core.access import NOBODY
from lms.core.db import Base
from lms.core.sealing import Look, Sealed
from lms.core.sealing.owners import owner_of
from lms.testing import House

Heard = tuple[UUID | None, UUID | None, str]


class Watch:
    """What was read in each request: viewer, owner and page; and what was read of one's own."""

    def __init__(self) -> None:
        self.others: set[tuple[int, Heard]] = set()
        self.own = 0

    def hear(self, row: Base, field: Sealed[Any]) -> None:
        """One value was read on a page."""
        viewer, owner = g.get("lms_actor", NOBODY).person_id, owner_of(row, field.owner)
        if viewer == owner:
            self.own += 1
        else:
            self.others.add((id(g.lms_session), (viewer, owner, str(request.endpoint))))
            self.sessions.append(g.lms_session)  # kept, so that no other is given its id

    sessions: list[Any] = []  # noqa: RUF012 - one list for all is what is wanted

    def looks(self) -> Counter[Heard]:
        """A look for each person shown by each request."""
        return Counter(heard for _request, heard in self.others)


@contextmanager
def watching(patch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Listen to every row that is asked for a sealed field during a request."""
    watch, get = Watch(), Sealed.__get__

    def heard(self: Sealed[Any], row: Base | None, model: type[Base]) -> Any:
        found = get(self, row, model)  # type: ignore[call-overload]
        if row is not None and found and has_request_context() and "lms_session" in g:
            watch.hear(row, self)
        return found

    with patch.context() as inner:
        inner.setattr(Sealed, "__get__", heard)
        yield watch


def noted(house: House) -> Counter[Heard]:
    """The looks in the database."""
    with house.unit() as session:
        rows = session.execute(sa.select(Look.viewer_id, Look.person_id, Look.endpoint))
        return Counter((viewer, person, endpoint) for viewer, person, endpoint in rows)
