"""Reading a framework from its file: every mistake is named by its place, with what to write instead."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.rules.content.areas import crosswalks, domains, known_entries
from assessments.rules.content.measures import criteria, scale
from assessments.rules.content.plan import plan
from assessments.rules.content.reading import LINE, Mistake, Reader

__all__ = ["FrameworkContent", "Mistake", "read_framework"]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBER = re.compile(r"\d+\.\d+")


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
    crosswalks: Sequence[dict[str, Any]] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, the same however the file was laid out."""
        said = {key: value for key, value in self.__dict__.items() if key != "crosswalks" or value}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


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
        scale=scale(reader, data),
        criteria=criteria(reader, data),
        crosswalks=(others := crosswalks(reader, data)),
        domains=(found := domains(reader, data, known_entries(others))),
        plan=plan(reader, data, {area["code"]: area["kind"] for domain in found for area in domain["areas"]}),
    )
    return (None if reader.mistakes else content), reader.mistakes
