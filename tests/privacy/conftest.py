"""The demo with a mark in every text that people write, made once for each engine."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from conftest import Told
from engines import Engine
from privacy.marking import leave_traces, mark_everything, use
from stock import Stock

from lms.core import clock
from lms.plugins import DemoStory
from lms.testing import House
from lms.testing.house import Template

Marks = Mapping[UUID, Mapping[str, str]]


@dataclass(frozen=True)
class Marked:
    """A house in which each text says whose it is, and the marks: person → field → mark."""

    house: House
    marks: Marks
    story: DemoStory

    def person(self, who: str) -> UUID:
        """Somebody of the demo; `ama` has something in every table there is."""
        return self.story.people[WHO.get(who, who)]

    def of(self, who: str, *, but: frozenset[str] = frozenset()) -> set[str]:
        """The marks of one person."""
        return {mark for name, mark in self.marks[self.person(who)].items() if name not in but}

    def of_others(self, who: str) -> set[str]:
        """The marks of everybody else."""
        return {mark for one, marks in self.marks.items() if one != self.person(who) for mark in marks.values()}


WHO = {"ama": "peer1", "ben": "t6"}  # each of them has been through the whole line, and holds a certificate


@pytest.fixture(scope="session")
def mark(
    engine: Engine, cupboard: dict[Any, Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Told], tuple[Template, Marks]]:
    """Marks a copy of the demo, once for each engine and day."""

    def marking(told: Told) -> tuple[Template, Marks]:
        key = ("marked", engine.name, clock.today())
        if key not in cupboard:
            house = told.house(tmp_path_factory.mktemp("marked") / "data")
            use(house, told.story.people[WHO["ama"]])
            marks = mark_everything(house)
            leave_traces(house, told.story.people[WHO["ama"]])
            cupboard[key] = (engine.keep(house), marks)
        found: tuple[Template, Marks] = cupboard[key]
        return found

    return marking


@pytest.fixture
def marked(told: Told, engine: Engine, mark: Any, stock: Stock) -> Iterator[Marked]:
    """A house over a copy of it."""
    template, marks = mark(told)
    with stock.lent(engine, template, PEER_LMS_DEMO="1") as house:
        yield Marked(house, marks, told.story)
