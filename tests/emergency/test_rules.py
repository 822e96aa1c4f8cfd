"""When a record may be opened, for how long, and who looks back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from lms.emergency.models import Emergency
from lms.emergency.rules import cannot_open, cannot_review, is_open, until

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
ANN, BEN, CAT = (UUID(int=number) for number in (1, 2, 3))
WHY = "Her flatmate rang and is afraid"


def test_it_is_open_for_half_an_hour() -> None:
    assert until(NOON) == datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
    assert is_open(until(NOON), NOON + timedelta(minutes=29, seconds=59))
    assert not is_open(until(NOON), NOON + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("person", "reason", "field"),
    [(ANN, WHY, None), (ANN, "one two three four", "reason"), (ANN, "", "reason"), (BEN, WHY, "")],
)
def test_what_stands_in_the_way(person: UUID, reason: str, field: str | None) -> None:
    found = cannot_open(person_id=person, opener_id=BEN, reason=reason)
    assert (found and found[0]) == field


@pytest.mark.parametrize(
    ("reviewer", "done", "says"),
    [(CAT, False, None), (CAT, True, "already"), (BEN, False, "yourself"), (ANN, False, "your own record")],
)
def test_who_looks_back(reviewer: UUID, done: bool, says: str | None) -> None:
    emergency = Emergency(person_id=ANN, opener_id=BEN, reviewed_at=NOON if done else None)
    found = cannot_review(emergency, reviewer)
    assert (found is None) == (says is None)
    assert says is None or says in str(found)
