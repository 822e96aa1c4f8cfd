"""What was deleted is in no byte of SQLite's file and log once they are written anew; emptying the log is not enough."""

import random
import re
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.engine import Engine

from lms.core.db.engine import forget_past, make_engine

WORD = re.compile(rb"zq\d{7}zq")
TABLES = "CREATE TABLE t (id TEXT PRIMARY KEY, name TEXT, other TEXT); CREATE INDEX i ON t (name)"
LONG = (0, 5, 30, 200, 6000)  # the longest go over several pages


def lived_in(engine: Engine) -> set[bytes]:
    """A database with a past: rows came, changed and went. Gives the words that are in it now."""
    dice, count, live = random.Random(1), 0, dict[str, str]()

    def word() -> str:
        nonlocal count
        count += 1
        return f"zq{count:07d}zq" + "x" * dice.choice(LONG)

    with engine.connect() as connection:
        ask = connection.connection.driver_connection.execute  # type: ignore[union-attr]
        for statement in TABLES.split(";"):
            ask(statement)
        for _round in range(60):
            ask("BEGIN IMMEDIATE")
            for _ in range(60):
                turn = dice.random()
                key = str(UUID(int=dice.getrandbits(128))) if turn < 0.5 or not live else dice.choice(list(live))
                if turn < 0.8 or key not in live:
                    live[key] = word()
                    ask("INSERT OR REPLACE INTO t VALUES (?, ?, ?)", (key, live[key], live[key][:40]))
                else:
                    del live[key]
                    ask("DELETE FROM t WHERE id = ?", (key,))
            ask("COMMIT")
    return {text[:11].encode() for text in live.values()}


def words_in(place: Path) -> set[bytes]:
    files = (file for file in place.parent.iterdir() if file.name.startswith(place.name))
    return {word for file in files for word in WORD.findall(file.read_bytes())}


def emptied(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


@pytest.mark.parametrize("planted", [False, True])
def test_nothing_of_the_past_is_left(tmp_path: Path, planted: bool) -> None:
    place = tmp_path / "house.sqlite"
    engine = make_engine(f"sqlite:///{place}")
    now = lived_in(engine)
    (emptied if planted else forget_past)(engine)
    engine.dispose()
    assert len(now) > 500
    assert now <= words_in(place)
    assert bool(words_in(place) - now) is planted


def test_it_says_so_while_somebody_else_is_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for it tries again later."""
    monkeypatch.setattr("lms.core.db.engine.BUSY_MS", 50)
    engine, other = (make_engine(f"sqlite:///{tmp_path / 'house.sqlite'}") for _ in range(2))
    lived_in(engine)
    with other.connect() as connection:
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        with pytest.raises(OSError, match="could not be rewritten"):
            forget_past(engine)
    engine.dispose()
    other.dispose()
