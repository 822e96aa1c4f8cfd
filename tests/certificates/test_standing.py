"""After issuing: sharing and taking back; and award rules that never change once published."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from certificates import services, signals
from certificates.models import AwardRuleVersion, Certificate, CertificateState, RuleState, TitleKind
from certificates.rule_files import RuleDocument
from certificates.services.awards import Imported, Outcome
from lms.audit.models import AuditEvent
from lms.core.access import SYSTEM
from lms.core.errors import Refused, Stale

DOCUMENT = RuleDocument(
    slug="other",
    number="1.0",
    programme="foundations",
    framework="peer-support-england",
    title="Full",
    neutral_title="Neutral",
    statement="says.",
    requires=({"code": "m", "text": "t", "kind": "modules", "modules": "all"},),
    expires_months=None,
)


def share(world: Any, made: UUID, public: bool, title: TitleKind, by: UUID, seen: int | None = None) -> None:
    with world.house.unit() as session:
        row = session.get_one(Certificate, made, options=[joinedload(Certificate.rule_version)])
        services.share(session, certificate=row, public=public, title=title, by=world.actor(session, by), seen=seen)


def test_the_holder_turns_checking_on_and_off(world: Any) -> None:
    made = world.issue()
    share(world, made, True, TitleKind.NEUTRAL, world.trainee)
    assert (world.get(made).public, world.get(made).public_title) == (True, TitleKind.NEUTRAL)
    share(world, made, False, TitleKind.FULL, world.trainee)
    assert (world.get(made).public, world.get(made).public_title) == (False, TitleKind.FULL)
    with world.house.unit() as session:
        events = session.scalars(
            sa.select(AuditEvent).filter_by(action="certificate.shared").order_by(AuditEvent.created_at)
        ).all()
    assert [event.details for event in events] == [
        {"public": True, "title": "neutral"},
        {"public": False, "title": "full"},
    ]


def test_nobody_else_turns_it_on_and_nothing_tells_more_than_is_printed(world: Any) -> None:
    with world.house.unit() as session:
        rule = session.get_one(
            AwardRuleVersion,
            session.scalar(sa.select(AwardRuleVersion.id)),
            options=[joinedload(AwardRuleVersion.rule)],
        )
        services.choose_title(session, rule=rule.rule, title=TitleKind.NEUTRAL, by=world.actor(session, world.trainee))
    made = world.issue()
    with pytest.raises(Refused, match="Only the person who holds"):
        share(world, made, True, TitleKind.NEUTRAL, world.lead)
    with pytest.raises(Refused, match="printed with the neutral title"):
        share(world, made, True, TitleKind.FULL, world.trainee)
    with pytest.raises(Stale):
        share(world, made, True, TitleKind.NEUTRAL, world.trainee, seen=99)
    assert world.get(made).public is False


def revoke(world: Any, made: UUID, by: UUID, seen: int | None = None) -> None:
    with world.house.unit() as session:
        row = session.get_one(Certificate, made)
        services.revoke(
            session,
            certificate=row,
            why="Wrong person",
            words="Issued in error.",
            by=world.actor(session, by),
            seen=seen,
        )


def test_revoking_keeps_who_when_why_and_says_so(world: Any) -> None:
    heard: list[Any] = []

    def listen(_sender: object, **told: Any) -> None:
        heard.append((told["certificate_id"], told["person_id"]))

    made = world.issue()
    with signals.certificate_revoked.connected_to(listen, sender=world.house.runtime.owner):
        revoke(world, made, world.lead)
    found = world.get(made)
    assert found.state is CertificateState.REVOKED and found.revoked_by == world.lead and found.revoked_at is not None
    assert (found.revoked_why, found.revoked_words) == ("Wrong person", "Issued in error.")
    assert heard == [(made, world.trainee)]
    with world.house.unit() as session:
        event = session.scalar(sa.select(AuditEvent).filter_by(action="certificate.revoked"))
    assert event is not None and event.details == {"serial": found.serial}
    with pytest.raises(Refused, match="no longer stands"):
        revoke(world, made, world.lead)


def test_nobody_revokes_their_own_nor_over_a_change_they_have_not_seen(world: Any) -> None:
    made = world.issue()
    with pytest.raises(Refused, match="your own certificate"):
        revoke(world, made, world.trainee)
    with pytest.raises(Stale):
        revoke(world, made, world.lead, seen=99)
    assert world.get(made).state is CertificateState.VALID


def brought(world: Any, **entries: Any) -> Imported:
    with world.house.unit() as session:
        return services.import_rule(session, document=RuleDocument(**{**DOCUMENT.__dict__, **entries}), by=SYSTEM)


def test_a_draft_may_change_and_a_published_version_never_does(world: Any) -> None:
    assert brought(world).outcome is Outcome.IMPORTED
    assert brought(world).outcome is Outcome.SKIPPED
    assert brought(world, title="Fuller").outcome is Outcome.CHANGED
    draft = brought(world, title="Fuller").version.id
    with world.house.unit() as session:
        lead = world.actor(session, world.lead)
        version = session.get_one(AwardRuleVersion, draft)
        services.publish_rule(session, version=version, by=lead)
        published_at = version.published_at
        services.publish_rule(session, version=version, by=lead)
        assert version.state is RuleState.PUBLISHED and version.published_at == published_at
    assert brought(world, title="Fuller").outcome is Outcome.SKIPPED
    with pytest.raises(Refused, match=r"Version 1\.0 of “other” is published and stays as it is"):
        brought(world, title="Fullest")
    assert brought(world, title="Fullest", number="1.1").outcome is Outcome.IMPORTED
