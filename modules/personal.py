"""What learning holds about one person, for that person to read."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core.files import File
from lms.core.text import Later, Text, day
from lms.core.text import lazy_gettext as _l
from lms.core.ui.filters import size
from lms.plugins import DataSection
from modules.models import Activity, Enrolment, ProgrammeVersion, Reflection, SpokenReflection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Programmes, and what the person wrote and said for themselves, oldest first; in one statement."""
    rows = session.execute(_everything(person_id)).all()
    learnt = {enrolment: title for enrolment, title, *_told in rows}
    if learnt:
        begun = sorted(learnt, key=lambda enrolment: enrolment.created_at)
        yield DataSection("programmes", _l("Your programmes"), [(learnt[one], _while(one)) for one in begun])
    texts: list[tuple[Text, Text]] = [
        (title, Later(read=partial(_text, wrote))) for _enrolment, _version, title, wrote, _said in rows if wrote
    ]
    if texts:
        yield DataSection(
            "reflections",
            _l("What you wrote for yourself: nobody else reads it, unless you link a copy as evidence"),
            texts,
            alone=True,
        )
    recordings = [(title, _recording(said)) for _enrolment, _version, title, _wrote, said in rows if said]
    if recordings:
        yield DataSection("spoken", _l("What you said for yourself: nobody else hears it"), recordings, alone=True)


def _everything(person_id: UUID) -> sa.Select[Enrolment, str, str, Reflection, File]:
    """Each enrolment with its programme's title, and with each activity in which something was written or said."""
    none = sa.cast(sa.null(), sa.Uuid())
    wrote = sa.select(
        Reflection.enrolment_id,
        Reflection.activity_id,
        Reflection.created_at.label("at"),
        Reflection.id.label("wrote"),
        none.label("said"),
    )
    said = sa.select(
        SpokenReflection.enrolment_id,
        SpokenReflection.activity_id,
        SpokenReflection.created_at,
        none,
        SpokenReflection.file_id,
    )
    told = sa.union_all(wrote, said).subquery()
    return (
        sa.select(Enrolment, ProgrammeVersion.title, Activity.title, Reflection, File)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .outerjoin(told, told.c.enrolment_id == Enrolment.id)
        .outerjoin(Activity, Activity.id == told.c.activity_id)
        .outerjoin(Reflection, Reflection.id == told.c.wrote)
        .outerjoin(File, File.id == told.c.said)
        .where(Enrolment.person_id == person_id)
        .order_by(told.c.at)
    )


def _text(wrote: Reflection) -> str:
    return wrote.text


def _while(enrolment: Enrolment) -> Text:
    return _l("%(first)s to %(last)s", first=day(enrolment.created_at), last=day(enrolment.last_active_at))


def _recording(file: File) -> Text:
    return _l("A recording: %(name)s (%(size)s)", name=file.shown_name, size=size(file.size))
