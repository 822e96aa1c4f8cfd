"""What the hooks give back, and what it costs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lms.core import trace
from lms.people.identity import actor_for
from lms.plugins import Gate, LinkableItem
from lms.plugins.shapes import SHAPES, read
from lms.testing.contract.bench import Bench

__all__ = ["answers_are_as_promised", "many_cost_no_more_than_one"]

MANY = 12
OF_A_PERSON = ("personal_data", "standing_in_the_way", "linkable_items")
ASKED_WITH = {"home_cards", "gates", "indicators", *OF_A_PERSON}


def _ask(bench: Bench, hook: str, arguments: Mapping[str, Any]) -> Any:
    """Ask this plugin alone; what it raises comes through."""
    manager = bench.house.runtime.owner.loaded.manager  # type: ignore[attr-defined]
    others = [plugin for plugin in manager.get_plugins() if plugin is not bench.guest.plugin]
    answers = manager.subset_hook_caller(hook, others)(**arguments)
    return read(hook, answers[0]) if answers else None


def _questions(bench: Bench, session: Any, people: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    actor = actor_for(session, bench.holder, bench.house.runtime.permissions)
    asked = [bench.holder, *(bench.person() for _ in range(people - 1))]
    yield "home_cards", {"session": session, "actor": actor}
    yield from (("gates", {"session": session, "gate": gate, "people": asked}) for gate in Gate)
    yield from ((hook, {"session": session, "person_id": bench.holder}) for hook in OF_A_PERSON)
    yield "indicators", {"session": session, "paths": ("",)}
    yield from ((hook, {}) for hook in SHAPES if hook not in ASKED_WITH)


def answers_are_as_promised(bench: Bench) -> Iterator[str]:
    """Each hook gives back what its specification says, with texts and links that work."""
    people = [bench.holder]
    with bench.house.app.test_request_context("/"), bench.house.runtime.database.unit_of_work() as session:
        for hook, arguments in _questions(bench, session, 1):
            try:
                answer = _ask(bench, hook, arguments)
            except Exception as problem:
                yield f"{hook}: {type(problem).__name__}: {problem}"
                continue
            if hook == "gates" and not set(answer or ()) <= set(people):
                yield "gates: it answers about people who were not asked about"
            if hook == "linkable_items":
                yield from _foreign_keys(bench.name, answer or ())


def _foreign_keys(name: str, items: Iterable[LinkableItem]) -> Iterator[str]:
    for item in items:
        if not item.key.startswith(f"{name}:"):
            yield f"linkable_items: the key {item.key} does not begin with {name}:"


def many_cost_no_more_than_one(bench: Bench) -> Iterator[str]:
    """Lines of start checklists take as many statements for many people as for one."""
    one, many = (_statements(bench, people) for people in (1, MANY))
    for gate, statements in many.items():
        if statements > one[gate]:
            yield f"gates({gate}) takes {one[gate]} statements for one person and {statements} for {MANY}"


def _statements(bench: Bench, people: int) -> dict[str, int]:
    asked, spent = [bench.holder, *(bench.person() for _ in range(people - 1))], {}
    with bench.house.unit() as session:
        for gate in Gate:
            trace.begin()
            _ask(bench, "gates", {"session": session, "gate": gate, "people": asked})
            spent[gate.value] = trace.current().queries
    return spent
