"""Reading a framework from its file: every mistake is named by its place, with what to write instead."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.models import AreaKind, Way

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBER = re.compile(r"\d+\.\d+")
CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
LINE = 200
# A trainee makes eight pieces at most: more is a second job.
MOST_PIECES = 8


@dataclass(frozen=True)
class Mistake:
    """One thing wrong: where ("domains[2].areas[0].kind") and a sentence that says what to write instead."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


@dataclass
class Reader:
    """Takes values out of the file's data and collects mistakes instead of stopping at the first."""

    mistakes: list[Mistake] = field(default_factory=list)

    def no(self, where: str, says: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(where, says))

    def text(self, data: Mapping[str, Any], key: str, where: str, *, most: int = 0) -> str:
        """Text that is there, and not too long for its column."""
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.no(
                f"{where}{key}",
                f"is missing or not text. Write {key}: followed by words, in quotes if they look like a number.",
            )
            return ""
        if most and len(value) > most:
            self.no(f"{where}{key}", f"is {len(value)} characters long. Shorten it to {most} at most.")
        return value.strip()

    def pattern(
        self, data: Mapping[str, Any], key: str, where: str, like: re.Pattern[str], example: str, most: int = 20
    ) -> str:
        """Text of a certain form."""
        value = data.get(key)
        if not isinstance(value, str) or not like.fullmatch(value) or len(value) > most:
            self.no(f"{where}{key}", f"is {value!r}. Write it like {example}, with {most} characters at most.")
            return ""
        return value

    def many(self, data: Mapping[str, Any], key: str, where: str) -> list[tuple[str, dict[str, Any]]]:
        """A list of mappings with at least one entry, each with its place."""
        value = data.get(key)
        if not isinstance(value, list) or not value:
            self.no(
                f"{where}{key}",
                f"is missing or empty. Write {key}: and below it a list, each entry beginning with a dash.",
            )
            return []
        places = [(f"{where}{key}[{number}].", entry) for number, entry in enumerate(value)]
        for place, entry in places:
            if not isinstance(entry, dict):
                self.no(place.rstrip("."), "is not a group of names and values. Write for example: - code: A")
        return [(place, entry) for place, entry in places if isinstance(entry, dict)]

    def words(self, data: Mapping[str, Any], key: str, where: str) -> list[str]:
        """A list of texts with at least one entry."""
        value = data.get(key)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(part, str) and part.strip() for part in value)
        ):
            self.no(
                f"{where}{key}", "is not a list of sentences or codes. Write each on a line that begins with a dash."
            )
            return []
        return list(value)

    def once(self, values: Iterable[tuple[str, str]]) -> None:
        """Codes occur once; values are (place, code)."""
        seen: dict[str, str] = {}
        for place, code in values:
            if code and code in seen:
                self.no(place, f"{code} is used at {seen[code]} already. Give each its own code.")
            seen.setdefault(code, place)


@dataclass(frozen=True)
class FrameworkContent:
    """A whole framework as read: plain data, checked."""

    slug: str
    number: str
    title: str
    source: str
    scale: Sequence[dict[str, Any]]
    criteria: Sequence[dict[str, Any]]
    domains: Sequence[dict[str, Any]]
    plan: Sequence[dict[str, Any]]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, the same however the file was laid out."""
        return hashlib.sha256(json.dumps(self.__dict__, sort_keys=True).encode()).hexdigest()


def read_framework(data: Any) -> tuple[FrameworkContent | None, list[Mistake]]:
    """The framework in the file's data, or None with every mistake found in it."""
    reader = Reader()
    if not isinstance(data, dict) or data.get("kind") != "framework":
        return None, [Mistake("kind", "is not framework. Begin the file with kind: framework.")]
    content = FrameworkContent(
        slug=reader.pattern(data, "slug", "", SLUG, "peer-support-england", 80),
        number=reader.pattern(data, "version", "", NUMBER, '"1.0", in quotes'),
        title=reader.text(data, "title", "", most=LINE),
        source=reader.text(data, "source", ""),
        scale=_scale(reader, data),
        criteria=_criteria(reader, data),
        domains=(domains := _domains(reader, data)),
        plan=_plan(reader, data, {area["code"]: area["kind"] for domain in domains for area in domain["areas"]}),
    )
    return (None if reader.mistakes else content), reader.mistakes


def _code(reader: Reader, data: Mapping[str, Any], where: str) -> str:
    return reader.pattern(data, "code", where, CODE, "A1")


def _scale(reader: Reader, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for where, step in reader.many(data, "scale", ""):
        if not isinstance(step.get("pass"), bool):
            reader.no(
                f"{where}pass",
                f"is {step.get('pass')!r}. Write pass: true where the area counts as met, else pass: false.",
            )
        steps.append(
            {
                "code": _code(reader, step, where),
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


def _criteria(reader: Reader, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    criteria = [
        {
            "code": _code(reader, entry, where),
            "label": reader.text(entry, "label", where, most=LINE),
            "question": reader.text(entry, "question", where),
        }
        for where, entry in reader.many(data, "criteria", "")
    ]
    reader.once((f"criteria[{number}].code", entry["code"]) for number, entry in enumerate(criteria))
    return criteria


def _domains(reader: Reader, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    domains: list[dict[str, Any]] = []
    codes: list[tuple[str, str]] = []
    for where, entry in reader.many(data, "domains", ""):
        areas = []
        for place, area in reader.many(entry, "areas", where):
            areas.append(_area(reader, area, place))
            codes.append((f"{place}code", areas[-1]["code"]))
        domains.append(
            {
                "code": _code(reader, entry, where),
                "title": reader.text(entry, "title", where, most=LINE),
                "areas": areas,
            }
        )
    reader.once(codes)
    reader.once((f"domains[{number}].code", domain["code"]) for number, domain in enumerate(domains))
    return domains


def _area(reader: Reader, area: Mapping[str, Any], where: str) -> dict[str, Any]:
    kinds = [kind.value for kind in AreaKind]
    if area.get("kind") not in kinds:
        reader.no(f"{where}kind", f"is {area.get('kind')!r}. Write core, optional or organisational.")
    return {
        "code": _code(reader, area, where),
        "title": reader.text(area, "title", where, most=LINE),
        "kind": area.get("kind"),
        "summary": reader.text(area, "summary", where),
        "statements": reader.words(area, "statements", where),
    }


def _plan(reader: Reader, data: Mapping[str, Any], kinds: Mapping[str, Any]) -> list[dict[str, Any]]:
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
        "code": _code(reader, piece, where),
        "title": reader.text(piece, "title", where, most=LINE),
        "prompt": reader.text(piece, "prompt", where),
        "areas": areas,
        "ways": ways,
        "looks_for": [_look(reader, entry, place) for place, entry in reader.many(piece, "looks_for", where)],
    }


def _look(reader: Reader, entry: Mapping[str, Any], where: str) -> dict[str, str]:
    return {
        "code": _code(reader, entry, where),
        "text": reader.text(entry, "text", where),
        "strong": reader.text(entry, "strong", where),
        "not_yet": reader.text(entry, "not_yet", where),
    }
