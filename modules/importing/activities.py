"""One activity's file as the columns it is stored in."""

import json
import re
from collections.abc import Mapping
from typing import Any

from lms.plugins import ActivityType
from modules.importing import bodies
from modules.importing.document import Document
from modules.importing.fields import SLUG, Reader
from modules.importing.own import Kinds
from modules.importing.problems import Notebook
from modules.models import BESIDE, ActivityKind

__all__ = ["read_activity"]

PAGE = re.compile(r"(\d\d)-page-(.+)")


def read_activity(document: Document, kinds: Kinds, notes: Notebook) -> dict[str, Any] | None:
    """An activity's columns; None when its kind or name is not known, with the mistake noted."""
    read = Reader(document, notes)
    named = read.text("kind")
    kind = kinds.get(named)
    if kind is None:
        read.problem("kind", f"`kind` is `{named}`.", f"Write one of: {', '.join(kinds)}.")
        return None
    page = PAGE.fullmatch(document.path.stem)
    slug = page[2] if page else document.path.stem
    if SLUG.fullmatch(slug) is None or len(slug) > 80:
        says = f"The file's name cannot be `{document.path.name[:60]}`."
        read.note(1, says, "Use small letters, digits and hyphens, like `02-page-what-helps.md`.")
        return None
    plan, listed = kind.kind == ActivityKind.SESSION_PLAN, kind.kind == ActivityKind.SOURCES
    return {
        "slug": slug,
        "kind": kind.kind,
        "title": read.text("title", longest=200, needed=not listed),
        "position": int(page[1]) * 10 if page else read.whole("order", most=9999, needed=kind.kind not in BESIDE),
        "minutes": read.whole("duration_minutes" if plan else "minutes", least=1, most=1000, needed=not listed),
        "law_checked": read.day("law_checked", needed=kind.kind == ActivityKind.PAGE),
        "body": _body(kind, read),
    }


def _body(kind: ActivityType, read: Reader) -> dict[str, Any]:
    """What the kind makes of the file. One that fails is a mistake of this file, and the others are still read."""
    bodies.prose(read)
    try:
        body = kind.read(read)
        if not isinstance(body, Mapping):
            raise TypeError(f"it gave {type(body).__name__} where a mapping was promised")
        json.dumps(dict(body))
    except Exception as problem:
        if kind.kind in set(ActivityKind):
            raise
        says = f"The plugin that brings `{kind.kind}` cannot read this: {type(problem).__name__}: {problem}."
        read.problem("kind", says, "Tell whoever wrote the plugin.")
        return {}
    return dict(body)
