"""The areas of a framework, and the other lists that they serve."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.models import AreaKind
from assessments.rules.content.reading import LINE, Reader

ENTRY = re.compile(r"[A-Za-z0-9]+([-.][A-Za-z0-9]+)*\??")  # a mark of doubt may follow: "4.3?"
Known = Mapping[str, frozenset[str]]


def crosswalks(reader: Reader, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Other lists, such as the standards of a certificate: their title, where they come from, and their entries."""
    if "crosswalks" not in data:
        return []
    found: list[dict[str, Any]] = [
        {
            "code": reader.code(entry, where),
            "title": reader.text(entry, "title", where, most=LINE),
            "source": reader.text(entry, "source", where),
            "entries": _entries(reader, entry, where),
        }
        for where, entry in reader.many(data, "crosswalks", "")
    ]
    reader.once((f"crosswalks[{number}].code", one["code"]) for number, one in enumerate(found))
    return found


def _entries(reader: Reader, crosswalk: Mapping[str, Any], where: str) -> list[dict[str, str]]:
    found = [
        {
            "code": reader.pattern(entry, "code", place, ENTRY, '"1.1", in quotes'),
            "title": reader.text(entry, "title", place, most=LINE),
        }
        for place, entry in reader.many(crosswalk, "entries", where)
    ]
    reader.once((f"{where}entries[{number}].code", one["code"]) for number, one in enumerate(found))
    return found


def known_entries(found: Sequence[Mapping[str, Any]]) -> Known:
    """The codes of each list's entries."""
    return {one["code"]: frozenset(entry["code"] for entry in one["entries"]) for one in found}


def domains(reader: Reader, data: Mapping[str, Any], known: Known) -> list[dict[str, Any]]:
    """Groups of areas."""
    found: list[dict[str, Any]] = []
    codes: list[tuple[str, str]] = []
    for where, entry in reader.many(data, "domains", ""):
        areas = []
        for place, area in reader.many(entry, "areas", where):
            areas.append(_area(reader, area, place, known))
            codes.append((f"{place}code", areas[-1]["code"]))
        found.append(
            {
                "code": reader.code(entry, where),
                "title": reader.text(entry, "title", where, most=LINE),
                "areas": areas,
            }
        )
    reader.once(codes)
    reader.once((f"domains[{number}].code", domain["code"]) for number, domain in enumerate(found))
    return found


def _area(reader: Reader, area: Mapping[str, Any], where: str, known: Known) -> dict[str, Any]:
    kinds = [kind.value for kind in AreaKind]
    if area.get("kind") not in kinds:
        reader.no(f"{where}kind", f"is {area.get('kind')!r}. Write core, optional or organisational.")
    return {
        "code": reader.code(area, where),
        "title": reader.text(area, "title", where, most=LINE),
        "kind": area.get("kind"),
        "summary": reader.text(area, "summary", where),
        "statements": reader.words(area, "statements", where),
        **_beyond(reader, area, where, known),
    }


def _beyond(reader: Reader, area: Mapping[str, Any], where: str, known: Known) -> dict[str, Any]:
    """What counts as seen in practice, and what the area serves elsewhere; each only where the file says it."""
    found: dict[str, Any] = {}
    if "seen_in_practice" in area:
        found["seen_in_practice"] = reader.text(area, "seen_in_practice", where)
    if "crosswalk" in area:
        found["crosswalk"] = _crosswalk(reader, area["crosswalk"], f"{where}crosswalk", known)
    return found


def _crosswalk(reader: Reader, served: Any, where: str, known: Known) -> dict[str, list[str]]:
    if not isinstance(served, dict):
        reader.no(where, "is not a group of lists. Write for example: samhsa: [I, II]")
        return {}
    for code, entries in served.items():
        if code not in known:
            reader.no(where, f"names {code!r}, which is not among crosswalks. Write one of: {', '.join(known)}.")
        elif not isinstance(entries, list) or not all(str(entry) in known[code] for entry in entries):
            reader.no(f"{where}.{code}", f"is {entries!r}. Write a list of codes of that crosswalk's entries.")
    return {
        str(code): [str(entry) for entry in entries] for code, entries in served.items() if isinstance(entries, list)
    }
