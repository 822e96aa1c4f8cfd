"""What the evaluation page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.text import Lazy, Text
from lms.core.text import lazy_gettext as _l
from lms.evaluation.permissions import Can
from lms.evaluation.rules import shown
from lms.plugins import Aspect, Indicator

__all__ = ["HEADS", "Part", "figures", "table"]

HEADS = (_l("About"), _l("Figure"), _l("Value"))
ASPECTS: dict[Aspect, Lazy] = {
    Aspect.STRUCTURE: _l("Structure: what there is"),
    Aspect.PROCESS: _l("Process: what happens"),
    Aspect.OUTCOME: _l("Outcome: what comes of it"),
}


@dataclass(frozen=True)
class Part:
    """The figures of one aspect."""

    title: Lazy
    lines: Sequence[tuple[Text, Text]]


def figures(session: Session, actor: Actor, hooks: Any) -> list[Part]:
    """Every feature's figures at the actor's nodes, by aspect; those too small to tell are not told."""
    answers = hooks.indicators(session=session, paths=actor.paths(Can.SEE))
    found: list[Indicator] = [figure for answer in reversed(answers) for figure in answer]
    return [
        Part(title, [(figure.title, shown(figure)) for figure in found if figure.aspect is aspect])
        for aspect, title in ASPECTS.items()
    ]


def table(parts: Sequence[Part]) -> list[tuple[Text, Text, Text]]:
    """The same as rows of a spreadsheet."""
    return [(part.title, name, value) for part in parts for name, value in part.lines]
