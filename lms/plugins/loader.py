"""Finding plugins: our own by name, third parties' by entry point; one that fails is set aside with its reason."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import pluggy

from lms.plugins.hookspecs import PROJECT, Hooks

GROUP = "peer_lms.plugins"
API = 1
# Named as text, not imported: the kernel stands below its features.
OWN = (
    "lms.audit.plugin",
    "lms.jobs.plugin",
    "lms.people.plugin",
    "lms.recruitment.plugin",
    "lms.employment.plugin",
    "modules.plugin",
    "assessments.plugin",
    "certificates.plugin",
)

log = logging.getLogger("lms.plugins")


@dataclass(frozen=True)
class Disabled:
    """A plugin that could not be loaded, and why, for the administrator."""

    name: str
    reason: str


@dataclass(frozen=True)
class Loaded:
    """The plugin manager with everybody in it, in order, and those left out."""

    manager: pluggy.PluginManager
    disabled: tuple[Disabled, ...]

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages that bring templates, ours first."""
        named = (getattr(plugin, "package", None) for plugin in self.plugins)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def plugins(self) -> list[Any]:
        """Plugins in the order they were registered."""
        return [plugin for _name, plugin in self.manager.list_name_plugin() if plugin is not None]


def load() -> Loaded:
    """Load our own plugins, then third parties'. Our own failing is a bug and raises; a third party's is set aside."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    for path in OWN:
        manager.register(import_module(path).plugin, name=path)
    disabled = [problem for point in entry_points(group=GROUP) if (problem := _add(manager, point))]
    manager.check_pending()
    return Loaded(manager, tuple(disabled))


def _add(manager: pluggy.PluginManager, point: Any) -> Disabled | None:
    plugin, taken = None, _named(manager)
    try:
        plugin = point.load()
        if getattr(plugin, "peer_lms_api", None) != API:
            raise ValueError(f"it does not state peer_lms_api = {API}")
        manager.register(plugin, name=point.name)
        manager.check_pending()
        _expect_own_permissions(manager, plugin, taken)
    except Exception as problem:
        log.exception("plugin %s disabled", point.name)
        if plugin is not None and manager.get_plugin(point.name) is plugin:
            manager.unregister(plugin)  # a hook of it is not as it should be: none of it may stay
        return Disabled(point.name, f"{type(problem).__name__}: {problem}")
    return None


def _named(manager: pluggy.PluginManager, *, but: Iterable[Any] = ()) -> set[str]:
    """The permissions that the plugins so far name, all `but` some of them."""
    answers = manager.subset_hook_caller("permissions", but)()
    return {str(permission) for part in answers for permission in part}


def _expect_own_permissions(manager: pluggy.PluginManager, plugin: Any, taken: set[str]) -> None:
    others = [other for other in manager.get_plugins() if other is not plugin]
    foreign = _named(manager, but=others) & taken
    if foreign:
        raise ValueError(f"it names permissions that are not its own: {', '.join(sorted(foreign))}")
