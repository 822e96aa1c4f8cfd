"""The kinds of activity that this app knows: ours and those of its plugins."""

from weakref import WeakKeyDictionary

from flask import has_app_context

from lms.core.text import lazy_gettext as _l
from lms.core.web.runtime import runtime
from lms.plugins import ActivityFile, ActivityType
from modules.importing import OWN, Kinds

__all__ = ["kind_of", "kinds"]

# Two apps in one process have different plugins: each knows its own, for as long as it lives.
_known: WeakKeyDictionary[object, Kinds] = WeakKeyDictionary()


def kinds() -> Kinds:
    """Every kind by its name, ours first. Outside an app, ours alone."""
    if not has_app_context():
        return OWN
    owner = runtime().owner
    if owner not in _known:
        _known[owner] = {kind.kind: kind for part in reversed(runtime().hooks.activity_types()) for kind in part}
    return _known[owner]


def kind_of(name: str) -> ActivityType:
    """The kind of this name. What a plugin that has gone once brought can be passed by, so that nobody is held up."""
    gone = ActivityType(name, _l("Not here any more"), _nothing, "lms/modules/gone.jinja")
    return kinds().get(name, gone)


def _nothing(_file: ActivityFile) -> dict[str, str]:
    return {}
