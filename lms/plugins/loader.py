"""Finding plugins: our own by name, third parties' by entry point; one that is unfit is set aside with its reason."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from lms.core.db import Base
from lms.core.db.schema import CORE, Schema
from lms.core.errors import NotReady
from lms.plugins import admission
from lms.plugins.guests import Guest, Unfit
from lms.plugins.hookspecs import PROJECT, Hooks
from lms.plugins.relay import Relay
from lms.plugins.shapes import ASKED_ONCE
from lms.plugins.tables import schema_of, tables_of

__all__ = ["GROUP", "OWN", "Loaded", "load"]

GROUP = "peer_lms.plugins"
# Named as text, not imported: the kernel stands below its features.
OWN = (
    "lms.audit.plugin",
    "lms.jobs.plugin",
    "lms.people.plugin",
    "lms.privacy.plugin",
    "lms.drafts.plugin",
    "lms.retention.plugin",
    "lms.recruitment.plugin",
    "lms.employment.plugin",
    "lms.evaluation.plugin",
    "lms.papers.plugin",
    "lms.emergency.plugin",
    "lms.complaints.plugin",
    "modules.plugin",
    "assessments.plugin",
    "certificates.plugin",
)

log = logging.getLogger("lms.plugins")


@dataclass(frozen=True)
class Loaded:
    """The plugin manager with everybody in it, in order, and what is known of each third party's plugin."""

    manager: pluggy.PluginManager
    guests: tuple[Guest, ...]

    @property
    def hooks(self) -> Relay:
        """What asks everybody, and survives a third party's failing."""
        return Relay(self.manager, self.guests)

    @property
    def disabled(self) -> tuple[Guest, ...]:
        """Third parties' plugins that are switched off."""
        return tuple(guest for guest in self.guests if not guest.on)

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages that bring templates, ours first: nobody can put a page in place of one of ours."""
        named = (getattr(plugin, "package", None) for plugin in self.plugins)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def plugins(self) -> list[Any]:
        """Plugins in the order they were registered."""
        return [plugin for _name, plugin in self.manager.list_name_plugin() if plugin is not None]

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """What `peer-lms migrate` brings up, in order: core, then the plugins that have tables."""
        return (CORE, *(guest.schema for guest in self.guests if guest.on and guest.schema))


@dataclass(frozen=True)
class Given:
    """A plugin that the app itself brings; it looks like an installed one, and takes part in this app only."""

    plugin: Any
    dist: None = None

    @property
    def name(self) -> str:
        """What the plugin calls itself; else its class's name in small letters."""
        return str(getattr(self.plugin, "name", type(self.plugin).__name__.lower()))

    def load(self) -> Any:
        """The plugin."""
        return self.plugin


def load(given: Iterable[Any] = ()) -> Loaded:
    """Load our own plugins, then third parties' by name, then those the app has given.

    Our own failing is a bug and raises; theirs is set aside. One that was given and is unfit raises NotReady.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    for path in OWN:
        manager.register(import_module(path).plugin, name=path)
    guests: list[Guest] = []
    brought = [Given(plugin) for plugin in given]
    installed = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    points: list[EntryPoint | Given] = [*installed, *brought]
    for point in points:
        guests.append(_welcome(manager, point, guests))
    _expect_fit(guests[len(guests) - len(brought) :])
    manager.check_pending()
    return Loaded(manager, tuple(guests))


def _expect_fit(brought: Iterable[Guest]) -> None:
    for guest in brought:
        if not guest.on:
            raise NotReady(f"The plugin {guest.name} given to PeerLMS cannot be used. {guest.reason}", "Mend it.")


def _welcome(manager: pluggy.PluginManager, point: EntryPoint | Given, earlier: list[Guest]) -> Guest:
    made_by = getattr(point, "dist", None)
    guest = Guest(point.name, made_by.name if made_by else "", made_by.version if made_by else "")
    before, plugin = set(Base.metadata.tables), None
    try:
        plugin = point.load()
        guest = replace(guest, plugin=plugin)
        return _admitted(manager, guest, set(Base.metadata.tables) - before, _said(manager, earlier))
    except Exception as problem:
        log.exception("plugin %s disabled", point.name)
        if plugin is not None and manager.get_plugin(point.name) is plugin:
            manager.unregister(plugin)  # something of it is not as it should be: none of it may stay
        reason = str(problem) if isinstance(problem, Unfit) else f"{type(problem).__name__}: {problem}"
        return replace(guest, reason=reason)


def _admitted(manager: pluggy.PluginManager, guest: Guest, arrived: set[str], others: list[Mapping[str, Any]]) -> Guest:
    admission.expect_manners(guest.name, guest.plugin)
    admission.expect_own_templates(guest.name, guest.plugin)
    tables = tables_of(guest.name, guest.plugin, arrived)
    schema = schema_of(guest.name, guest.plugin, tables)
    manager.register(guest.plugin, name=guest.name)
    manager.check_pending()
    answers = admission.answers_of(manager, guest.plugin)
    admission.expect_own_names(answers, others)
    admission.expect_pages(answers, others)
    admission.rehearse_wiring(manager, guest.plugin)
    hooks = tuple(sorted(caller.name for caller in manager.get_hookcallers(guest.plugin) or ()))
    named = tuple(table.name for table in tables)
    return replace(guest, answers=answers, hooks=hooks, schema=schema, tables=named)


def _said(manager: pluggy.PluginManager, earlier: list[Guest]) -> list[Mapping[str, Any]]:
    """What everybody before said, one by one: ours asked anew, third parties' as they said it."""
    theirs = [guest.plugin for guest in earlier if guest.on]
    ours = {hook: manager.subset_hook_caller(hook, theirs)() for hook in ASKED_ONCE}
    parts = [{hook: part} for hook, answers in ours.items() for part in reversed(answers)]
    return [*parts, *(guest.answers for guest in earlier if guest.on)]
