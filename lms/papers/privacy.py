"""The privacy notice: what is kept, subject by subject, in words for the person it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.db import Kept
from lms.core.settings import Settings
from lms.core.text import Text
from lms.core.text import gettext as _
from lms.papers.bases import plain
from lms.papers.classified import ERASED, Column, classes, sealing
from lms.papers.data_map import Permissions, seen_by
from lms.papers.subjects import NOT_PERSONAL, SUBJECTS, Subject
from lms.papers.words import said

__all__ = ["Notice", "Part", "notice"]


@dataclass(frozen=True)
class Part:
    """One subject of the notice."""

    title: Text
    what: Text
    rows: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class Notice:
    """The whole notice; `contact` and `officer` are "" where the organisation has not said."""

    organisation: str
    contact: str
    officer: str
    parts: Sequence[Part]


def notice(found: Sequence[Column], permissions: Permissions, settings: Settings) -> Notice:
    """The notice of this installation: its classes of data, in the order in which people meet them."""
    there = classes(found)
    known = [_part(one, subject, found, permissions) for one, subject in SUBJECTS.items() if one in there]
    more = [_part(one, _foreign(one), found, permissions) for one in there if one not in {*SUBJECTS, *NOT_PERSONAL}]
    return Notice(settings.organisation, settings.contact, settings.data_protection_officer, [*known, *more])


def _part(one: Kept, subject: Subject, found: Sequence[Column], permissions: Permissions) -> Part:
    reasons = "; ".join(str(reason) for reason in plain(one.basis))
    rows: list[tuple[Text, Text]] = [
        (_("What for"), said(one.purpose)),
        (_("What lets us"), f"{reasons} ({said(one.basis)})" if reasons else said(one.basis)),
        (_("How long"), said(one.retention)),
        (_("If you ask to be erased, it"), ERASED[one.erasure]),
        (_("Who may see it, beside you"), seen_by(one, permissions)),
        (_("Sealed"), sealing(found, one)),
    ]
    return Part(subject.title, subject.what, rows)


def _foreign(one: Kept) -> Subject:
    return Subject(said(one.purpose), _("Kept by a plugin that your organisation added."))
