"""Points: what is missing, what the scorers agree on, and whether every essential point is met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Compared", "compare", "may_compare", "meets_essentials", "missing_points"]

Points = Mapping[str, int]
WIDE = 2
TOUCHED = 1


@dataclass(frozen=True)
class Compared:
    """One criterion with each scorer's points side by side, and how far apart they are."""

    code: str
    text: str
    essential: bool
    points: Sequence[int | None]

    @property
    def apart(self) -> int:
        """The difference between the highest and the lowest."""
        given = [points for points in self.points if points is not None]
        return max(given) - min(given) if given else 0

    @property
    def wide(self) -> bool:
        """True when the difference is worth a conversation."""
        return self.apart >= WIDE


def missing_points(criteria: Sequence[Mapping[str, Any]], points: Points) -> list[str]:
    """Codes of criteria without points, in order."""
    return [one["code"] for one in criteria if one["code"] not in points]


def compare(criteria: Sequence[Mapping[str, Any]], scores: Sequence[Points]) -> list[Compared]:
    """Every criterion with the points of each score, in the order of the scores."""
    return [
        Compared(one["code"], one["text"], one["essential"], [points.get(one["code"]) for points in scores])
        for one in criteria
    ]


def meets_essentials(criteria: Sequence[Mapping[str, Any]], scores: Sequence[Points]) -> bool:
    """True when, over all scores, each essential criterion has at least one point on average. No scores: False."""
    return bool(scores) and all(
        sum(points.get(one["code"], 0) for points in scores) >= TOUCHED * len(scores)
        for one in criteria
        if one["essential"]
    )


def may_compare(*, holds_seat: bool, own_in: bool, all_in: bool, moved_on: bool) -> bool:
    """True when somebody may see the scores side by side.

    Nobody before every available scorer's is in, or HR has moved on with those that were;
    a scorer never before sending their own.
    """
    return (all_in or moved_on) and (own_in or not holds_seat)
