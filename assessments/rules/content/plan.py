"""The evidence plan of a framework: few pieces that cover every core area."""

from collections.abc import Mapping
from typing import Any

from assessments.models import AreaKind, Way
from assessments.rules.content.reading import LINE, Reader

# A trainee makes eight pieces at most: more is a second job.
MOST_PIECES = 8


def plan(reader: Reader, data: Mapping[str, Any], kinds: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pieces, in order; `kinds` are those of the areas by their codes."""
    pieces = [_piece(reader, entry, where, kinds) for where, entry in reader.many(data, "plan", "")]
    if len(pieces) > MOST_PIECES:
        reader.no("plan", f"has {len(pieces)} pieces. Cover the areas with {MOST_PIECES} at most.")
    covered = {code for piece in pieces for code in piece["areas"]}
    missing = sorted(code for code, kind in kinds.items() if kind == AreaKind.CORE.value and code not in covered)
    if missing:
        reader.no("plan", f"leaves out {', '.join(missing)}. Name each core area in at least one piece.")
    reader.once((f"plan[{number}].code", piece["code"]) for number, piece in enumerate(pieces))
    return pieces


def _piece(reader: Reader, piece: Mapping[str, Any], where: str, kinds: Mapping[str, Any]) -> dict[str, Any]:
    areas, ways = reader.words(piece, "areas", where), reader.words(piece, "ways", where)
    for code in areas:
        if kinds.get(code) != AreaKind.CORE.value:
            reader.no(
                f"{where}areas", f"names {code}, which is not a core area of this file. Write the code of a core area."
            )
    for way in ways:
        if way not in {kind.value for kind in Way}:
            reader.no(f"{where}ways", f"names {way!r}. Write text, recording or file.")
    if ways and Way.RECORDING.value not in ways:
        reader.no(f"{where}ways", "has no recording. Add recording: speaking counts as much as writing.")
    return {
        "code": reader.code(piece, where),
        "title": reader.text(piece, "title", where, most=LINE),
        "prompt": reader.text(piece, "prompt", where),
        "areas": areas,
        "ways": ways,
        "looks_for": [_look(reader, entry, place) for place, entry in reader.many(piece, "looks_for", where)],
    }


def _look(reader: Reader, entry: Mapping[str, Any], where: str) -> dict[str, str]:
    return {
        "code": reader.code(entry, where),
        "text": reader.text(entry, "text", where),
        "strong": reader.text(entry, "strong", where),
        "not_yet": reader.text(entry, "not_yet", where),
    }
