"""Which questions of a quiz somebody is asked: all of them, or some of each outcome, drawn anew for each go."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

__all__ = ["answered", "drawn"]


def drawn(body: Mapping[str, Any], lot: str, go: int = 0) -> Sequence[int]:
    """The numbers of the questions to ask, in order: the same lot and go always draw the same.

    So a go that is not answered yet need not be stored in order to come back to it. Until all of an outcome's questions
    have been asked, the next go asks others.
    """
    questions, per_outcome = body["questions"], body.get("draw")
    if not per_outcome:
        return range(len(questions))
    by_outcome: dict[str, list[int]] = {}
    for number, question in enumerate(questions):
        by_outcome.setdefault(question["outcome"], []).append(number)
    return sorted(number for bank in by_outcome.values() for number in _pick(bank, per_outcome, lot, go))


def _pick(bank: Sequence[int], count: int, lot: str, go: int) -> Sequence[int]:
    """Deal the bank out, shuffled, hand by hand; when no whole hand is left, shuffle anew."""
    times, hand = divmod(go, max(1, len(bank) // count))
    shuffled = sorted(bank, key=lambda number: sha256(f"{lot} {times} {number}".encode()).digest())
    return shuffled[hand * count : (hand + 1) * count]


def answered(body: Mapping[str, Any], answers: Mapping[str, Sequence[str]]) -> Sequence[int]:
    """The numbers of the questions that were asked in a go with these answers: each of them was answered."""
    return sorted(int(key) for key in answers) if body.get("draw") else range(len(body["questions"]))
