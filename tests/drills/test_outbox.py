"""The drill of the outbox in short, its rule of judgement, and faults that it sees."""

from dataclasses import replace
from pathlib import Path

import pytest
from drills import __main__ as drills
from drills import report
from drills.outbox import running
from drills.outbox.counting import Trace, _held_when_killed
from drills.outbox.scene import SIZES
from drills.report import Line
from engines import NOT_INSTALLED
from postgres import Server

GOOD = Line("sqlite", "kill", 1, kills=3, in_flight=2, acknowledged=9, committed_unacknowledged=1, lost=0, duplicated=0, ready_s=1.5)  # fmt: skip


@pytest.mark.drill
@pytest.mark.parametrize(
    "kind",
    running.ENGINES,
)
def test_each_effect_comes_about_once_however_often_workers_are_killed(kind: str, postgres: Server | None) -> None:
    if postgres is None and kind != "sqlite":
        pytest.skip(NOT_INSTALLED)
    line = running.run(kind, postgres, SIZES["quick"], seed=1)
    assert line.verdict == "pass", line
    assert line.acknowledged + line.committed_unacknowledged == SIZES["quick"].rows


@pytest.mark.drill
@pytest.mark.parametrize(("fault", "seen"), [("no fence", "duplicated"), ("done before the effect", "lost")])
def test_the_drill_sees_a_worker_that_is_wrong(fault: str, seen: str, postgres: Server | None) -> None:
    if postgres is None:
        pytest.skip(NOT_INSTALLED)
    line = running.run("postgresql", postgres, SIZES["quick"], 1, fault)
    assert getattr(line, seen) > 0, line
    assert line.caught().verdict == "info"


@pytest.mark.parametrize(
    ("wrong", "verdict"),
    [
        ({}, "pass"),
        ({"kills": 0}, "fail"),
        ({"in_flight": 0}, "fail"),
        ({"lost": 1}, "fail"),
        ({"duplicated": 1}, "fail"),
    ],
)
def test_the_judgement(wrong: dict[str, int], verdict: str) -> None:
    judged = replace(GOOD, **wrong).judged()
    assert judged.verdict == verdict
    assert judged.caught().verdict == ("fail" if verdict == "pass" else "info")
    assert replace(GOOD, **wrong).judged(sound=False).verdict == "fail"


def test_who_was_in_the_middle_of_something_when_killed() -> None:
    traces = [
        Trace(10.0, 1, "began", "a"),  # held when killed, taken up at 15 and 16
        Trace(10.0, 2, "began", "b"),
        Trace(10.1, 2, "done", "b"),  # between two jobs when killed
        Trace(10.2, 3, "began", "c"),  # done, and killed before it could say so
        Trace(15.0, 4, "began", "a"),
        Trace(16.0, 5, "began", "a"),
    ]
    assert _held_when_killed(traces, {1: 12.0, 2: 12.0, 3: 12.0}) == [3.0, 0.0]


def test_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEED", "7")
    monkeypatch.setenv("QUICK", "1")
    asked: list[object] = []

    def told(size: str, seed: int) -> list[Line]:
        asked.append((size, seed))
        return [GOOD.judged()]

    monkeypatch.setattr(drills, "DRILLS", {"outbox": told})
    monkeypatch.setenv("ONLY", "outbox")
    assert drills.main() == 0
    assert asked == [("quick", 7)]
    text = (tmp_path / "build" / "reports" / "drill.tsv").read_text()
    assert text == (
        "engine\tfault\tseed\tkills\tin_flight\tacknowledged\tcommitted_unacknowledged\tlost\tduplicated\tready_s\tverdict\n"
        "sqlite\tkill\t1\t3\t2\t9\t1\t0\t0\t1.5\tpass\n"
    )
    assert text in capsys.readouterr().out
    monkeypatch.setattr(drills, "DRILLS", {"outbox": lambda _size, _seed: [replace(GOOD, lost=1).judged()]})
    assert drills.main() == 1
    monkeypatch.setenv("ONLY", "nothing")
    assert drills.main() == 2
    assert report.Line.__dataclass_fields__.keys() == {*text.split("\n")[0].split("\t")}
