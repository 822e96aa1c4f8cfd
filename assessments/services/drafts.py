"""Drafts of evidence: what was written, chosen and uploaded so far is kept as it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import IO
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.kinds import OWN, kinds
from assessments.models import Area, AreaKind, Evidence, EvidenceArea, EvidenceState, Portfolio
from assessments.rules.evidence import allowed, way_of
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.files import File, FileStore, forget_file, keep_upload
from lms.core.sealing.owners import owner_of
from lms.core.text import lazy_gettext as _l

__all__ = ["Draft", "Offered", "Shelf", "expect_draft", "offer_for", "save_draft", "save_file"]


@dataclass(frozen=True)
class Offered:
    """An uploaded file: its bytes, the name it came with, and the form field it came in."""

    stream: IO[bytes]
    name: str
    field: str


@dataclass(frozen=True)
class Draft:
    """Everything a trainee writes, chooses and uploads for one piece. `areas` are ids of core areas.

    `kind` is the code of a plugin's kind; without one, what is added tells the kind.
    """

    title: str
    text: str
    areas: Collection[UUID]
    authentic: bool
    anonymised: bool
    file: Offered | None = None
    remove_file: bool = False
    kind: str = ""
    happened_on: date | None = None
    observer: str = ""
    remove_link: bool = False


@dataclass(frozen=True)
class Shelf:
    """Where files are kept, and how many megabytes one may have."""

    store: FileStore
    megabytes: int


def save_draft(
    session: Session, *, evidence: Evidence, draft: Draft, shelf: Shelf, by: Actor, seen: int | None = None
) -> None:
    """Keep what was written, chosen and uploaded so far.

    Raises Refused when it has been sent already, for an area of another kind or framework, for a kind that there is
    not, for a day to come, and for a file that cannot be kept; Stale when it was changed since the form was opened.
    """
    expect_draft(evidence)
    expect_version(evidence, seen)
    evidence.title, evidence.text = draft.title, draft.text
    evidence.authentic, evidence.anonymised = draft.authentic, draft.anonymised
    _describe(evidence, draft)
    _refuse_foreign_areas(session, evidence, draft.areas)
    offer_for(session, evidence, draft.areas)
    if draft.file is not None:
        _attach(session, evidence, draft.file, shelf)
    elif draft.remove_file:
        _detach(session, evidence, shelf)
    evidence.way = draft.kind or _told_by_file(session, evidence)
    if draft.remove_link:
        evidence.linked = None
    record(session, by=by, action="evidence.saved", subject=evidence, about=by.person_id, way=evidence.way)
    session.flush()


def save_file(session: Session, *, evidence: Evidence, file: Offered, shelf: Shelf, by: Actor) -> None:
    """Keep a file alone, when what came with it cannot be saved yet. Raises Refused as `save_draft`."""
    expect_draft(evidence)
    _attach(session, evidence, file, shelf)
    if evidence.way in OWN:
        evidence.way = _told_by_file(session, evidence)
    record(session, by=by, action="evidence.saved", subject=evidence, about=by.person_id, way=evidence.way)
    session.flush()


def expect_draft(evidence: Evidence) -> None:
    """Raise Refused when it has been sent already."""
    if evidence.state is not EvidenceState.DRAFT:
        raise Refused(
            _l("This piece has been sent, so it cannot change. You can offer something more as a piece of its own.")
        )


def _describe(evidence: Evidence, draft: Draft) -> None:
    if draft.kind and draft.kind not in {*kinds(), evidence.way} - set(OWN):
        raise Refused(_l("Choose one of the kinds in the list."), field="kind")
    if draft.happened_on is not None and draft.happened_on > clock.today():
        raise Refused(_l("Say a day that has been, not one to come."), field="happened_on")
    evidence.happened_on, evidence.observer = draft.happened_on, draft.observer or None


def _told_by_file(session: Session, evidence: Evidence) -> str:
    file = session.get(File, evidence.file_id) if evidence.file_id else None
    return way_of(file.media_type if file else None).value


def _refuse_foreign_areas(session: Session, evidence: Evidence, areas: Collection[UUID]) -> None:
    own = (
        sa.select(sa.func.count())
        .select_from(Area)
        .join(Portfolio, Portfolio.framework_version_id == Area.version_id)
        .where(Portfolio.id == evidence.portfolio_id, Area.id.in_(areas), Area.kind == AreaKind.CORE)
    )
    if session.scalar(own) != len(set(areas)):
        raise Refused(_l("Choose only core areas in the list."), field="areas")


def offer_for(session: Session, evidence: Evidence, areas: Collection[UUID]) -> None:
    """Offer a piece for these areas and no others."""
    session.execute(sa.delete(EvidenceArea).where(EvidenceArea.evidence_id == evidence.id))
    session.add_all(EvidenceArea(evidence_id=evidence.id, area_id=area_id) for area_id in sorted(set(areas)))
    session.flush()


def _attach(session: Session, evidence: Evidence, file: Offered, shelf: Shelf) -> None:
    whose, fits = owner_of(evidence, Evidence.text.owner), allowed(shelf.megabytes)
    try:
        kept = keep_upload(session, shelf.store, file.stream, name=file.name, allowed=fits, person_id=whose)
    except Refused as refusal:
        raise Refused(refusal.message, field=file.field) from None
    _detach(session, evidence, shelf)
    evidence.file_id = kept.id


def _detach(session: Session, evidence: Evidence, shelf: Shelf) -> None:
    # The bytes go once this is committed, unless an earlier attempt holds them too.
    old, evidence.file_id = evidence.file_id, None
    session.flush()
    if old is None or session.scalar(sa.select(Evidence.id).filter_by(file_id=old).limit(1)):
        return
    forget_file(session, shelf.store, old)
