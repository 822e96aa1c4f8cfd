"""What the audit costs sixteen writers, in short: `make drill ONLY=writers` has the time to hold it to a tenth."""

import pytest
from drills.audit import writers

from lms.testing import House

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.on("postgresql")]


def test_sixteen_people_save_with_the_audit_and_without(demo_house: House) -> None:
    turns = writers.measured(demo_house, writers.SIZES["quick"])
    assert all(turns.saved), "somebody saved nothing in some way"
    assert writers.judged(turns, writers.HEAVY, seed=1).caught().verdict == "info"
