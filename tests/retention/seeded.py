"""A small house whose records begin on days chosen by hand; and, by hand, the day on which each of them goes."""

from datetime import date, datetime
from uuid import uuid4

from retention.writing import (
    BEGIN,
    S,
    Seeded,
    a_certificate,
    a_check,
    a_complaint,
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

from lms.core import clock
from lms.core.drafts.models import Draft
from lms.core.files import keep_bytes
from lms.core.sealing import Look
from lms.employment.models import StartState
from lms.jobs.models import Job, JobState
from lms.people import mail
from lms.people.models import Attempt, AttemptKind, Grant, Node, UserSession
from lms.people.roles import Role
from lms.recruitment.models import (
    ApplicationState,
)
from lms.testing import House, make_node
from modules.models import (
    Activity,
    ActivityEvent,
    Enrolment,
    EnrolmentState,
    EventKind,
    Reflection,
    SpokenReflection,
)

# Class, record, the day it goes. Worked out on paper, with a calendar.
EXPECTED = {
    # Decided on 31 March 2026. September has no 31st, so six months are over on 1 October.
    ("story", "ann"): date(2026, 10, 1),
    ("adjustment", "ann"): date(2026, 10, 1),
    ("application", "ann"): date(2027, 3, 31),
    # Her account was made on 5 January 2026; her application keeps her name until it has gone.
    ("account", "ann"): date(2027, 3, 31),
    # Decided on 29 February 2028; 2029 has no such day.
    ("story", "bob"): date(2028, 8, 29),
    ("adjustment", "bob"): date(2028, 8, 29),
    ("application", "bob"): date(2029, 3, 1),
    ("account", "bob"): date(2029, 3, 1),
    # Decided on 30 June 2026 at 23:30 UTC, which is 1 July in London.
    ("story", "cat"): date(2027, 1, 1),
    ("adjustment", "cat"): date(2027, 1, 1),
    ("application", "cat"): date(2027, 7, 1),
    ("account", "cat"): date(2027, 7, 1),
    # Decided on 10 February 2026; held as a person until 10 May 2031, when the run of that day takes everything.
    ("story", "dan"): date(2031, 5, 10),
    ("adjustment", "dan"): date(2031, 5, 10),
    ("application", "dan"): date(2031, 5, 10),
    ("account", "dan"): date(2031, 5, 10),
    # On reserve until 31 December 2026. June has no 31st.
    ("story", "eli"): date(2027, 7, 1),
    ("adjustment", "eli"): date(2027, 7, 1),
    ("application", "eli"): date(2027, 12, 31),
    ("account", "eli"): date(2027, 12, 31),
    # Decided on 1 May 2026, feedback done on 31 May 2026: November has no 31st. The application counts from the decision.
    ("story", "flo"): date(2026, 12, 1),
    ("adjustment", "flo"): date(2026, 11, 1),
    ("application", "flo"): date(2027, 5, 1),
    ("account", "flo"): date(2027, 5, 1),
    # Never sent; the post closed on 28 February 2026. Only this application of his is held, until 2 January 2030.
    ("draft", "gil"): date(2030, 1, 2),
    ("account", "gil"): date(2030, 1, 2),
    # A peer from 2026; the last role ended on 31 August 2030. What was agreed stands until then; February has no 31st.
    ("check-outcome", "hal"): date(2031, 3, 1),
    ("check", "hal"): date(2032, 8, 31),
    ("work", "hal"): date(2036, 8, 31),
    ("identity", "hal"): date(2036, 8, 31),
    # A complaint about him was closed on 29 February 2028, for which his placement waited; 2034 has no such day.
    ("complaint", "hal-complaint"): date(2034, 3, 1),
    ("work", "hal-hold"): date(2036, 8, 31),
    # A trainee until 28 February 2027: the programme was last used on that day, the certificate issued on 15 March.
    ("reflection", "ida"): date(2028, 2, 28),
    ("evidence", "ida-piece"): date(2030, 3, 15),
    ("training", "ida"): date(2033, 2, 28),
    # Left a programme on 31 January 2027, without a certificate; the role ended on that day.
    ("evidence", "jo-piece"): date(2030, 1, 31),
    ("training", "jo"): date(2033, 1, 31),
    ("identity", "jo"): date(2033, 1, 31),
    # Words that were not sent, from 29 February 2028; a sign-in last used on that day; a wrong password of that day.
    ("draft", "ada-draft"): date(2029, 3, 1),
    ("security", "ada-session"): date(2029, 3, 1),
    ("security", "attempt"): date(2029, 3, 1),
    # A letter to ada that was sent on 29 February 2028: 1 day of that month, 31, 30, and 28 of May are before the 90th.
    ("outbox", "sent"): date(2028, 5, 29),
    # One that was given up on 30 June 2026 at 23:30 UTC, which is 1 July in London: 30, 31, and 29 days.
    ("outbox", "given-up"): date(2026, 9, 29),
    # Sent to dan on 10 February 2026, and held with all that is about him.
    ("outbox", "sent-to-dan"): date(2031, 5, 10),
    # A look on 29 February 2028; 2036 has a 29 February.
    ("looks", "look"): date(2036, 2, 29),
}
# Work that stopped is still owed, what waits is to be done, and what comes round is never done, though it was just now.
# Nobody decided about this application; she is a peer to this day, and a complaint about her is open; certificates are for good, and keep their holder's name.
FOR_EVER = {
    ("application", "kit"), ("account", "kit"), ("work", "lea"), ("identity", "lea"), ("identity", "ida"),
    ("complaint", "lea-complaint"),
    ("outbox", "owed"), ("outbox", "waiting"), ("outbox", "round"),
}  # fmt: skip
LIFTED = {"dan": date(2031, 5, 10), "gil": date(2030, 1, 2)}


def seed(house: House) -> Seeded:
    """Everything, as it was written on the days it says."""
    seeded = Seeded(house)
    with clock.frozen(BEGIN), house.unit() as session:
        org = make_node(session, name="Trust")
        for name in ("ann", "bob", "cat", "dan", "eli", "flo", "gil", "kit"):
            a_person(seeded, session, name)
        a_person(seeded, session, "ada", {Role.ADMIN: org})
        _applications(seeded, session, org)
        _peers(seeded, session, org)
        _learners(seeded, session, org)
        _traces(seeded, session)
        _work(seeded, session)
    return seeded


def _applications(seeded: Seeded, session: Session, org: Node) -> None:
    post = a_post(org)
    session.add(post)
    session.flush()
    decided: dict[str, tuple[ApplicationState, datetime | None]] = {
        "ann": (S.NOT_THIS_TIME, moment(2026, 3, 31, 15)),
        "bob": (S.WITHDRAWN, moment(2028, 2, 29, 12)),
        "cat": (S.DECLINED, moment(2026, 6, 30, 23, 30)),
        "dan": (S.NOT_THIS_TIME, moment(2026, 2, 10, 12)),
        "eli": (S.RESERVE, moment(2026, 4, 1, 12)),
        "flo": (S.NOT_THIS_TIME, moment(2026, 5, 1, 12)),
        "gil": (S.DRAFT, None),
        "kit": (S.INTERVIEW, None),
    }
    for name, (state, at) in decided.items():
        session.add_all(an_application(seeded, session, post, name, state, at))
        session.flush()


def _peers(seeded: Seeded, session: Session, org: Node) -> None:
    for name, ends_on in (("hal", date(2030, 8, 31)), ("lea", None)):
        person = a_person(seeded, session, name)
        session.add(Grant(person_id=person.id, role=Role.PEER, node_id=org.id, ends_on=ends_on))
        start = a_start(seeded, session, name, org, StartState.STARTED)
        if name == "hal":
            a_check(session, start)
        a_complaint(seeded, session, name, org, moment(2028, 2, 29, 12) if name == "hal" else None)


def _learners(seeded: Seeded, session: Session, org: Node) -> None:
    activity, version = a_programme(session)
    areas = some_areas(session)
    for name, state, last in (
        ("ida", EnrolmentState.COMPLETED, moment(2027, 2, 28, 12)),
        ("jo", EnrolmentState.WITHDRAWN, moment(2027, 1, 31, 12)),
    ):
        person = a_person(seeded, session, name)
        session.add(Grant(person_id=person.id, role=Role.TRAINEE, node_id=org.id, ends_on=last.date()))
        enrolment = Enrolment(
            id=uuid4(), person_id=person.id, version_id=version.id, node_id=org.id, state=state, last_active_at=last
        )
        session.add(seeded.called(name, enrolment))
        session.flush()
        session.add(ActivityEvent(enrolment_id=enrolment.id, activity_id=activity.id, kind=EventKind.DONE))
        a_piece(seeded, session, name, enrolment, areas)
        if name == "ida":
            _certified(seeded, session, enrolment, activity)


def _certified(seeded: Seeded, session: Session, enrolment: Enrolment, activity: Activity) -> None:
    own = {"enrolment_id": enrolment.id, "activity_id": activity.id}
    spoken = keep_bytes(
        session,
        seeded.house.runtime.files,
        b"sound",
        name="s.ogg",
        media_type="audio/ogg",
        person_id=enrolment.person_id,
    )
    seeded.files["ida-spoken"] = spoken.id
    session.add(Reflection(prompt="1", text="To myself", **own))
    session.add(SpokenReflection(file_id=spoken.id, **own))
    a_certificate(seeded, session, enrolment, date(2027, 3, 15))


def _traces(seeded: Seeded, session: Session) -> None:
    leap, ada = moment(2028, 2, 29, 12), seeded.people["ada"]
    rows = {
        "ada-session": UserSession(id=uuid4(), person_id=ada, token_digest="d", seen_at=leap),
        "attempt": Attempt(
            id=uuid4(), kind=AttemptKind.PASSWORD, address_digest="a", place_digest="p", created_at=leap
        ),
        "look": Look(
            id=uuid4(), person_id=ada, viewer_id=seeded.people["lea"], endpoint="e", fields=[], created_at=leap
        ),
        "ada-draft": Draft(id=uuid4(), person_id=ada, place="/here", seq=1, words={"text": "Half"}, kept_at=leap),
    }
    for name, row in rows.items():
        session.add(seeded.called(name, row))
    session.flush()


def _work(seeded: Seeded, session: Session) -> None:
    leap, evening = moment(2028, 2, 29, 12), moment(2026, 6, 30, 23, 30)
    letters = {
        "sent": ("ada", {"state": JobState.DONE, "due_at": BEGIN, "done_at": leap}),
        "given-up": ("ada", {"state": JobState.DEAD, "due_at": evening}),
        "sent-to-dan": ("dan", {"state": JobState.DONE, "done_at": moment(2026, 2, 10, 12)}),
    }
    for name, (who, facts) in letters.items():
        payload = {"to": str(seeded.people[who]), "subject": "News", "body": "Sign in.", "path": "", "key": name}
        session.add(seeded.called(name, Job(id=uuid4(), key=name, kind=mail.KIND, payload=payload, **facts)))
    others = {
        "owed": {"state": JobState.DEAD, "due_at": leap},
        "waiting": {"due_at": BEGIN, "done_at": None},
        "round": {"due_at": leap, "done_at": leap},
    }
    for name, facts in others.items():
        session.add(seeded.called(name, Job(id=uuid4(), key=name, kind="tests.effect", payload={"to": "x"}, **facts)))
    session.flush()
