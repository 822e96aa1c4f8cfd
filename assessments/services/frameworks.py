"""Bringing a framework in, and publishing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Area, AreaKind, Domain, Framework, FrameworkVersion, PlanPiece, Portfolio, VersionState
from assessments.rules.content import FrameworkContent
from assessments.services.portfolios import begin_portfolio
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from modules.models import Enrolment

__all__ = ["Item", "Result", "import_framework", "publish"]


class Result(StrEnum):
    """What an import did with one item, or would do."""

    IMPORTED = "imported"
    CHANGED = "changed"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Item:
    """One line of an import's report."""

    item: str
    kind: str
    outcome: Result
    why: str = ""


def import_framework(session: Session, *, content: FrameworkContent, by: Actor) -> list[Item]:
    """Bring a version in as a draft. A draft of the same number is replaced; a published one is never touched.

    Gives one Item for each thing; when any is REFUSED, nothing has been written.
    """
    found = session.scalar(
        sa.select(FrameworkVersion)
        .join(Framework, Framework.id == FrameworkVersion.framework_id)
        .where(Framework.slug == content.slug, FrameworkVersion.number == content.number)
    )
    if found is not None and found.digest == content.digest:
        return list(_items(content, Result.SKIPPED, "it is here already, word for word"))
    if found is not None and found.state is VersionState.PUBLISHED:
        why = f"{content.number} is published and cannot change. Raise the version in the file, then import it."
        return [Item(f"{content.slug} {content.number}", "framework", Result.REFUSED, why)]
    if found is not None:
        _clear(session, found.id)
    version = _version(session, content, found)
    _write(session, version.id, content)
    record(session, by=by, action="framework.imported", subject=version, number=content.number, digest=content.digest)
    session.flush()
    return list(_items(content, Result.CHANGED if found is not None else Result.IMPORTED, ""))


def publish(session: Session, *, version: FrameworkVersion, by: Actor) -> None:
    """Publish a draft for good; enrolments that had no framework yet begin their portfolio on it.

    Raises Refused when it is published already.
    """
    if version.state is VersionState.PUBLISHED:
        raise Refused(_l("This version is published already."))
    version.state, version.published_at = VersionState.PUBLISHED, clock.now()
    record(session, by=by, action="framework.published", subject=version, number=version.number)
    session.flush()
    without = sa.select(Enrolment.id).where(~sa.exists().where(Portfolio.enrolment_id == Enrolment.id))
    for enrolment_id in session.scalars(without).all():
        begin_portfolio(session, enrolment_id=enrolment_id, by=by)


def _version(session: Session, content: FrameworkContent, found: FrameworkVersion | None) -> FrameworkVersion:
    framework = session.scalar(sa.select(Framework).filter_by(slug=content.slug)) or Framework(slug=content.slug)
    session.add(framework)
    session.flush()
    version = found or FrameworkVersion(framework_id=framework.id, number=content.number)
    version.title, version.source, version.digest = content.title, content.source, content.digest
    version.scale, version.criteria = list(content.scale), list(content.criteria)
    version.crosswalks = list(content.crosswalks)
    session.add(version)
    session.flush()
    return version


def _clear(session: Session, version_id: UUID) -> None:
    # A draft has no portfolios, so nothing points at what it holds.
    for model in (PlanPiece, Area, Domain):
        session.execute(sa.delete(model).where(model.version_id == version_id))


def _write(session: Session, version_id: UUID, content: FrameworkContent) -> None:
    place = 0
    for number, entry in enumerate(content.domains):
        domain = Domain(version_id=version_id, code=entry["code"], title=entry["title"], position=number)
        session.add(domain)
        session.flush()
        for area in entry["areas"]:
            place += 1
            session.add(Area(**_area(area), version_id=version_id, domain_id=domain.id, position=place))
    for number, piece in enumerate(content.plan):
        session.add(PlanPiece(**piece, version_id=version_id, position=number))
    session.flush()


def _area(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "kind": AreaKind(entry["kind"])}


def _items(content: FrameworkContent, outcome: Result, why: str) -> Iterator[Item]:
    yield Item(f"{content.slug} {content.number}", "framework", outcome, why)
    for domain in content.domains:
        yield Item(domain["code"], "domain", outcome, why)
        yield from (Item(area["code"], "area", outcome, why) for area in domain["areas"])
    yield from (Item(piece["code"], "piece", outcome, why) for piece in content.plan)
