"""Points for each line of the person specification, and for each question of the interview."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.core.forms import Choice, Form, LongText
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.recruitment.models import Leaning, Score

__all__ = ["LEANINGS", "OutcomeForm", "ScoreForm", "outcome_form", "score_form"]

LEANINGS: Mapping[Leaning, Text] = {
    Leaning.OFFER: _l("Offer the post"),
    Leaning.RESERVE: _l("Keep them in mind on the reserve list"),
    Leaning.NOT_THIS_TIME: _l("Not this time"),
}


class _PointsForm(Form):
    """Fields named points_CODE, added for one post."""

    def points(self) -> dict[str, int]:
        """The points that were given, by code."""
        return {
            name.removeprefix("points_"): int(field.data)
            for name, field in self._fields.items()
            if name.startswith("points_") and field.data
        }


class ScoreForm(_PointsForm):
    """One scorer's points; `score_form` adds the lines."""

    def added(self) -> str:
        """What was written beside the points; nothing where nothing may be."""
        return str(self["comment"].data or "") if "comment" in self else ""


class OutcomeForm(_PointsForm):
    """What came out of an interview; `outcome_form` adds the questions."""


def _choices(
    lines: Sequence[Mapping[str, Any]], scale: Sequence[Mapping[str, Any]], *, required: bool
) -> dict[str, Any]:
    options = [(str(step["points"]), f"{step['points']}. {step['label']}") for step in scale]
    return {
        f"points_{line['code']}": Choice(
            line["text"],
            options,
            required=required,
            missing=_l("Give points for “%(text)s”", text=line["text"]),
            looks={"classes": "nhsuk-radios--small"},
        )
        for line in lines
    }


def score_form(spec: Mapping[str, Any], score: Score | None, *, later: bool, comments: bool) -> ScoreForm:
    """The form for one application, with what was saved before.

    For later, lines may be left out. `comments` is whether words beside the points are taken, and shown again.
    """
    fields = _choices(spec["criteria"], spec["scale"], required=not later)
    saved = {f"points_{code}": str(points) for code, points in score.points.items()} if score else {}
    if comments:
        fields["comment"] = _comment()
        saved["comment"] = score.comment if score else ""
    kind: type[ScoreForm] = type("OneScoreForm", (ScoreForm,), fields)
    return kind.read(**saved)


def _comment() -> Any:
    return LongText(
        _l("Anything to add"),
        required=False,
        rows=4,
        max_length=2000,
        hint=_l("The other scorers read this once everybody has scored. Please do not repeat what somebody shared."),
    )


def outcome_form(spec: Mapping[str, Any]) -> OutcomeForm:
    """The form for one interview."""
    fields = _choices(spec["interview"], spec["scale"], required=True)
    fields["leaning"] = Choice(
        _l("What would the panel do?"),
        [(leaning.value, name) for leaning, name in LEANINGS.items()],
        missing=_l("Choose what the panel would do."),
    )
    kind: type[OutcomeForm] = type("OneOutcomeForm", (OutcomeForm,), fields)
    return kind.read()
