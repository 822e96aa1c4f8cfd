"""The same value has the same bytes everywhere. What is expected is written by hand, after RFC 8785."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from lms.audit.canonical import canonical


class Colour(StrEnum):
    """For a value that is text, and more."""

    RED = "red"


# The numbers are those of RFC 8785, appendix B.
WRITTEN: list[tuple[Any, str]] = [
    (None, "null"),
    (True, "true"),
    (0, "0"),
    (-7, "-7"),
    (9007199254740993, "9007199254740993"),
    (0.0, "0"),
    (-0.0, "0"),
    (1.0, "1"),
    (0.5, "0.5"),
    (37.5, "37.5"),
    (5e-324, "5e-324"),
    (-5e-324, "-5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"),
    (9007199254740992.0, "9007199254740992"),
    (295147905179352830000.0, "295147905179352830000"),
    (9.999999999999997e22, "9.999999999999997e+22"),
    (1e23, "1e+23"),
    (1.0000000000000001e23, "1.0000000000000001e+23"),
    (999999999999999700000.0, "999999999999999700000"),
    (999999999999999900000.0, "999999999999999900000"),
    (1e21, "1e+21"),
    (9.999999999999997e-7, "9.999999999999997e-7"),
    (0.000001, "0.000001"),
    (333333333.3333332, "333333333.3333332"),
    (-0.0000033333333333333333, "-0.0000033333333333333333"),
    (1424953923781206.2, "1424953923781206.2"),
    ("", '""'),
    ('€$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
    (Colour.RED, '"red"'),
    ([], "[]"),
    ([1, [2.0], {}], "[1,[2],{}]"),
    ((1, 2), "[1,2]"),
    ({"b": 1, "a": {"d": None, "c": [True]}}, '{"a":{"c":[true],"d":null},"b":1}'),
    ({"peach": 1, "péché": 2, "pêche": 3, "sin": 4}, '{"peach":1,"péché":2,"pêche":3,"sin":4}'),
    (UUID("0f8fad5b-d9cb-469f-a165-70867728950e"), '"0f8fad5b-d9cb-469f-a165-70867728950e"'),
    (datetime(2026, 3, 14, 10, 2, tzinfo=UTC), '"2026-03-14T10:02:00.000000Z"'),
    (datetime(2026, 7, 1, 0, 30, 0, 5, timezone(timedelta(hours=1))), '"2026-06-30T23:30:00.000005Z"'),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN, ids=str)
def test_values_are_written_as_the_standard_has_them(value: Any, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", datetime(2026, 3, 14)])  # noqa: DTZ001
def test_what_has_no_bytes_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical({"value": value})


@pytest.mark.parametrize("value", [b"bytes", {1: 2}, {1}, object()])
def test_what_is_not_json_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical([value])
