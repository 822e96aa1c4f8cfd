"""What many tests begin with is made once, and each has it to itself."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from beginnings import MAKERS, Beginnings
from engines import Engine
from stock import Stock

from lms.core.access import Mode
from lms.people.models import Node
from lms.testing import House
from lms.testing.factories import make_node
from lms.testing.house import Template


class Made:
    """A house with a node of this name."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.names = house, [name]
        with house.unit() as session:
            self.node = make_node(session, name=name).id


def nodes(house: House) -> list[str]:
    with house.unit(Mode.READ) as session:
        return sorted(session.scalars(sa.select(Node.name)))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of each beginning that is made, in order."""
    made: list[str] = []
    for name in ("north", "south"):
        monkeypatch.setitem(MAKERS, name, lambda house, name=name: made.append(name) or Made(house, name))
    return made


@pytest.fixture
def beginnings(engine: Engine, template: Template, tmp_path: Path, calls: list[str]) -> Beginnings:
    (tmp_path / "beginnings").mkdir()
    return Beginnings(engine, Stock(tmp_path / "stock"), template, {}, tmp_path / "beginnings")


def test_each_has_it_to_itself_and_it_is_made_once(beginnings: Beginnings, calls: list[str]) -> None:
    with beginnings.lent(["north"]) as house:
        first = beginnings.given("north", house)
        assert (first.house is house, nodes(house)) == (True, ["north"])
        first.names.append("changed")
        with house.unit() as session:
            make_node(session, name="left behind")
    with beginnings.lent(["other", "north"]) as house:
        second = beginnings.given("north", house)
        assert (nodes(house), second.names) == (["north"], ["north"])
        assert (second.house is house, second.node) == (True, first.node)
    assert calls == ["north"]


def test_a_second_one_is_made_on_top_and_a_house_of_ones_own_too(beginnings: Beginnings, house: House) -> None:
    with beginnings.lent(["north", "south"]) as lent:
        beginnings.given("north", lent)
        assert beginnings.given("south", lent).house is lent
        assert nodes(lent) == ["north", "south"]
    assert beginnings.given("north", house).house is house
    assert nodes(house) == ["north"]
    with beginnings.lent([]) as lent:
        assert nodes(lent) == []
