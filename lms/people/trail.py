"""The audit as people read it: each event a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.core.access import SYSTEM
from lms.core.tables import Slice
from lms.core.text import Text
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.people import queries

__all__ = ["AuditPage", "Told", "TrailPage", "audit_page", "sentences_of", "tell", "trail_page"]

WITHOUT_WORDS = _l("%(who)s did something that has no words here.")


@dataclass(frozen=True)
class Told:
    """One event in words: when, who did it, what it says."""

    at: datetime
    who: str
    says: str
    event: AuditEvent

    @property
    def leads_to(self) -> UUID:
        """Whose trail it is part of: the person's it is about, else the record's."""
        return self.event.about_id or self.event.subject_id


@dataclass(frozen=True)
class AuditPage:
    """A page of events; `sought` is what the address says is sought."""

    lines: Sequence[Told]
    slice: Slice[Any]
    sought: Mapping[str, str]


def audit_page(
    session: Session, found: Slice[tuple[AuditEvent]], hooks: Any, arguments: Mapping[str, str]
) -> AuditPage:
    """Events, newest first; the names in one statement."""
    sought = {name: value for name, value in arguments.items() if name != "after" and value}
    return AuditPage(tell(session, (row[0] for row in found.items), hooks), found, sought)


@dataclass(frozen=True)
class TrailPage:
    """The trail of one person, whose name is known, or of one record."""

    id: UUID
    name: str
    lines: Sequence[Told]
    slice: Slice[Any]


def trail_page(session: Session, trail_id: UUID, found: Slice[tuple[AuditEvent]], hooks: Any) -> TrailPage:
    """Events, oldest first; names in two statements."""
    name = queries.names(session, [trail_id]).get(trail_id, "")
    return TrailPage(trail_id, name, tell(session, (row[0] for row in found.items), hooks), found)


def tell(session: Session, events: Iterable[AuditEvent], hooks: Any) -> list[Told]:
    """Each event as a sentence, with names as they are today; one statement."""
    found = list(events)
    ids = {one for event in found for one in (event.actor_id, event.about_id) if one}
    names, sentences = queries.names(session, ids), sentences_of(hooks)
    return [_told(event, names, sentences) for event in found]


def sentences_of(hooks: Any) -> Mapping[str, Text]:
    """What every feature says of its actions."""
    return {action: sentence for part in hooks.audit_sentences() for action, sentence in part.items()}


def _told(event: AuditEvent, names: Mapping[UUID, str], sentences: Mapping[str, Text]) -> Told:
    who = _name(event.actor_id, names, event.actor_name)
    about = _name(event.about_id, names, _("somebody"))
    sentence = sentences.get(event.action, WITHOUT_WORDS)
    says = str(sentence) % {"who": _("The system") if who == SYSTEM.name else who or _("Somebody"), "about": about}
    return Told(event.created_at, who, says, event)


def _name(person_id: UUID | None, names: Mapping[UUID, str], otherwise: str) -> str:
    return names.get(person_id, otherwise) if person_id else otherwise
