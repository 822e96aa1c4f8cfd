"""What certificates puts on home pages: one statement for each kind of reader."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import AwardProgress, AwardRuleVersion, Certificate
from certificates.permissions import Can
from certificates.queries.held import standing_on
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import prepared, rows
from lms.core.tables import counted
from lms.core.text import lazy_gettext as _l
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.core.verdict import Link
from lms.people.models import Node
from lms.people.nodes import below
from lms.people.roles import Role
from modules.models import Enrolment


def cards(session: Session, actor: Actor) -> Iterator[Card]:
    """Cards for holders, trainees and leads; whoever has left and only applies now may hold one too."""
    if actor.can(Can.FOLLOW) or actor.roles == {Role.APPLICANT}:
        yield from _own(session, actor)
    if actor.can(Can.ISSUE):
        yield from _to_issue(session, actor)


def _own(session: Session, actor: Actor) -> Iterator[Card]:
    row = rows(session, _held(person=actor.id, today=clock.today())).first()
    if row is None and Role.TRAINEE in actor.roles:
        yield Card(
            CardKind.NEXT,
            _l("Your certificate"),
            _l("See what is done, and what is still to do, by whom."),
            Link("certificates.mine"),
            _l("See how far it is"),
            weight=60,
        )
    elif row is not None and row.file_id is None:
        yield Card(
            CardKind.WAITING,
            _l("Your certificate is being made"),
            _l("It is usually here within a minute."),
            Link("certificates.certificate", {"certificate_id": row.id}),
            _l("See it"),
            who=_l("this service"),
            weight=16,
        )
    elif row is not None and not row.name_as_printed:
        yield Card(
            CardKind.NEXT,
            _l("Have your certificate made anew"),
            _l("It is printed in another name than the one you give for certificates now."),
            Link("certificates.replace", {"certificate_id": row.id}),
            _l("See how"),
            weight=18,
        )
    elif row is not None:
        yield Card(
            CardKind.NEXT,
            _l("Your certificate is ready"),
            _l("Download it, and decide who may check it."),
            Link("certificates.certificate", {"certificate_id": row.id}),
            _l("See your certificate"),
            weight=70,
        )


@prepared
def _held(*, person: UUID, today: date) -> sa.Select[UUID, UUID | None, str]:
    shown = (Certificate.id, Certificate.file_id, Certificate.name_as_printed)
    query = sa.select(*shown).where(Certificate.person_id == person, standing_on(today))
    return query.order_by(Certificate.issued_on.desc()).limit(1)


def _to_issue(session: Session, actor: Actor) -> Iterator[Card]:
    held = (
        sa.exists()
        .where(Certificate.person_id == Enrolment.person_id, Certificate.rule_version_id == AwardRuleVersion.id)
        .where(AwardRuleVersion.rule_id == AwardProgress.rule_id, standing_on(clock.today()))
    )
    some = (
        sa.select(AwardProgress.id)
        .join(Enrolment, Enrolment.id == AwardProgress.enrolment_id)
        .join(Node, Node.id == Enrolment.node_id)
        .where(AwardProgress.ready.is_(True), below(actor.paths(Can.ISSUE)), ~held)
    )
    count = counted(session, some)
    if count:
        yield Card(
            CardKind.NEXT,
            _l("Certificates to issue"),
            _l("Everything is done. Issue each in one press."),
            Link("certificates.ready"),
            _l("See who is ready"),
            weight=20,
            count=count,
        )
