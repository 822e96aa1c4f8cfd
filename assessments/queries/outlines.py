"""A framework in outline: its areas and the pieces of its plan, without their texts, which are long."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Area, AreaKind, Domain, FrameworkVersion, PlanPiece, VersionState
from lms.core.db import prepared, rows
from lms.core.per_instance import PerInstance

__all__ = ["AreaHead", "Outline", "PieceHead", "outline_of"]


class AreaHead(NamedTuple):
    """What a list says of an area, with the title of its domain."""

    id: UUID
    code: str
    title: str
    kind: AreaKind
    domain: str


class PieceHead(NamedTuple):
    """What a list says of a piece of the plan."""

    id: UUID
    code: str
    title: str
    areas: list[str]


class Outline(NamedTuple):
    """Areas and pieces, each in order."""

    areas: Sequence[AreaHead]
    pieces: Sequence[PieceHead]


# By version. What is published never changes, so each is read once.
_published = PerInstance[dict[UUID, Outline]](dict)


def outline_of(session: Session, version: FrameworkVersion) -> Outline:
    """The outline of a framework version: two statements for a draft, and for a published one when it is new here."""
    known = _published.of(session.info["owner"])
    if version.id in known:
        return known[version.id]
    outline = Outline(
        [AreaHead(*row) for row in rows(session, _areas(version=version.id))],
        [PieceHead(*row) for row in rows(session, _pieces(version=version.id))],
    )
    if version.state is VersionState.PUBLISHED:
        known[version.id] = outline
    return outline


@prepared
def _areas(*, version: UUID) -> sa.Select[UUID, str, str, AreaKind, str]:
    query = sa.select(Area.id, Area.code, Area.title, Area.kind, Domain.title)
    return query.join(Domain, Domain.id == Area.domain_id).where(Area.version_id == version).order_by(Area.position)


@prepared
def _pieces(*, version: UUID) -> sa.Select[UUID, str, str, list[str]]:
    query = sa.select(PlanPiece.id, PlanPiece.code, PlanPiece.title, PlanPiece.areas)
    return query.where(PlanPiece.version_id == version).order_by(PlanPiece.position)
