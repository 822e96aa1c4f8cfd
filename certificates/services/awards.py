"""Bringing award rules in, and publishing them."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.layouts import expect_layout
from certificates.models import AwardRule, AwardRuleVersion, RuleState
from certificates.rule_files import RuleDocument
from certificates.services.progress import KIND
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.jobs.services import enqueue


class Outcome(StrEnum):
    """What an import did with one item."""

    IMPORTED = "imported"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Imported:
    """One rule version, and what became of it."""

    version: AwardRuleVersion
    outcome: Outcome


def import_rule(session: Session, *, document: RuleDocument, by: Actor) -> Imported:
    """Take a rule in as a draft; a draft of the same number is brought up to date.

    Raises Refused when that number is published with other words: what is published never changes; and when nobody
    brings the layout that it names.
    """
    if document.layout is not None:
        expect_layout(document.layout)
    rule = session.scalar(sa.select(AwardRule).filter_by(slug=document.slug)) or AwardRule(slug=document.slug)
    session.add(rule)
    session.flush()
    found = session.scalar(sa.select(AwardRuleVersion).filter_by(rule_id=rule.id, number=document.number))
    if found is not None and _says(found, document):
        return Imported(found, Outcome.SKIPPED)
    if found is not None and found.state is RuleState.PUBLISHED:
        raise Refused(
            _l(
                "Version %(number)s of “%(slug)s” is published and stays as it is. Give the file a higher version.",
                number=document.number,
                slug=document.slug,
            )
        )
    version = found or AwardRuleVersion(rule_id=rule.id, number=document.number)
    for name, value in _columns(document).items():
        setattr(version, name, value)
    session.add(version)
    session.flush()
    record(session, by=by, action="award-rule.imported", subject=version, slug=document.slug, number=document.number)
    return Imported(version, Outcome.CHANGED if found else Outcome.IMPORTED)


def publish_rule(session: Session, *, version: AwardRuleVersion, by: Actor) -> None:
    """Publish a draft: from now on it counts, and cannot change. Publishing it again changes nothing."""
    if version.state is RuleState.PUBLISHED:
        return
    version.state, version.published_at = RuleState.PUBLISHED, clock.now()
    session.flush()
    enqueue(session, KIND, key=f"{KIND}:{version.id}", payload={"programme_slug": version.programme_slug})
    record(session, by=by, action="award-rule.published", subject=version, number=version.number)


def _columns(document: RuleDocument) -> dict[str, object]:
    return {
        "programme_slug": document.programme,
        "framework_slug": document.framework,
        "title": document.title,
        "neutral_title": document.neutral_title,
        "statement": document.statement,
        "requires": [dict(asked) for asked in document.requires],
        "expires_months": document.expires_months,
        "layout": document.layout,
    }


def _says(version: AwardRuleVersion, document: RuleDocument) -> bool:
    return all(getattr(version, name) == value for name, value in _columns(document).items())
