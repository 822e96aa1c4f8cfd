"""Apps are lent to one test after another: with nothing left in them, and never after they were changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from engines import Engine
from stock import Stock

from lms.core.access import Mode
from lms.people.models import Node
from lms.testing import House
from lms.testing.factories import make_node
from lms.testing.house import Template

CHANGES: dict[str, Callable[[House], object]] = {
    "a setting of Flask's": lambda house: house.app.config.update(TESTING=False),
    "a setting of ours": lambda house: object.__setattr__(house.runtime.settings, "base_url", ""),
    "a route": lambda house: house.app.add_url_rule("/x", "x", lambda: "x"),
    "something after each request": lambda house: house.app.after_request(lambda reply: reply),
    "what is around it": lambda house: setattr(house.app, "wsgi_app", lambda *_asked: []),
    "a plugin": lambda house: house.runtime.owner.loaded.manager.register(object()),  # type: ignore[attr-defined]
}


def test_the_next_one_gets_the_app_and_nothing_in_it(engine: Engine, template: Template, tmp_path: Path) -> None:
    stock = Stock(tmp_path)
    with stock.lent(engine, template) as first:
        with first.unit() as session:
            make_node(session)
        (first.folder / "left").write_text("behind")
    with stock.lent(engine, template) as second:
        assert second is first
        assert not (second.folder / "left").exists()
        with second.unit(Mode.READ) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Node)) == 0
        with stock.lent(engine, template) as beside:
            assert beside is not second, "it is in use"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("change", CHANGES)
def test_one_that_was_changed_is_not_lent_again(
    engine: Engine, template: Template, tmp_path: Path, change: str
) -> None:
    stock = Stock(tmp_path)
    with stock.lent(engine, template) as first:
        CHANGES[change](first)
    with stock.lent(engine, template) as second:
        assert second is not first
