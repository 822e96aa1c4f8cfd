"""A small programme in files, and people enrolled in it, for tests of ours and of plugins."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.access import SYSTEM
from modules import services
from modules.importing import read_programme
from modules.kinds import kinds
from modules.models import Enrolment, ProgrammeVersion

__all__ = ["make_enrolment", "make_programme", "write_programme"]

Changes = Sequence[tuple[str, str, str]]

PROGRAMME = """---
kind: programme
slug: {slug}
title: A small programme
version: "{version}"
nation: England
edition: England edition v1
law_checked: 2026-11-02
hours: 6
summary: Two short modules.
help_now: Call somebody you trust.
---
Welcome.
"""
MODULE = """---
kind: module
number: {number}
title: Module {word}
assessment: none
guided_hours: 2
own_hours: 1
law_checked: 2026-11-02
opens_after: {after}
reviewed_by: []
content_notice: Nothing heavy here.
outcomes:
  - id: {number}-1
    text: Say what module {word} is about.
    areas: [V1]
---
About module {word}.
"""
PAGE = """---
kind: page
title: Page {word}
minutes: 2
law_checked: 2026-11-02
---
Some **words** to read.
"""
SCENARIO = """---
kind: scenario
title: Scenario {word}
order: 20
minutes: 3
no_right_answer: true
---
Somebody is quiet today.

## Choice: You sit down
They look up.

## Choice: You wait
They nod.

## Afterwards
Both can be kind.
"""
REFLECTION = """---
kind: reflection
title: Reflection {word}
order: 30
minutes: 5
prompts:
  - id: r1
    text: What helps you listen?
---
Only for you.
"""
QUIZ = """---
kind: quiz
title: Quiz {word}
order: 40
minutes: 4
pass_mark: null
---
Try these.

## Question: What does a peer offer first?
outcome: {number}-1
- [x] Time
  : Yes, time comes first.
- [ ] Advice
  : Advice can wait.

## Question: What may help somebody settle?
outcome: {number}-1
- [x] A quiet place
  : Often it does.
- [x] A slow pace
  : It leaves room.
- [ ] A quick fix
  : It rarely lasts.
"""
PLAN = """---
kind: session-plan
title: Session plan {word}
duration_minutes: 90
group: up to eight
---
| Time | What |
|---|---|
| 0:00 | Welcome |
"""
FILES = {
    "module.md": MODULE,
    "01-page-first.md": PAGE,
    "scenario-quiet.md": SCENARIO,
    "reflection.md": REFLECTION,
    "quiz.md": QUIZ,
    "session-plan.md": PLAN,
}


def write_programme(folder: Path, *, slug: str = "small", version: str = "1.0", modules: int = 2) -> Path:
    """Write a small programme of modules that open one after the other; returns its folder."""
    place = folder / slug
    place.mkdir(parents=True, exist_ok=True)
    (place / "programme.md").write_text(PROGRAMME.format(slug=slug, version=version), encoding="utf-8")
    words = ("one", "two", "three", "four")
    for number in range(1, modules + 1):
        inside = place / f"{number:02d}-{words[number - 1]}"
        inside.mkdir(exist_ok=True)
        after = f"[{words[number - 2]}]" if number > 1 else "[]"
        for name, text in FILES.items():
            filled = text.format(number=number, word=words[number - 1], after=after)
            (inside / name).write_text(filled, encoding="utf-8")
    return place


def make_programme(
    session: Session, folder: Path, *, slug: str = "small", version: str = "1.0", changes: Changes = ()
) -> ProgrammeVersion:
    """A small published programme; `changes` are (file, text, other text) to make before it is read."""
    place = write_programme(folder, slug=slug, version=version)
    for name, old, new in changes:
        text = (place / name).read_text(encoding="utf-8") if (place / name).exists() else ""
        (place / name).write_text(text.replace(old, new) if old else new, encoding="utf-8")
    content = read_programme(place, kinds())
    stored = services.store_programme(session, content=content, by=SYSTEM)
    services.publish(session, version=stored, by=SYSTEM)
    return stored


def make_enrolment(session: Session, *, person_id: UUID, node_id: UUID, slug: str = "small") -> Enrolment:
    """Somebody enrolled in a published programme. Raises LookupError when there is none of that slug."""
    made = services.enrol(session, person_id=person_id, programme_slug=slug, node_id=node_id, by=SYSTEM)
    if made is None:
        raise LookupError(slug)
    return made
