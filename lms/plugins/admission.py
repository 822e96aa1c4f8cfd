"""What a third party's plugin must be before any of it is let in. Each check raises Unfit with a plain reason."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pluggy

from lms.plugins.guests import Unfit
from lms.plugins.pages import expect_pages
from lms.plugins.shapes import ASKED_ONCE, read
from lms.plugins.tables import package_of, places_of

__all__ = [
    "API",
    "answers_of",
    "expect_manners",
    "expect_own_names",
    "expect_own_templates",
    "expect_pages",
    "rehearse_wiring",
]

API = 1
NAME = re.compile(r"[a-z][a-z0-9]{1,29}")
OURS = ("lms", "modules", "assessments", "certificates")
CLI = ("serve", "work", "migrate", "doctor", "audit", "demo")
TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "lms"

Answers = Mapping[str, Any]
# What each hook gives a name to, and how to read the names. A name belongs to whoever came first.
NAMED: Mapping[str, tuple[str, Callable[[Any], Iterable[str]]]] = {
    "permissions": ("permissions", lambda answer: map(str, answer)),
    "blueprints": ("blueprints", lambda answer: (blueprint.name for blueprint in answer)),
    "outbox_handlers": ("outbox kinds", lambda answer: map(str, answer)),
    "audit_sentences": ("audit actions", lambda answer: map(str, answer)),
    "rounds": ("rounds", lambda answer: map(str, answer)),
    "check_types": ("checks", lambda answer: (kind.code for kind in answer)),
    "certificate_layouts": ("layouts", lambda answer: (layout.code for layout in answer)),
    "activity_types": ("kinds of activity", lambda answer: (kind.kind for kind in answer)),
    "evidence_types": ("kinds of evidence", lambda answer: (kind.code for kind in answer)),
    "commands": ("commands", lambda answer: (command.name for command in answer)),
}


def expect_manners(name: str, plugin: Any) -> None:
    """It states its API, has a name of one word, and speaks for itself only."""
    if getattr(plugin, "peer_lms_api", None) != API:
        raise Unfit(f"It does not state peer_lms_api = {API}, so nobody knows which Peer LMS it was written for.")
    if not NAME.fullmatch(name):
        raise Unfit(f"Its name {name!r} is not one word of small letters and digits: tables and templates carry it.")
    if package_of(plugin).partition(".")[0] in OURS:
        raise Unfit(f"It states the package {package_of(plugin)}, which is ours.")
    for hook in dir(plugin):
        marks = getattr(getattr(plugin, hook, None), "peer_lms_impl", None)
        if isinstance(marks, dict) and (marks.get("wrapper") or marks.get("hookwrapper")):
            raise Unfit(f"Its hook {hook} wraps the answers of others. A plugin adds; it changes nobody's answer.")


def answers_of(manager: pluggy.PluginManager, plugin: Any) -> dict[str, Any]:
    """What a plugin says to the hooks that are asked once. Raises what it raises, and TypeError for a wrong shape."""
    others = [other for other in manager.get_plugins() if other is not plugin]
    said = {hook: manager.subset_hook_caller(hook, others)() for hook in ASKED_ONCE}
    return {hook: read(hook, answers[0]) for hook, answers in said.items() if answers}


def expect_own_names(answers: Answers, others: Iterable[Answers]) -> None:
    """Every name it gives is new: permissions, blueprints, kinds, commands."""
    taken = list(others)
    for hook, (said, names) in NAMED.items():
        theirs = {name for other in taken if hook in other for name in names(other[hook])}
        theirs |= set(CLI) if hook == "commands" else set()
        clash = sorted(set(names(answers.get(hook, ()))) & theirs)
        if clash:
            raise Unfit(f"It names {said} that are there already: {', '.join(clash)}.")


class _Rehearsal:
    """An owner that never sends anything."""


def rehearse_wiring(manager: pluggy.PluginManager, plugin: Any) -> None:
    """Have the plugin connect its receivers to nobody, to see that it can. Raises what it raises."""
    others = [other for other in manager.get_plugins() if other is not plugin]
    manager.subset_hook_caller("wire", others)(owner=_Rehearsal())


def expect_own_templates(name: str, plugin: Any) -> None:
    """Its templates lie in templates/lms/<its name>/, where none of ours does."""
    for place in places_of(plugin):
        root = place / "templates"
        found = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
        foreign = [path.as_posix() for path in found if path.parts[:2] != ("lms", name) or (TEMPLATES / name).exists()]
        if foreign:
            raise Unfit(f"Its templates must lie in templates/lms/{name}/, and these do not: {', '.join(foreign)}.")
