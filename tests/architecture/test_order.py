"""The order of the suite: nothing is left out, and each share begins with what takes long."""

import order

FOLDERS = ["core"] * 7 + ["drills"] * 2 + ["journeys", "bench", "people"]


def test_each_share_begins_with_long_ones_and_nothing_is_lost() -> None:
    numbers = order.long_ones_first(range(12), FOLDERS)
    assert numbers == [9, 0, 1, 2, 7, 8, 3, 4, 10, 5, 6, 11]


def test_a_few_tests_stay_as_they_are() -> None:
    assert order.long_ones_first([1, 2], ["core", "core"]) == [1, 2]
    assert order.long_ones_first([], []) == []
