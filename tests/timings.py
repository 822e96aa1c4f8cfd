"""Where the suite's time went: tests and seconds by folder and engine, printed before pytest's own last line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from engines import NAMES

ELSE = "no database"


def _engine_of(nodeid: str) -> str:
    inside = nodeid.partition("[")[2]
    return next((name for name in NAMES if inside.startswith(name)), ELSE)


def lines(parts: Iterable[tuple[str, str, float]]) -> Iterator[str]:
    """The table's lines; `parts` are the phases of tests: node id, phase (setup, call, teardown) and its seconds."""
    seconds: dict[str, Counter[str]] = defaultdict(Counter)
    tests: Counter[str] = Counter()
    for nodeid, phase, took in parts:
        folder, engine = nodeid.split("/")[1], _engine_of(nodeid)
        seconds[folder][engine] += took  # type: ignore[assignment]
        tests[engine] += phase == "setup"
    kinds = (*NAMES, ELSE)
    yield _line("stage", kinds)
    for folder, spent in sorted(seconds.items(), key=lambda pair: -sum(pair[1].values())):
        yield _line(folder, [f"{spent[kind]:.0f} s" for kind in kinds])
    yield _line("seconds", [f"{sum(spent[kind] for spent in seconds.values()):.0f} s" for kind in kinds])
    yield _line("tests", [str(tests[kind]) for kind in kinds])


def _line(first: str, cells: Iterable[str]) -> str:
    return f"{first:<14}" + "".join(f"{cell:>14}" for cell in cells)
