"""Rows that records of retention are tried on, with as little in them as the database takes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.models import Evidence, Framework, FrameworkVersion, Portfolio
from certificates.models import AwardRule, AwardRuleVersion, Certificate
from lms.complaints.models import Complaint, Source
from lms.core.files import keep_bytes
from lms.employment.models import Check, CheckEvent, CheckState, PlacementHold, Start, StartState
from lms.people.models import Node, Person
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
from lms.testing import House, make_person
from modules.models import (
    Activity,
    Enrolment,
    Module,
    Programme,
    ProgrammeVersion,
)

S = ApplicationState
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)


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


def a_person(seeded: Seeded, session: Session, name: str, roles: dict[Role, Node] | None = None) -> Person:
    """Somebody by this name, at this address, from the first day."""
    person: Person = seeded.called(name, make_person(session, roles, name=name.title(), email=f"{name}@test.example"))
    seeded.people[name] = person.id
    return person


def moment(*parts: int) -> datetime:
    """A moment of the calendar, in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


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


def a_complaint(seeded: Seeded, session: Session, name: str, org: Node, closed_at: datetime | None) -> None:
    """A complaint about somebody's work, and the hold on their placement, if it is closed."""
    here, ada = {"person_id": seeded.people[name], "node_id": org.id}, seeded.people["ada"]
    both = {"owner_id": ada, "recorder_id": ada, "source": Source.OTHER, "came_in": BEGIN.date()}
    complaint = Complaint(id=uuid4(), closed_at=closed_at, told_at=BEGIN, said=f"About {name}", **both, **here)
    session.add(seeded.called(f"{name}-complaint", complaint))
    if closed_at:
        why = {"cause_id": complaint.id, "reason": "Until we have talked", "seen": {}, "review_on": BEGIN.date()}
        session.add(seeded.called(f"{name}-hold", PlacementHold(id=uuid4(), by_id=ada, **why, **here)))
    session.flush()


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
    kept = keep_bytes(
        session,
        seeded.house.runtime.files,
        b"words",
        name="w.txt",
        media_type="text/plain",
        person_id=enrolment.person_id,
    )
    seeded.files[f"{name}-piece"] = kept.id
    session.add(portfolio)
    session.flush()
    piece = Evidence(id=uuid4(), portfolio_id=portfolio.id, title="A walk", text=f"Shown by {name}", file_id=kept.id)
    session.add(seeded.called(f"{name}-piece", piece))
    session.flush()


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
