"""A small house whose records begin on days chosen by hand; and, by hand, the day on which each of them goes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Evidence, Framework, FrameworkVersion, Portfolio
from certificates.models import AwardRule, AwardRuleVersion, Certificate
from lms.core import clock
from lms.core.drafts.models import Draft
from lms.core.files import keep_bytes
from lms.core.sealing import Look
from lms.employment.models import Check, CheckEvent, CheckState, Start, StartState
from lms.people.models import Attempt, AttemptKind, Grant, Node, Person, UserSession
from lms.people.roles import Role
from lms.recruitment.models import (
    Application,
    ApplicationAnswer,
    ApplicationState,
    Decision,
    DecisionKind,
    FeedbackWay,
    Post,
    Score,
)
from lms.testing import House, make_node, make_person
from modules.models import (
    Activity,
    ActivityEvent,
    Enrolment,
    EnrolmentState,
    EventKind,
    Module,
    Programme,
    ProgrammeVersion,
    Reflection,
    SpokenReflection,
)

S = ApplicationState
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)

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
    # A look on 29 February 2028; 2036 has a 29 February.
    ("looks", "look"): date(2036, 2, 29),
}
# Nobody decided about this application; she is a peer to this day; certificates are for good, and keep their holder's name.
FOR_EVER = {("application", "kit"), ("account", "kit"), ("work", "lea"), ("identity", "lea"), ("identity", "ida")}
LIFTED = {"dan": date(2031, 5, 10), "gil": date(2030, 1, 2)}


@dataclass
class Seeded:
    """The house, and which record is meant by which name."""

    house: House
    people: dict[str, UUID] = field(default_factory=dict)
    records: dict[UUID, str] = field(default_factory=dict)
    files: dict[str, UUID] = field(default_factory=dict)

    def called(self, name: str, row: Any) -> Any:
        """Remember a row by a name."""
        self.records[row.id] = name
        return row


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
    return seeded


def a_person(seeded: Seeded, session: Session, name: str, roles: dict[Role, Node] | None = None) -> Person:
    """Somebody by this name, at this address, from the first day."""
    person: Person = seeded.called(name, make_person(session, roles, name=name.title(), email=f"{name}@test.example"))
    seeded.people[name] = person.id
    return person


def moment(*parts: int) -> datetime:
    """A moment of the calendar, in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


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


def a_post(org: Node) -> Post:
    """A post that closed on 28 February 2026."""
    return Post(
        title="Peer support worker",
        about="",
        band="3",
        hours_per_week=30.0,
        node_id=org.id,
        programme_slug="",
        closes_on=date(2026, 2, 28),
        contact="",
        spec={},
    )


def an_application(
    seeded: Seeded, session: Session, post: Post, name: str, state: ApplicationState, at: datetime | None
) -> Iterator[Any]:
    """One application with what belongs to it, each to be added in turn."""
    row = Application(
        id=uuid4(),
        post_id=post.id,
        person_id=seeded.people[name],
        state=state,
        adjustments=f"Step-free, says {name}",
        submitted_at=None if state is S.DRAFT else BEGIN,
        decided_at=at,
        reserve_until=date(2026, 12, 31) if state is S.RESERVE else None,
    )
    if name == "flo":
        row.feedback_way, row.feedback_done_at = FeedbackWay.CALL, moment(2026, 5, 31, 10)
    session.add(seeded.called(name, row))
    session.flush()
    yield ApplicationAnswer(application_id=row.id, step="story", text=f"Lived {name}", private=True, finished=True)
    if state is S.DRAFT:
        return
    yield Score(application_id=row.id, scorer_id=seeded.people["ada"], points={"1": 2}, comment=f"About {name}")
    if at:
        kind = DecisionKind(state.value)
        yield Decision(
            application_id=row.id,
            kind=kind,
            by_id=seeded.people["ada"],
            decided_at=at,
            letter=f"Dear {name}",
            snapshot={},
        )


def _peers(seeded: Seeded, session: Session, org: Node) -> None:
    for name, ends_on in (("hal", date(2030, 8, 31)), ("lea", None)):
        person = a_person(seeded, session, name)
        session.add(Grant(person_id=person.id, role=Role.PEER, node_id=org.id, ends_on=ends_on))
        start = a_start(seeded, session, name, org, StartState.STARTED)
        if name == "hal":
            a_check(session, start)


def a_start(seeded: Seeded, session: Session, name: str, org: Node, state: StartState, **more: Any) -> Start:
    """Somebody's way into a post."""
    start = Start(
        id=uuid4(),
        person_id=seeded.people[name],
        node_id=org.id,
        role_title="Peer",
        route="offer-then-train",
        hours="30",
        band="3",
        state=state,
        on_board=False,
        **more,
    )
    session.add(seeded.called(name, start))
    session.flush()
    return start


def a_check(session: Session, start: Start) -> None:
    """A check that is done, with something agreed for work."""
    check = Check(
        id=uuid4(),
        start_id=start.id,
        code="criminal-record",
        state=CheckState.DONE,
        settled=True,
        waiting_since=BEGIN,
        outcome="clear",
        conditions="Not alone at night",
        done_on=date(2026, 8, 31),
    )
    session.add(check)
    session.flush()
    session.add(CheckEvent(check_id=check.id, what="done", outcome="clear"))


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


def some_areas(session: Session) -> FrameworkVersion:
    """What is assessed, as far as it matters here."""
    framework = Framework(slug="tried")
    session.add(framework)
    session.flush()
    areas = FrameworkVersion(
        framework_id=framework.id,
        number="1.0",
        title="Tried",
        source="",
        scale=[],
        criteria=[],
        crosswalks=[],
        digest="",
    )
    session.add(areas)
    session.flush()
    return areas


def a_programme(session: Session) -> tuple[Activity, ProgrammeVersion]:
    """A programme with one reflection in it."""
    programme = Programme(slug="tried")
    session.add(programme)
    session.flush()
    texts = dict.fromkeys(("title", "nation", "edition", "summary", "intro", "help_now", "digest"), "")
    version = ProgrammeVersion(
        programme_id=programme.id, number="1.0", hours=1.0, law_checked=date(2026, 1, 1), glossary=[], **texts
    )
    session.add(version)
    session.flush()
    module = Module(
        version_id=version.id,
        slug="one",
        number=1,
        title="One",
        intro="",
        assessment="",
        guided_hours=1.0,
        own_hours=1.0,
        law_checked=date(2026, 1, 1),
        content_notice="",
        opens_after=[],
        outcomes=[],
        reviewed_by=[],
    )
    session.add(module)
    session.flush()
    activity = Activity(module_id=module.id, slug="r", kind="reflection", title="R", position=1, minutes=1, body={})
    session.add(activity)
    session.flush()
    return activity, version


def a_piece(seeded: Seeded, session: Session, name: str, enrolment: Enrolment, areas: FrameworkVersion) -> None:
    """A piece of evidence with a file, in a portfolio of its own."""
    portfolio = Portfolio(enrolment_id=enrolment.id, framework_version_id=areas.id)
    kept = keep_bytes(session, seeded.house.runtime.files, b"words", name="w.txt", media_type="text/plain")
    seeded.files[f"{name}-piece"] = kept.id
    session.add(portfolio)
    session.flush()
    piece = Evidence(id=uuid4(), portfolio_id=portfolio.id, title="A walk", text=f"Shown by {name}", file_id=kept.id)
    session.add(seeded.called(f"{name}-piece", piece))
    session.flush()


def _certified(seeded: Seeded, session: Session, enrolment: Enrolment, activity: Activity) -> None:
    own = {"enrolment_id": enrolment.id, "activity_id": activity.id}
    spoken = keep_bytes(session, seeded.house.runtime.files, b"sound", name="s.ogg", media_type="audio/ogg")
    seeded.files["ida-spoken"] = spoken.id
    session.add(Reflection(prompt="1", text="To myself", **own))
    session.add(SpokenReflection(file_id=spoken.id, **own))
    a_certificate(seeded, session, enrolment, date(2027, 3, 15))


def a_certificate(seeded: Seeded, session: Session, enrolment: Enrolment, issued_on: date, **more: Any) -> None:
    """A certificate for what was done in an enrolment."""
    number = str(session.scalar(sa.select(sa.func.count()).select_from(Certificate)))
    award = AwardRule(slug=f"tried-{number}")
    session.add(award)
    session.flush()
    texts = dict.fromkeys(("programme_slug", "framework_slug", "title", "neutral_title", "statement"), "")
    rule = AwardRuleVersion(rule_id=award.id, number="1.0", requires=[], **texts)
    session.add(rule)
    session.flush()
    printed = dict.fromkeys(("address", "name_as_printed", "title_as_printed", "statement", "issuer"), "Ida")
    own = {"person_id": enrolment.person_id, "enrolment_id": enrolment.id, "node_id": enrolment.node_id}
    named = {"code": number, "serial": number, "rule_version_id": rule.id, "issued_by": seeded.people["ada"]}
    session.add(Certificate(issued_on=issued_on, snapshot={}, **own, **named, **printed, **more))


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
