"""A decision on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.text import Text
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import url
from lms.employment.models import StartDecision
from lms.employment.presenters.start import ROUTES
from lms.recruitment.models import Route

__all__ = ["DecisionView", "decision"]


@dataclass(frozen=True)
class DecisionView:
    """The printable decision: what was read, by whom, when."""

    title: Text
    back: str
    facts: Sequence[tuple[Text, Text]]
    lines: Sequence[dict[str, Any]]
    left_out: Sequence[str]
    number: str
    at: Any


def decision(row: StartDecision, by: str) -> DecisionView:
    """A kept decision as it was made; nothing is looked up anew but who made it."""
    kept = row.facts
    confirmed = row.kind.value == "confirmed"
    title = (
        _("Start confirmed: %(name)s", name=kept["person"])
        if confirmed
        else _("Start not going ahead: %(name)s", name=kept["person"])
    )
    facts: list[tuple[Text, Text]] = [
        (_l("Name"), kept["person"]),
        (_l("Post"), kept["role_title"]),
        (_l("Team"), kept["team"]),
        (_l("Hours a week"), kept["hours"]),
        (_l("Band"), kept["band"]),
        (_l("Route"), ROUTES[Route(kept["route"])]),
        (_l("Line manager"), kept["manager"]),
        (_l("Peer supervisor"), kept["supervisor"]),
        (_l("Decided by"), by),
        (_l("Checks"), kept_versions(row)),
    ]
    return DecisionView(
        title=title,
        back=url("employment.start", start_id=row.start_id),
        facts=[fact for fact in facts if fact[1]],
        lines=row.verdict["lines"],
        left_out=row.verdict["left_out"],
        number=str(row.id),
        at=row.created_at,
    )


def kept_versions(row: StartDecision) -> Text:
    """Which edition of the checks was in force."""
    return _("NHS employment check standards, %(nation)s", nation=row.verdict["versions"]["checks"])
