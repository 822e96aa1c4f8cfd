"""One activity's file as the columns it is stored in."""

import re
from typing import Any

from modules.importing import bodies
from modules.importing.document import Document
from modules.importing.fields import SLUG, Reader
from modules.importing.problems import Notebook
from modules.models import ActivityKind

__all__ = ["read_activity"]

PAGE = re.compile(r"(\d\d)-page-(.+)")


def read_activity(document: Document, notes: Notebook) -> dict[str, Any] | None:
    """An activity's columns; None when its kind or name is not known, with the mistake noted."""
    read = Reader(document, notes)
    named = read.text("kind")
    if named not in set(ActivityKind):
        read.problem("kind", f"`kind` is `{named}`.", f"Write one of: {', '.join(ActivityKind)}.")
        return None
    kind = ActivityKind(named)
    page = PAGE.fullmatch(document.path.stem)
    slug = page[2] if page else document.path.stem
    if SLUG.fullmatch(slug) is None or len(slug) > 80:
        says = f"The file's name cannot be `{document.path.name[:60]}`."
        notes.note(document.path, 1, says, "Use small letters, digits and hyphens, like `02-page-what-helps.md`.")
        return None
    plan = kind is ActivityKind.SESSION_PLAN
    return {
        "slug": slug,
        "kind": kind,
        "title": read.text("title", longest=200),
        "position": int(page[1]) * 10 if page else read.whole("order", most=9999, needed=not plan),
        "minutes": read.whole("duration_minutes" if plan else "minutes", least=1, most=1000),
        "law_checked": read.day("law_checked", needed=kind is ActivityKind.PAGE),
        "body": _body(kind, document, read, notes),
    }


def _body(kind: ActivityKind, document: Document, read: Reader, notes: Notebook) -> dict[str, Any]:
    text = bodies.prose(document, notes)
    if kind is ActivityKind.SCENARIO:
        return bodies.scenario(document, notes)
    if kind is ActivityKind.QUIZ:
        intro, questions = bodies.questions(document, notes)
        return {"markdown": intro, "questions": questions, "pass_mark": read.mark("pass_mark")}
    if not text:
        says = "There is nothing to read here."
        notes.note(document.path, document.first_line, says, "Write the text below the front matter.")
    if kind is ActivityKind.REFLECTION:
        return {"markdown": text, "prompts": read.prompts()}
    return {"markdown": text, "group": read.text("group", needed=False)}
