"""What many tests begin with: made through the services once for each engine and day, then copied with its database."""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from engines import Engine
from stock import Stock

from lms.core import clock
from lms.testing import House
from lms.testing.house import Template

# How each is made in an empty house, by the name of its fixture.
MAKERS: dict[str, Callable[[House], Any]] = {}


def beginning(make: Callable[[House], Any]) -> Any:
    """A fixture of the maker's name: what it made, in the test's own copy of the house it was made in.

    What is made must hold no rows and no browsers, only ids, and its house in `house`.
    """
    name = make.__name__
    MAKERS[name] = make

    @pytest.fixture(name=name)
    def given(house: House, beginnings: "Beginnings") -> Any:
        return beginnings.given(name, house)

    return given


class Beginnings:
    """Houses as each beginning left them."""

    def __init__(self, engine: Engine, stock: Stock, empty: Template, kept: dict[Any, Any], folder: Path) -> None:
        self._engine, self._stock, self._empty, self._kept, self._folder = engine, stock, empty, kept, folder
        self._lent: dict[int, str | None] = {}

    @contextmanager
    def lent(self, fixtures: Sequence[str]) -> Iterator[House]:
        """The house of a test with these fixtures: as the first beginning among them left it, else empty."""
        name = next((name for name in fixtures if name in MAKERS), None)
        with self._stock.lent(self._engine, self._made(name)[0] if name else self._empty) as house:
            self._lent[id(house)] = name
            yield house
            del self._lent[id(house)]

    def given(self, name: str, house: House) -> Any:
        """What the maker gave, as if it had been made in this house; made in it now, if the house began otherwise."""
        if self._lent.get(id(house)) != name:
            return MAKERS[name](house)
        made = self._made(name)[1]
        return copy.deepcopy(made, {id(made.house): house})

    def _made(self, name: str) -> tuple[Template, Any]:
        key = ("beginning", self._engine.name, name, clock.today())
        if key not in self._kept:
            with self._stock.lent(self._engine, self._empty) as house:
                made = MAKERS[name](house)
                template = self._engine.copy(house, self._folder / "-".join(map(str, key)))
                self._kept[key] = (template, copy.deepcopy(made, {id(house): house}))
        found: tuple[Template, Any] = self._kept[key]
        return found
