"""Rows of every kind, from either engine onto either engine: the same values, the same lines, the same hash."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa
from backup.conftest import Fresh
from engines import Engine

from lms.backup.kinds import KINDS, kind_of
from lms.backup.shapes import Content, read, shape_of, write
from lms.core.db import UtcDateTime
from lms.core.errors import NotReady

TABLE = sa.Table(
    "lms_x_everything",
    sa.MetaData(),
    sa.Column("word", sa.String(60), primary_key=True),
    sa.Column("uuid", sa.Uuid()),
    sa.Column("moment", UtcDateTime()),
    sa.Column("day", sa.Date()),
    sa.Column("time", sa.Time()),
    sa.Column("json", sa.JSON()),
    sa.Column("bytes", sa.LargeBinary()),
    sa.Column("switch", sa.Boolean()),
    sa.Column("whole", sa.BigInteger()),
    sa.Column("fraction", sa.Float()),
    sa.Column("decimal", sa.Numeric(12, 4)),
)
SUMMER = timezone(timedelta(hours=1))
# What engines and people disagree on. In the order of their bytes, which is not the alphabet's.
WORDS = ["", "B", "a", "a b", "a\n\t\"'\\", "ä", "Ω", "zero\u200bwidth", "😀"]
ROW = {
    "uuid": UUID("00000000-0000-0000-0000-0000000000ff"),
    "moment": datetime(2026, 7, 1, 12, 0, 0, 123456, SUMMER),
    "day": date(2024, 2, 29),
    "time": time(23, 59, 59, 1),
    "json": {"b": [1, None, {"ü": "\u0007"}], "a": 0.1},
    "bytes": bytes(range(256)),
    "switch": False,
    "whole": -(2**62),
    "fraction": 0.1 + 0.2,
    "decimal": Decimal("1.5000"),
}
LINE = (
    '["a","00000000-0000-0000-0000-0000000000ff","2026-07-01T11:00:00.123456+00:00","2024-02-29","23:59:59.000001",'
    '[{"b":[1,null,{"\\u00fc":"\\u0007"}],"a":0.1}],"AAECAwQFBgcICQoLDA0ODw=="'
)


def _filled(house_engine: sa.Engine) -> list[bytes]:
    with house_engine.begin() as connection:
        TABLE.create(connection)
        connection.execute(sa.insert(TABLE), [{**ROW, "word": word} for word in reversed(WORDS)])
        connection.execute(sa.insert(TABLE), {"word": "json null", "json": sa.JSON.NULL})
        connection.execute(sa.insert(TABLE), {"word": "no value", "json": sa.null()})
        return list(read(connection, shape_of(TABLE)))


def _hash(lines: list[bytes]) -> str:
    content = Content(shape_of(TABLE))
    for line in lines:
        content.add(line)
    return content.sha256


def test_every_kind_is_the_same_there(engine: Engine, there: Engine, fresh: Fresh) -> None:
    assert {kind for _name, kind in shape_of(TABLE).columns} == KINDS.keys()
    here, onto = fresh(engine).runtime.database.engine, fresh(there).runtime.database.engine
    lines = _filled(here)
    assert [json.loads(line)[0] for line in lines] == sorted([*WORDS, "json null", "no value"], key=str.encode)
    a = next(line for line in lines if line.startswith(b'["a",'))
    assert a.decode().startswith(LINE[: LINE.index('"AAEC')])
    with onto.begin() as connection:
        TABLE.create(connection)
        write(connection, shape_of(TABLE), lines)
        again = list(read(connection, shape_of(TABLE)))
        found = connection.execute(sa.select(TABLE).where(TABLE.c.word == "a")).mappings().one()
        empty = connection.scalars(sa.select(TABLE.c.word).where(TABLE.c.json.is_(sa.null()))).all()
    assert again == lines
    assert {name: found[name] for name in ROW} == {**ROW, "moment": datetime(2026, 7, 1, 11, 0, 0, 123456, UTC)}
    assert list(found["json"]) == ["b", "a"], "the order of an object is kept"
    assert empty == ["no value"], "the null of JSON is not the null of SQL"


def test_the_hash_looks_at_values_and_not_at_the_order_of_objects() -> None:
    one, other = (
        json.dumps(["a", *[None] * 4, [value], *[None] * 5]).encode() for value in ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    )
    assert _hash([one]) == _hash([other])
    assert _hash([one]) != _hash([one.replace(b"2", b"3")])
    assert _hash([one, one]) != _hash([one])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("uuid", "no"), ("moment", "2026-01-01T00:00:00"), ("moment", 5), ("day", "2023-02-29"), ("time", "25:00"),
        ("json", 1), ("json", [1, 2]), ("bytes", "?"), ("switch", 1), ("whole", True), ("whole", "1"), ("fraction", "1"),
        ("text", 1), ("text", []),
    ],
)  # fmt: skip
def test_what_cannot_be_a_value_is_not_read(name: str, wrong: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        KINDS[name].read(wrong)


def test_a_type_that_nobody_knows_is_said() -> None:
    class Odd(sa.types.UserDefinedType[str]):
        pass

    column: sa.Column[str] = sa.Column("odd", Odd())
    sa.Table("lms_x_odd_one", sa.MetaData(), column)
    with pytest.raises(NotReady, match=r"lms_x_odd_one\.odd is of a type that no backup knows"):
        kind_of(column)
