"""The kinds of activity that this app knows: ours and those of its plugins."""

from flask import has_app_context

from lms.core.per_instance import PerInstance
from lms.core.text import lazy_gettext as _l
from lms.core.web.runtime import runtime
from lms.plugins import ActivityFile, ActivityType
from modules.importing import OWN, Kinds

__all__ = ["kind_of", "kinds"]


def kinds() -> Kinds:
    """Every kind by its name, ours first. Outside an app, ours alone."""
    if not has_app_context():
        return OWN
    return _known.of(runtime().owner)


def _of_this_app() -> Kinds:
    return {kind.kind: kind for part in reversed(runtime().hooks.activity_types()) for kind in part}


_known = PerInstance[Kinds](_of_this_app)


def kind_of(name: str) -> ActivityType:
    """The kind of this name. What a plugin that has gone once brought can be passed by, so that nobody is held up."""
    gone = ActivityType(name, _l("Not here any more"), _nothing, "lms/modules/gone.jinja")
    return kinds().get(name, gone)


def _nothing(_file: ActivityFile) -> dict[str, str]:
    return {}
