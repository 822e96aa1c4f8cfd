"""What a trainee keeps for themselves: written, or spoken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.errors import Refused, Stale
from lms.core.files import SOUNDS, Allowed, FileStore, forget_file, keep_upload
from lms.core.text import lazy_gettext as _l
from modules import queries
from modules.heads import AnyActivity, AnyEnrolment
from modules.models import Reflection, SpokenReflection
from modules.services.learning import mark_done

__all__ = ["Recording", "forget", "reflect", "speak", "written"]

WORDS = _l("a sound recording (MP3, M4A, OGG, WAV, WebM)")


@dataclass(frozen=True)
class Recording:
    """A sound file as it was sent, and where it may be kept."""

    stream: IO[bytes]
    name: str
    store: FileStore
    megabytes: int


def reflect(
    session: Session,
    *,
    enrolment: AnyEnrolment,
    activity: AnyActivity,
    texts: Mapping[str, str],
    by: Actor,
    seen: int | None = None,
) -> None:
    """Keep what somebody wrote for themselves, by prompt; an empty text removes it. Raises Refused as `mark_done`.

    Raises Stale when it was written since `seen`. Read once, and held until it is written: were it read again after
    waiting for somebody else, theirs would be taken for what was seen.
    """
    mark_done(session, enrolment=enrolment, activity=activity, by=by)
    kept = queries.reflections_of(session, enrolment.id, activity.id)
    if seen not in {None, written(kept)}:
        raise Stale(written(kept))
    for prompt in activity.body["prompts"]:
        _keep(session, enrolment, activity, prompt["id"], texts.get(prompt["id"], ""), kept.get(prompt["id"]))
    session.flush()


def written(kept: Mapping[str, Reflection]) -> int:
    """A number that tells one state of a reflection from the next: how often its parts were written; 0 for nothing."""
    return sum(row.version for row in kept.values())


def _keep(
    session: Session, enrolment: AnyEnrolment, activity: AnyActivity, prompt: str, text: str, row: Reflection | None
) -> None:
    if row is not None and text:
        row.text = text
    elif row is not None:
        session.delete(row)
    elif text:
        session.add(Reflection(enrolment_id=enrolment.id, activity_id=activity.id, prompt=prompt, text=text))


def speak(session: Session, *, enrolment: AnyEnrolment, activity: AnyActivity, recording: Recording, by: Actor) -> None:
    """Keep what somebody said for themselves; it takes the place of what they said here before.

    Raises Refused as `mark_done`, and for a file that is no sound recording or too large.
    """
    mark_done(session, enrolment=enrolment, activity=activity, by=by)
    allowed = Allowed(SOUNDS, WORDS, recording.megabytes)
    try:
        file = keep_upload(
            session,
            recording.store,
            recording.stream,
            name=recording.name,
            allowed=allowed,
            person_id=enrolment.person_id,
        )
    except Refused as refusal:
        raise Refused(refusal.message, field="recording") from None
    _unsay(session, enrolment, activity, recording.store)
    session.add(SpokenReflection(enrolment_id=enrolment.id, activity_id=activity.id, file_id=file.id))
    session.flush()


def forget(session: Session, *, enrolment: AnyEnrolment, activity: AnyActivity, store: FileStore) -> None:
    """Delete what somebody wrote and said here for themselves, for good; in a pause and afterwards too."""
    for row in queries.reflections_of(session, enrolment.id, activity.id).values():
        session.delete(row)
    _unsay(session, enrolment, activity, store)
    session.flush()


def _unsay(session: Session, enrolment: AnyEnrolment, activity: AnyActivity, store: FileStore) -> None:
    found = queries.spoken_of(session, enrolment.id, activity.id)
    if found is not None:
        session.delete(found[0])
        session.flush()
        forget_file(session, store, found[1].id)
