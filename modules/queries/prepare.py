"""Reading what is open to everybody."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from modules.models import Activity, Module, OpenTo, Programme, ProgrammeVersion, VersionState

__all__ = ["OpenProgramme", "open_activity", "open_programme", "open_programmes"]


@dataclass(frozen=True)
class OpenProgramme:
    """A programme that anybody may read, in the version that was published last."""

    slug: str
    version: ProgrammeVersion


def _open() -> sa.Select[str, ProgrammeVersion]:
    query = sa.select(Programme.slug, ProgrammeVersion).join(
        ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id
    )
    readable = query.where(ProgrammeVersion.state == VersionState.PUBLISHED)
    return readable.order_by(Programme.slug, ProgrammeVersion.published_at.desc())


def open_programmes(session: Session) -> list[OpenProgramme]:
    """Each open programme, by its newest published version; one whose newest is not open any more is left out."""
    newest: dict[str, ProgrammeVersion] = {}
    for slug, version in session.execute(_open()):
        newest.setdefault(slug, version)
    return [OpenProgramme(slug, version) for slug, version in newest.items() if version.open_to is OpenTo.EVERYONE]


def open_programme(session: Session, slug: str) -> OpenProgramme | None:
    """The open programme of this slug, or None."""
    if not slug.isprintable():
        return None  # PostgreSQL refuses some characters that an address may hold
    row = session.execute(_open().where(Programme.slug == slug).limit(1)).one_or_none()
    return OpenProgramme(row[0], row[1]) if row and row[1].open_to is OpenTo.EVERYONE else None


def open_activity(
    session: Session, programme: OpenProgramme, module: str, activity: str
) -> tuple[Module, Activity] | None:
    """An activity of an open programme by the slugs of its address, or None."""
    if not (module + activity).isprintable():
        return None
    query = sa.select(Module, Activity).join(Activity, Activity.module_id == Module.id)
    here = query.where(Module.version_id == programme.version.id, Module.slug == module, Activity.slug == activity)
    row = session.execute(here).one_or_none()
    return (row[0], row[1]) if row else None
