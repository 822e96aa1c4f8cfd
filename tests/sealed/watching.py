"""Hears every sealed field that is read, by itself: whose row it is, and who asks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import g, has_request_context, request

from lms.core import trace
from lms.core.access import NOBODY
from lms.core.db import Base, Kept
from lms.core.sealing import Look, Sealed
from lms.core.sealing.owners import owner_of
from lms.papers.subjects import Subject
from lms.testing import House

Heard = tuple[UUID | None, UUID | None, str]


class Watch:
    """What was read in each request: viewer, owner and page; and what was read of one's own."""

    def __init__(self) -> None:
        self.others: set[tuple[int, Heard]] = set()
        self.own = 0

    def hear(self, row: Base, field: Sealed[Any]) -> None:
        """One value was read on a page."""
        counted = trace.current().queries
        viewer, owner = g.get("lms_actor", NOBODY).person_id, owner_of(row, field.owner)
        trace.current().queries = counted  # what it takes us to find the owner is no cost of the page
        if owner is None:
            return  # the service's own, such as a certificate's file: there is nobody to tell
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


# Whoever may open a file of their own holds this too; others open it by one of these.
BY_ANOTHER = {"assessments:open-file": {"assessments:mark", "assessments:verify"}}


def untold(house: House, subjects: Mapping[Kept, Subject]) -> set[tuple[str, str]]:
    """Page and column of each look that is noted, where the notice does not name who may use that page for the column."""
    with house.unit() as session:
        looks = [(look.endpoint, column) for look in session.scalars(sa.select(Look)) for column in look.fields]
    assert looks, "nobody looked"
    return {
        (endpoint, column)
        for endpoint, column in looks
        if not _lets(house, endpoint) <= set(subjects[kept_of(column)].permissions)
    }


def _lets(house: House, endpoint: str) -> set[str]:
    permission = house.app.view_functions[endpoint].__dict__["__access__"].permission
    return BY_ANOTHER.get(permission, {permission})


def kept_of(column: str) -> Kept:
    """The class of data of a column that is named as table.column."""
    table, _dot, name = column.partition(".")
    found: Kept = Base.metadata.tables[table].columns[name].info["kept"]
    return found
