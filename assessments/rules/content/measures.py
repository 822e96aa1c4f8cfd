"""The parts of a framework that judge: its scale and its criteria."""

from collections.abc import Mapping
from typing import Any

from assessments.rules.content.reading import LINE, Reader


def scale(reader: Reader, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps of rating."""
    steps: list[dict[str, Any]] = []
    for where, step in reader.many(data, "scale", ""):
        if not isinstance(step.get("pass"), bool):
            reader.no(
                f"{where}pass",
                f"is {step.get('pass')!r}. Write pass: true where the area counts as met, else pass: false.",
            )
        steps.append(
            {
                "code": reader.code(step, where),
                "label": reader.text(step, "label", where, most=LINE),
                "pass": step.get("pass"),
                "meaning": reader.text(step, "meaning", where),
            }
        )
    if steps and len({step["pass"] for step in steps if isinstance(step["pass"], bool)}) == 1:
        reader.no(
            "scale", "has only steps of one kind. Write at least one step with pass: true and one with pass: false."
        )
    reader.once((f"scale[{number}].code", step["code"]) for number, step in enumerate(steps))
    return steps


def criteria(reader: Reader, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What every piece is held to."""
    found = [
        {
            "code": reader.code(entry, where),
            "label": reader.text(entry, "label", where, most=LINE),
            "question": reader.text(entry, "question", where),
        }
        for where, entry in reader.many(data, "criteria", "")
    ]
    reader.once((f"criteria[{number}].code", entry["code"]) for number, entry in enumerate(found))
    return found
