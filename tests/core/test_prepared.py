"""Statements that are built once."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from lms.core.db import prepared
from lms.people.models import Person
from lms.testing import House, make_person


@prepared
def named(*, name: str) -> sa.Select[str]:
    return sa.select(Person.chosen_name).where(Person.chosen_name == name)


def test_each_shape_is_built_once_and_each_value_is_used(house: House) -> None:
    built: list[int] = []

    @prepared
    def first(most: int, *, names: list[str], before: datetime) -> sa.Select[str]:
        built.append(most)
        query = sa.select(Person.chosen_name).where(Person.chosen_name.in_(names), Person.created_at < before)
        return query.order_by(Person.chosen_name).limit(most)

    with house.unit() as session:
        for name in ("Ann", "Ben", "Cas"):
            make_person(session, name=name)
        assert [session.scalar(*named(name=name)) for name in ("Ann", "Cas", "Dee")] == ["Ann", "Cas", None]
        later = datetime(2999, 1, 1, tzinfo=UTC)
        assert session.scalars(*first(1, names=["Cas", "Ben"], before=later)).all() == ["Ben"]
        assert session.scalars(*first(1, names=["Cas"], before=later)).all() == ["Cas"]
        assert session.scalars(*first(2, names=["Cas", "Ben", "Ann"], before=later)).all() == ["Ann", "Ben"]
        assert session.scalars(*first(2, names=[], before=later)).all() == []
        assert session.scalars(*first(2, names=["Ann"], before=datetime(1999, 1, 1, tzinfo=UTC))).all() == []
    assert built == [1, 2]


def test_a_value_that_is_not_given_is_missed(house: House) -> None:
    with house.unit() as session, pytest.raises(sa.exc.StatementError, match="name"):
        session.scalar(*named())  # type: ignore[call-arg]
