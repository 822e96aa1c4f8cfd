"""How hooks are asked: our own as they are; a third party's so that its failing harms nobody else."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property, partial
from typing import Any
from uuid import UUID

import pluggy
from sqlalchemy.orm import Session

from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason
from lms.plugins.api import Aspect, DataSection, GateLine, Indicator
from lms.plugins.guests import Guest
from lms.plugins.shapes import ASKED_ONCE, read

__all__ = ["Relay"]

log = logging.getLogger("lms.plugins")


def _left_out(_guest: Guest, _arguments: Mapping[str, Any]) -> None:
    return None


def _cannot_tell(guest: Guest, arguments: Mapping[str, Any]) -> dict[UUID, list[GateLine]]:
    """A line that cannot be told must not open a gate: it stands in the way until somebody can tell."""
    text = _l(
        "%(plugin)s: this cannot be told at the moment, because the plugin does not answer. "
        "An administrator can see why under Plugins.",
        plugin=guest.name,
    )
    line = GateLine(guest.name, guest.name, Reason(f"{guest.name}-unknown", text, _l("An administrator")))
    return {person: [line] for person in arguments["people"]}


def _cannot_say(guest: Guest, _arguments: Mapping[str, Any]) -> list[DataSection]:
    """Whoever asks what is held about them must not read a list that is silently too short."""
    text = _l("This cannot be told at the moment, because the plugin does not answer. Ask an administrator.")
    return [DataSection(guest.name, guest.name, [(guest.name, text)])]


def _cannot_let_go(guest: Guest, _arguments: Mapping[str, Any]) -> list[Reason]:
    """Nobody is erased while somebody who may have to keep their record does not answer."""
    text = _l("%(plugin)s does not answer, so nobody knows whether it has to keep something.", plugin=guest.name)
    return [Reason(f"{guest.name}-unknown", text, _l("An administrator"))]


def _no_figure(guest: Guest, _arguments: Mapping[str, Any]) -> list[Indicator]:
    """A page of figures says which ones it lacks."""
    title = _l("%(plugin)s: cannot be told at the moment", plugin=guest.name)
    return [Indicator(guest.name, title, Aspect.STRUCTURE, None)]


# What stands for the answer of a plugin that failed. Hooks that are not named here raise: half an answer would harm.
INSTEAD: Mapping[str, Callable[[Guest, Mapping[str, Any]], Any]] = {
    "home_cards": _left_out,
    "linkable_items": _left_out,
    "gates": _cannot_tell,
    "personal_data": _cannot_say,
    "standing_in_the_way": _cannot_let_go,
    "indicators": _no_figure,
}


class Relay:
    """Asks like pluggy's `manager.hook`, newest first: `relay.gates(session=…, gate=…, people=…)`."""

    def __init__(self, manager: pluggy.PluginManager, guests: Sequence[Guest]) -> None:
        self._manager = manager
        self._guests = guests

    def __getattr__(self, hook: str) -> Callable[..., Any]:
        caller = getattr(self._manager.hook, hook)
        known = hook in ASKED_ONCE or hook in INSTEAD
        return partial(self._ask, hook) if self._guests and known else caller

    def _ask(self, hook: str, **arguments: Any) -> list[Any]:
        ours = self._manager.subset_hook_caller(hook, self._plugins)(**arguments)
        theirs = (self._answer(guest, hook, arguments) for guest in reversed(self._guests))
        return [*(answer for answer in theirs if answer is not None), *ours]

    @cached_property
    def _plugins(self) -> list[Any]:
        return [guest.plugin for guest in self._guests if guest.on]

    def _answer(self, guest: Guest, hook: str, arguments: Mapping[str, Any]) -> Any:
        if hook in ASKED_ONCE:
            return guest.answers.get(hook)
        if not guest.on:
            return _cannot_tell(guest, arguments) if hook == "gates" and guest.may_gate else None
        try:
            with _savepoint(arguments.get("session")):
                return self._told(guest, hook, arguments)
        except Exception:
            log.exception("plugin %s failed in %s", guest.name, hook)
            return INSTEAD[hook](guest, arguments)

    def _told(self, guest: Guest, hook: str, arguments: Mapping[str, Any]) -> Any:
        answers = [
            implementation.function(*(arguments[name] for name in implementation.argnames))
            for implementation in self._implementations(hook)
            if implementation.plugin is guest.plugin
        ]
        return read(hook, answers[0]) if answers and answers[0] is not None else None

    def _implementations(self, hook: str) -> Iterable[pluggy.HookImpl]:
        found: Iterable[pluggy.HookImpl] = getattr(self._manager.hook, hook).get_hookimpls()
        return found


def _savepoint(session: Session | None) -> AbstractContextManager[Any]:
    """What the plugin does to the database comes undone when it fails, and the page's own work goes on."""
    return session.begin_nested() if session is not None else nullcontext()
