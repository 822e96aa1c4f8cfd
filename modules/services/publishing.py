"""Storing a programme that was read from files, and publishing it."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import expect_version
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Verdict
from modules import queries
from modules.importing.read import ModuleFile, ProgrammeFile
from modules.models import (
    BESIDE,
    Activity,
    ActivityKind,
    ContentFile,
    Module,
    OpenTo,
    Programme,
    ProgrammeVersion,
    VersionState,
)
from modules.rules import REVIEWERS, publishable
from modules.services.enrolling import enrol_waiting

__all__ = ["Outcome", "outcome_of", "publish", "publish_verdict", "record_reviewers", "refusal", "store_programme"]


class Outcome(StrEnum):
    """What storing a programme does, or would do."""

    IMPORTED = "imported"
    CHANGED = "changed"
    SKIPPED = "skipped"
    REFUSED = "refused"


def outcome_of(session: Session, *, content: ProgrammeFile) -> Outcome:
    """What `store_programme` would do with this content; nothing is stored."""
    found = queries.version_by_number(session, content.slug, content.version)
    if found is None:
        return Outcome.IMPORTED
    if found.digest == content.digest:
        return Outcome.SKIPPED
    return Outcome.REFUSED if found.state is VersionState.PUBLISHED else Outcome.CHANGED


def store_programme(session: Session, *, content: ProgrammeFile, by: Actor) -> ProgrammeVersion:
    """Store a programme as a draft version; a draft of the same number is replaced.

    Raises Refused when that number is published with other content: published things never change.
    """
    found = queries.version_by_number(session, content.slug, content.version)
    if found is not None and found.digest == content.digest:
        return found
    if found is not None and found.state is VersionState.PUBLISHED:
        raise Refused(refusal(content))
    if found is not None:
        _remove(session, found)
    version = _version(session, content)
    for file in content.modules:
        _module(session, version, file)
    session.add_all(ContentFile(version_id=version.id, path=path, text=text) for path, text in content.files.items())
    session.flush()
    record(session, by=by, action="programme.imported", subject=version, number=content.version, digest=content.digest)
    return version


def refusal(content: ProgrammeFile) -> str:
    """Why content is refused whose number is published with other words."""
    text = _l("Version %(number)s of “%(slug)s” is published and cannot change. Raise `version` in programme.md.")
    return str(text) % {"number": content.version, "slug": content.slug}


def _remove(session: Session, draft: ProgrammeVersion) -> None:
    modules = sa.select(Module.id).where(Module.version_id == draft.id)
    session.execute(sa.delete(Activity).where(Activity.module_id.in_(modules)))
    session.execute(sa.delete(Module).where(Module.version_id == draft.id))
    session.execute(sa.delete(ContentFile).where(ContentFile.version_id == draft.id))
    session.delete(draft)
    session.flush()


def _version(session: Session, content: ProgrammeFile) -> ProgrammeVersion:
    programme = session.scalar(sa.select(Programme).filter_by(slug=content.slug))
    if programme is None:
        programme = Programme(slug=content.slug)
        session.add(programme)
        session.flush()
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=content.version,
        digest=content.digest,
        glossary=content.glossary,
        **content.facts,
    )
    session.add(version)
    session.flush()
    return version


def _module(session: Session, version: ProgrammeVersion, file: ModuleFile) -> None:
    module = Module(version_id=version.id, slug=file.slug, **file.facts)
    session.add(module)
    session.flush()
    session.add_all(Activity(module_id=module.id, **facts) for facts in file.activities)


def publish_verdict(session: Session, version: ProgrammeVersion) -> Verdict:
    """Whether this version may be published, and what stands in the way."""
    modules = queries.modules_of(session, version.id)
    activities = queries.activities_of(session, (module.id for module in modules), beside=True)
    plans = [a.module_id for a in activities if a.kind == ActivityKind.SESSION_PLAN]
    learnt = [a.module_id for a in activities if a.kind not in BESIDE]
    return publishable(
        [{"title": m.title, "activities": learnt.count(m.id), "has_plan": m.id in plans} for m in modules],
        taught=version.open_to is OpenTo.ENROLLED,
    )


def publish(session: Session, *, version: ProgrammeVersion, by: Actor, seen: int | None = None) -> None:
    """Publish a version for good, and enrol whoever waited for it. Raises Refused with the first thing in the way."""
    expect_version(version, seen)
    if version.state is VersionState.PUBLISHED:
        raise Refused(_l("This version is published already."))
    answer = publish_verdict(session, version)
    if not answer.ok:
        raise Refused(answer.reasons[0].text)
    version.state, version.published_at = VersionState.PUBLISHED, clock.now()
    session.flush()
    record(session, by=by, action="programme.published", subject=version, verdict=answer.snapshot())
    programme = session.get_one(Programme, version.programme_id)
    enrol_waiting(session, programme_slug=programme.slug, by=by)


def record_reviewers(session: Session, *, module: Module, names: list[str], by: Actor, seen: int | None = None) -> None:
    """Record the two peer workers who reviewed a module. Raises Refused for fewer than two different names."""
    expect_version(module, seen)
    if len({name.strip().casefold() for name in names if name.strip()}) < REVIEWERS:
        raise Refused(_l("Name two different peer workers who have read this module."), field="second")
    module.reviewed_by = [name.strip() for name in names]
    record(session, by=by, action="module.reviewed", subject=module)
    session.flush()
