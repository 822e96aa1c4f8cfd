"""What the papers register."""

from collections.abc import Iterable, Mapping

from flask import Blueprint

from lms.core.access import Open
from lms.core.text import lazy_gettext as _l
from lms.core.ui import MenuItem
from lms.papers.permissions import GRANTED, Can
from lms.papers.views import bp
from lms.plugins import hookimpl

__all__ = ["plugin"]


class PapersPlugin:
    """Pages that say what the service does with people's data, and how good it is. It keeps nothing."""

    package = "lms"

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [
            MenuItem(_l("Data map"), "papers.map_of_data", (Can.SEE_DATA,), 92),
            MenuItem(_l("Privacy"), "papers.privacy_notice", (Open.PUBLIC,), 97, footer=True),
            MenuItem(_l("Accessibility"), "papers.accessibility", (Open.PUBLIC,), 98, footer=True),
        ]


plugin = PapersPlugin()
