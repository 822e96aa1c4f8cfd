"""What a decision needs, and who may make it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessments.models import AreaKind, Look
from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Reason, Verdict, verdict

LOOK_NAMES: dict[Look, Lazy] = {
    Look.BEGUN: _l("Begun"),
    Look.TO_LOOK_AT: _l("To look at"),
    Look.AGREED: _l("Agreed"),
    Look.ASKED_AGAIN: _l("Asked to look again"),
}


@dataclass(frozen=True)
class RatedArea:
    """An area that a piece is offered for, with the rating given (a code of the scale, or "") and a note."""

    area_id: UUID
    code: str
    title: str
    kind: AreaKind
    rating: str = ""
    note: str = ""


@dataclass(frozen=True)
class Marks:
    """Everything an assessor answers about one piece. `criteria` has True, False or nothing for each code."""

    criteria: Mapping[str, bool]
    areas: Sequence[RatedArea]
    strong: str = ""
    rest: str = ""
    overall: str = ""


def passing(scale: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The codes of a scale that meet an area."""
    return frozenset(step["code"] for step in scale if step["pass"])


def decision_verdict(
    marks: Marks, *, criteria: Sequence[Mapping[str, Any]], scale: Sequence[Mapping[str, Any]]
) -> Verdict:
    """Whether these marks are a whole decision. Each line's code is the name of the form's field."""
    return verdict(
        "evidence.decision", (*_criteria_lines(marks, criteria), *_area_lines(marks, scale), *_word_lines(marks, scale))
    )


def _criteria_lines(marks: Marks, criteria: Sequence[Mapping[str, Any]]) -> list[Reason]:
    return [
        _answered(
            f"criterion_{criterion['code']}",
            criterion["code"] in marks.criteria,
            _l("“%(label)s” is answered.", label=criterion["label"]),
            _l("“%(label)s” has no answer yet. Answer yes or no.", label=criterion["label"]),
        )
        for criterion in criteria
    ]


def _area_lines(marks: Marks, scale: Sequence[Mapping[str, Any]]) -> list[Reason]:
    codes = {step["code"] for step in scale}
    return [
        _answered(
            f"rating_{area.code}",
            area.rating in codes,
            _l("“%(title)s” is rated.", title=area.title),
            _l("“%(title)s” has no rating yet. Choose one.", title=area.title),
        )
        for area in marks.areas
    ]


def _answered(code: str, met: bool, done: Lazy, to_do: Lazy) -> Reason:
    return Reason(code, done if met else to_do, _l("you"), met=met)


def _word_lines(marks: Marks, scale: Sequence[Mapping[str, Any]]) -> list[Reason]:
    you, passes = _l("you"), passing(scale)
    short = any(area.rating not in passes for area in marks.areas)
    doubted = not all(marks.criteria.values())
    lines = [
        Reason("strong", _l("Say what is strong: there is always something."), you, met=bool(marks.strong.strip()))
    ]
    if short:
        lines.append(Reason("rest", _l("Say what would meet the rest."), you, met=bool(marks.rest.strip())))
    if doubted:
        said = _l(
            "You answered no to a question about the piece, so at least one area is not met by it yet. "
            "Change the answer or a rating."
        )
        lines.append(Reason("doubted", said, you, met=short))
    return lines


def may_assess(
    assessor_id: UUID, *, trainee_id: UUID, supporters: Collection[UUID], closed: Collection[UUID]
) -> Verdict:
    """Whether somebody may be allocated to mark a person's work.

    `supporters` supervise or manage the person; `closed` are those for whom one side pressed "Not this person".
    """
    who = _l("you")
    return verdict(
        "assessor.available",
        (
            Reason("own", _l("It is somebody else's work."), who, met=assessor_id != trainee_id),
            Reason(
                "supports", _l("They neither supervise nor manage this person."), who, met=assessor_id not in supporters
            ),
            Reason("available", _l("They are available for this person."), who, met=assessor_id not in closed),
        ),
    )
