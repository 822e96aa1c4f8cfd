"""What evaluation registers."""

from collections.abc import Iterable, Mapping

from flask import Blueprint

from lms.core.text import lazy_gettext as _l
from lms.core.ui import MenuItem
from lms.evaluation.permissions import GRANTED, Can
from lms.evaluation.views import bp
from lms.plugins import hookimpl

__all__ = ["plugin"]


class EvaluationPlugin:
    """Figures about structure, process and outcome. It counts nothing itself: features do."""

    package = "lms"

    @hookimpl
    def blueprints(self) -> Iterable[Blueprint]:
        return [bp]

    @hookimpl
    def permissions(self) -> Mapping[str, Iterable[str]]:
        return GRANTED

    @hookimpl
    def menu(self) -> Iterable[MenuItem]:
        return [MenuItem(_l("Evaluation"), "evaluation.figures", (Can.SEE,), 80)]


plugin = EvaluationPlugin()
