"""The kind of evidence that comes with the plugin."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessments.kinds import kind_of, kinds
from lms.plugins import EvidencePart, EvidenceSoFar
from lms.testing import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path / "data")
    yield built
    built.close()


def test_a_visit_alone_can_be_chosen_and_says_what_it_needs(house: House) -> None:
    with house.app.app_context():
        assert list(kinds())[-1] == "lone-visit"
        visit = kind_of("lone-visit")
    assert visit.needs == (EvidencePart.WORDS, EvidencePart.DAY)
    day = date(2026, 11, 2)
    assert "who knew where you were" in str(visit.missing(EvidenceSoFar("I went alone.", happened_on=day)))
    told = "Jo at the office knew where I was, and I rang Jo at three."
    assert visit.missing(EvidenceSoFar(told, happened_on=day)) == ""
