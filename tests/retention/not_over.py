"""A small house of people whose records are under way, or over by another way; and the day on which each goes."""

from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from retention.seeded import (
    BEGIN,
    Seeded,
    a_certificate,
    a_check,
    a_person,
    a_piece,
    a_post,
    a_programme,
    a_start,
    an_application,
    moment,
    some_areas,
)
from sqlalchemy.orm import Session

from assessments.models import Evidence
from certificates.models import CertificateState
from lms.core import clock
from lms.employment.models import DecisionKind, Start, StartDecision, StartState
from lms.people.models import Grant, Node, UserSession
from lms.people.roles import Role
from lms.recruitment.models import Application, ApplicationState
from lms.testing import House, make_node
from modules.models import Activity, Enrolment, EnrolmentState, Reflection

# Class, record, the day it goes. Worked out on paper, with a calendar.
EXPECTED = {
    # Mia accepted an offer on 1 February 2026. A role of hers ended in 2019: her start is under way all the same.
    ("story", "mia"): date(2026, 8, 1),
    # Ned accepted on 10 February 2026; on 31 May 2026 his start was not to go ahead. November has no 31st.
    ("story", "ned"): date(2026, 8, 10),
    ("adjustment", "ned"): date(2026, 12, 1),
    ("check-outcome", "ned"): date(2026, 12, 1),
    ("check", "ned"): date(2028, 5, 31),
    ("work", "ned"): date(2032, 5, 31),
    ("account", "ned"): date(2032, 5, 31),
    # Oda's last role ended on 30 June 2026; nobody has ended her programme. Both attempts hold the same file.
    ("reflection", "oda"): date(2027, 6, 30),
    ("evidence", "oda-piece"): date(2029, 6, 30),
    ("evidence", "oda-again"): date(2029, 6, 30),
    ("training", "oda"): date(2032, 6, 30),
    ("identity", "oda"): date(2032, 6, 30),
    # Pam holds a certificate of 5 January 2026; what she offered after it waits for the next.
    ("evidence", "pam-piece"): date(2029, 1, 5),
    # Sue only signed up. She was here last on 29 February 2028, and on another device on 1 June 2026.
    ("security", "sue-old"): date(2027, 6, 1),
    ("account", "sue"): date(2029, 3, 1),
}


def seed(house: House) -> Seeded:
    """Their records, as they were written on the days it says."""
    seeded = Seeded(house)
    with clock.frozen(BEGIN), house.unit() as session:
        org = make_node(session, name="Trust")
        for name in ("mia", "ned", "oda", "pam", "quy", "sue"):
            a_person(seeded, session, name)
        a_person(seeded, session, "ada", {Role.ADMIN: org})
        _starts(seeded, session, org)
        _learners(seeded, session, org)
        for name, at in (("sue-old", moment(2026, 6, 1, 12)), ("sue-new", moment(2028, 2, 29, 12))):
            row = UserSession(id=uuid4(), person_id=seeded.people["sue"], token_digest=name, seen_at=at)
            session.add(seeded.called(name, row))
    return seeded


def _starts(seeded: Seeded, session: Session, org: Node) -> None:
    session.add(Grant(person_id=seeded.people["mia"], role=Role.PEER, node_id=org.id, ends_on=date(2019, 6, 30)))
    post = a_post(org)
    session.add(post)
    session.flush()
    accepted = {
        "mia": (StartState.PREPARING, moment(2026, 2, 1, 12)),
        "ned": (StartState.WITHDRAWN, moment(2026, 2, 10, 12)),
    }
    for name, (state, at) in accepted.items():
        session.add_all(an_application(seeded, session, post, name, ApplicationState.ACCEPTED, at))
        session.flush()
        led = session.scalars(sa.select(Application.id).filter_by(person_id=seeded.people[name])).one()
        a_check(session, a_start(seeded, session, name, org, state, application_id=led))
    neds = session.scalars(sa.select(Start.id).filter_by(person_id=seeded.people["ned"])).one()
    facts: dict[str, Any] = {"verdict": {}, "facts": {}, "created_at": moment(2026, 5, 31, 12)}
    session.add(StartDecision(start_id=neds, by_id=seeded.people["ada"], kind=DecisionKind.WITHDRAWN, **facts))


def _learners(seeded: Seeded, session: Session, org: Node) -> None:
    activity, version = a_programme(session)
    areas = some_areas(session)
    ends = {"oda": date(2026, 6, 30)}
    for name, state in (
        ("oda", EnrolmentState.ACTIVE),
        ("pam", EnrolmentState.COMPLETED),
        ("quy", EnrolmentState.COMPLETED),
    ):
        own = {"person_id": seeded.people[name], "node_id": org.id}
        session.add(Grant(role=Role.TRAINEE, ends_on=ends.get(name), **own))
        enrolment = Enrolment(id=uuid4(), version_id=version.id, state=state, last_active_at=moment(2054, 1, 1), **own)
        session.add(seeded.called(name, enrolment))
        session.flush()
        a_piece(seeded, session, name, enrolment, areas)
        if name != "oda":
            stands = CertificateState.SUSPENDED if name == "quy" else CertificateState.VALID
            a_certificate(seeded, session, enrolment, date(2026, 1, 5), state=stands)
    _oda(seeded, session, activity)
    _again(seeded, session, "pam", "pam-later", created_at=moment(2026, 9, 1), file_id=None)


def _oda(seeded: Seeded, session: Session, activity: Activity) -> None:
    again = _again(seeded, session, "oda", "oda-again")
    assert again.file_id == seeded.files["oda-piece"]
    mine = session.scalars(sa.select(Enrolment.id).filter_by(person_id=seeded.people["oda"])).one()
    session.add(Reflection(enrolment_id=mine, activity_id=activity.id, prompt="1", text="To myself"))


def _again(seeded: Seeded, session: Session, name: str, called: str, **more: Any) -> Evidence:
    """Another attempt, which begins with the file of the first."""
    first = session.get_one(Evidence, next(key for key, one in seeded.records.items() if one == f"{name}-piece"))
    own = {"portfolio_id": first.portfolio_id, "attempt": 2, "file_id": first.file_id, "title": "Again", **more}
    again: Evidence = seeded.called(called, Evidence(id=uuid4(), text="More", **own))
    session.add(again)
    session.flush()
    return again
