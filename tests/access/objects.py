"""Whose object is whose in the demo: the parameters behind each name in the matrix."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.demo.words import recording
from assessments.models import (
    Allocation,
    Area,
    Assessment,
    Evidence,
    EvidenceState,
    FrameworkVersion,
    PlanPiece,
    Portfolio,
)
from certificates.models import AwardRule, Certificate
from lms.complaints.models import Complaint, Source
from lms.core import clock
from lms.core.access import SYSTEM
from lms.emergency.models import Emergency
from lms.employment.models import Check
from lms.jobs.models import Job, JobState
from lms.people import links, services
from lms.people.factors import apps
from lms.people.models import Grant, NodeKind, UserSession
from lms.plugins import DemoStory
from lms.recruitment.models import PanelMember
from lms.retention.models import Hold
from lms.testing import House
from modules.models import Activity, ActivityKind, Cohort, Enrolment, Module, ProgrammeVersion
from modules.services import Recording, add_cohort, speak

Objects = Mapping[str, Mapping[str, Any]]
DRAFT_AWARD = "draft-award"  # neighbours.py may have put it there
KINDS = (ActivityKind.PAGE, ActivityKind.SCENARIO, ActivityKind.REFLECTION, ActivityKind.QUIZ)


def objects_of(house: House, story: DemoStory) -> Objects:
    """Every object that the matrix names, found in the demo's database."""
    with house.unit() as session:
        found = {**_people(session, house, story), **_learning(session, story), **_evidence(session, story)}
        found |= _applications(session, story)
        _spoken(session, house, story)
        return {**found, **_starts(session, story), **_certificates(session, story), **_elsewhere(session, story)}


def _people(session: Session, house: House, story: DemoStory) -> dict[str, dict[str, Any]]:
    live = links.first_administrator(session, secret=house.runtime.settings.secret_key).split("/")
    grant = session.scalars(sa.select(Grant).filter_by(person_id=story.people["a2"])).first()
    trainee = session.scalars(sa.select(UserSession).filter_by(person_id=story.people["trainee"])).first()
    stopped = Job(kind="people.mail", key="stopped", payload={}, state=JobState.DEAD, attempts=8)
    session.add(stopped)
    session.flush()
    assert grant is not None
    assert trainee is not None
    return {
        "style": {"filename": "lms.css"},
        "dead_link": {"link_id": story.people["t2"], "given": "nothing"},
        "live_link": {"link_id": live[2], "given": live[3]},
        "trainee_session": {"session_id": trainee.id},
        "trainee_factor": {"factor_id": _factor(session, story.people["trainee"])},
        "some_person": {"person_id": story.people["a2"]},
        "nobody": {"person_id": story.nodes["org"]},
        "some_trail": {"trail_id": story.people["a2"]},
        "no_trail": {"trail_id": UUID(int=0)},
        "stopped_job": {"job_id": stopped.id},
        "no_job": {"job_id": story.nodes["org"]},
        "kept_class": {"code": "application"},
        "no_class": {"code": "nothing"},
        "some_hold": {"hold_id": _hold(session, story)},
        "no_hold": {"hold_id": story.nodes["org"]},
        "some_grant": {"grant_id": grant.id},
        "an_emergency": {"emergency_id": story.things["emergency"]},
        "nobody_emergency": {"emergency_id": UUID(int=0)},
        "own_emergency": {"emergency_id": _opened(session, story)},
        "a_complaint": {"complaint_id": story.things["complaint"]},
        "untold_complaint": {"complaint_id": story.things["untold"]},
        "lost_complaint": {"complaint_id": _lost(session, story)},
        "no_complaint": {"complaint_id": UUID(int=0)},
        "somebody_learning": {"person_id": story.people["t5"]},
    }


def _hold(session: Session, story: DemoStory) -> UUID:
    held = Hold(
        person_id=story.people["a2"],
        reason="A complaint is open",
        review_on=clock.today(),
        placed_by_id=story.people["admin"],
    )
    session.add(held)
    session.flush()
    return held.id


def _opened(session: Session, story: DemoStory) -> UUID:
    """A record that the administrator has open, however long the asking takes; and another has the administrator's."""
    for whose, by in (("admin", "admin2"), ("a3", "admin")):
        people, ends_at = story.people, clock.now() + timedelta(days=1)
        opened = Emergency(person_id=people[whose], opener_id=people[by], ends_at=ends_at)
        opened.reason = "Nobody can reach them"
        session.add(opened)
        session.flush()
    return opened.id


def _lost(session: Session, story: DemoStory) -> UUID:
    """A complaint whose owner is in HR no more."""
    people = story.people
    lost = Complaint(
        person_id=people["t2"], node_id=story.nodes["org"], recorder_id=people["hr2"], owner_id=people["trainer"],
        source=Source.OTHER, came_in=clock.today(),
    )  # fmt: skip
    lost.said = "Nobody reads this now"
    session.add(lost)
    session.flush()
    return lost.id


def _factor(session: Session, person_id: UUID) -> UUID:
    return apps.begin(session, person_id=person_id, name="An app").id


def _learning(session: Session, story: DemoStory) -> dict[str, dict[str, Any]]:
    version = session.get_one(ProgrammeVersion, story.things["programme_version"])
    module = session.scalars(sa.select(Module).filter_by(version_id=version.id).order_by(Module.number)).first()
    assert module is not None
    found: dict[str, dict[str, Any]] = {
        "cohort": {"cohort_id": story.things["cohort"]},
        "plan": {"cohort_id": story.things["cohort"], "module_slug": module.slug},
        "version": {"version_id": version.id},
        "version_module": {"version_id": version.id, "module_slug": module.slug},
        "open_programme": {"slug": "is-this-for-me"},
        "closed_programme": {"slug": "foundations"},
        "closed_page": {"slug": "foundations", "module_slug": module.slug, "activity_slug": "the-agreement"},
        **_open(session),
    }
    for who in ("trainee", "t2", "t4"):
        enrolment = session.scalars(sa.select(Enrolment).filter_by(person_id=story.people[who])).one()
        found[f"{who}_enrolment"] = {"enrolment_id": enrolment.id}
        found[f"{who}_module"] = {"enrolment_id": enrolment.id, "module_slug": module.slug}
        for kind in KINDS:
            first = session.scalars(sa.select(Activity).filter_by(module_id=module.id, kind=kind)).first()
            assert first is not None
            found[f"{who}_{kind.value}"] = {**found[f"{who}_module"], "activity_slug": first.slug}
    return found


def _open(session: Session) -> dict[str, dict[str, Any]]:
    """A page and an easy read of the programme that everybody may read."""
    query = sa.select(Module.slug, Activity.slug, Activity.kind).join(Activity, Activity.module_id == Module.id)
    query = query.join(ProgrammeVersion, ProgrammeVersion.id == Module.version_id)
    rows = session.execute(query.where(ProgrammeVersion.title == "Is this for me?").order_by(Activity.position)).all()

    def first(kind: ActivityKind) -> dict[str, Any]:
        module, activity = next((m, a) for m, a, k in rows if k == kind)
        return {"slug": "is-this-for-me", "module_slug": module, "activity_slug": activity}

    return {"open_page": first(ActivityKind.PAGE), "open_easy": first(ActivityKind.EASY_READ)}


def _spoken(session: Session, house: House, story: DemoStory) -> None:
    """Two people say something for themselves in the first reflection, so that there is something to keep others from."""
    content = recording()
    for who in ("trainee", "t2"):
        enrolment = session.scalars(sa.select(Enrolment).filter_by(person_id=story.people[who])).one()
        first = sa.select(Activity).join(Module, Module.id == Activity.module_id).order_by(Module.number)
        activity = session.scalars(first.where(Activity.kind == ActivityKind.REFLECTION)).first()
        assert activity is not None
        said = Recording(io.BytesIO(content), "mine.wav", house.runtime.files, 5)
        speak(session, enrolment=enrolment, activity=activity, recording=said, by=SYSTEM)


def _portfolio(session: Session, person_id: Any) -> Portfolio:
    query = sa.select(Portfolio).join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
    return session.scalars(query.where(Enrolment.person_id == person_id)).one()


def _evidence(session: Session, story: DemoStory) -> dict[str, dict[str, Any]]:
    mine, theirs = _portfolio(session, story.people["trainee"]), _portfolio(session, story.people["t5"])

    def one(portfolio: Portfolio, *states: EvidenceState, with_file: bool = False) -> Evidence:
        query = sa.select(Evidence).where(Evidence.portfolio_id == portfolio.id, Evidence.state.in_(states))
        found = session.scalars(query.where(Evidence.file_id.is_not(None)) if with_file else query).first()
        assert found is not None, states
        return found

    def allocation(portfolio: Portfolio) -> Allocation:
        return session.scalars(sa.select(Allocation).filter_by(portfolio_id=portfolio.id)).first() or Allocation()

    sent = (EvidenceState.SUBMITTED, EvidenceState.IN_MARKING)
    used = set(session.scalars(sa.select(Evidence.plan_piece_id).where(Evidence.portfolio_id == mine.id)))
    area = session.scalars(sa.select(Area).filter_by(version_id=mine.framework_version_id)).first()
    assert area is not None
    decision = session.scalars(
        sa.select(Assessment)
        .join(Evidence, Evidence.id == Assessment.evidence_id)
        .where(Assessment.decided_at.is_not(None), Evidence.portfolio_id == mine.id)
    ).first()
    assert decision is not None
    draft = FrameworkVersion(
        framework_id=session.get_one(FrameworkVersion, mine.framework_version_id).framework_id,
        number="9.9", title="A draft", source="Us", scale=[], criteria=[], digest="",
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return {
        "framework": {"version_id": mine.framework_version_id},
        "draft_framework": {"version_id": draft.id},
        "area": {"area_id": area.id},
        "new_piece": {"piece": _unused_piece(session, mine, used)},
        "trainee_draft": {"evidence_id": one(mine, EvidenceState.DRAFT).id},
        "trainee_returned": {"evidence_id": one(mine, EvidenceState.RETURNED).id},
        "t5_evidence": {"evidence_id": one(theirs, *sent).id},
        "t5_file": {"evidence_id": one(theirs, *sent, with_file=True).id},
        "trainee_allocation": {"allocation_id": allocation(mine).id},
        "t5_allocation": {"allocation_id": allocation(theirs).id},
        "trainee_portfolio": {"portfolio_id": mine.id},
        "decision": {"assessment_id": decision.id},
    }


def _unused_piece(session: Session, portfolio: Portfolio, used: set[Any]) -> str:
    pieces = session.scalars(
        sa.select(PlanPiece).filter_by(version_id=portfolio.framework_version_id).order_by(PlanPiece.position)
    )
    return next(piece.code for piece in pieces if piece.id not in used)


def _certificates(session: Session, story: DemoStory) -> dict[str, dict[str, Any]]:
    def held(who: str) -> Certificate:
        return session.scalars(sa.select(Certificate).filter_by(person_id=story.people[who])).one()

    rule = session.scalars(sa.select(AwardRule).where(AwardRule.slug != DRAFT_AWARD)).one()

    def award(who: str) -> dict[str, Any]:
        enrolment = session.scalars(sa.select(Enrolment).filter_by(person_id=story.people[who])).one()
        return {"enrolment_id": enrolment.id, "rule_id": rule.id}

    return {
        "award": {"slug": rule.slug},
        "peer1_certificate": {"certificate_id": held("peer1").id},
        "t2_award": award("t2"),
        "trainee_award": award("trainee"),
        "public_code": {"code": held("peer1").code},
        "private_code": {"code": held("t6").code},
    }


def _applications(session: Session, story: DemoStory) -> dict[str, dict[str, Any]]:
    own = {"application_id": story.things["application-applicant"]}
    post = {"post_id": story.things["post-city-2"]}
    seat = session.scalars(sa.select(PanelMember).filter_by(post_id=post["post_id"])).first()
    assert seat is not None
    return {
        "open_post": post,
        "no_post": {"post_id": story.nodes["org"]},
        "open_seat": {**post, "member_id": seat.id},
        "own_application": own,
        "own_step": {**own, "step": "about-you"},
        "own_seat": {**own, "member_id": story.nodes["org"]},
        "a2_application": {"application_id": story.things["application-a2"]},
        "a2_answer": {"application_id": story.things["application-a2"], "step": "lived-experience"},
        "a4_application": {"application_id": story.things["application-a4"]},
        "a5_offer": {"application_id": story.things["application-a5"], "kind": "offer"},
    }


def _starts(session: Session, story: DemoStory) -> dict[str, dict[str, Any]]:
    theirs = sa.select(Check.id).where(Check.start_id == story.things["start.t2"], Check.keeper_id.is_not(None))
    kept = {"check_id": session.scalars(theirs).one()}
    trainee = {"start_id": story.things["start.trainee"]}
    return {
        "trainee_start": trainee,
        "peer1_start": {"start_id": story.things["start.peer1"]},
        "trainee_pay_line": {**trainee, "code": "pay-details-given", "what": "done"},
        "trainee_access_line": {**trainee, "code": "access-ready", "what": "done"},
        "trainee_dbs_line": {**trainee, "code": "criminal-record"},
        "trainee_check": {"check_id": story.things["check.trainee"]},
        "kept_check": kept,
        "kept_check_answer": {**kept, "answer": "back"},
        "trainee_check_answer": {"check_id": story.things["check.trainee"], "answer": "agree"},
    }


def _elsewhere(session: Session, story: DemoStory) -> dict[str, dict[str, Any]]:
    """A cohort of an organisation that nobody in the demo belongs to."""
    there = services.add_node(session, name="Another trust", kind=NodeKind.ORGANISATION, parent=None, by=SYSTEM)
    version = session.get_one(ProgrammeVersion, story.things["programme_version"])
    cohort: Cohort = add_cohort(
        session, name="Theirs", version=version, node_id=there.id, starts_on=clock.today(), ends_on=clock.today(), capacity=5, by=SYSTEM
    )  # fmt: skip
    theirs = {"cohort_id": cohort.id}
    module = session.scalars(sa.select(Module).filter_by(version_id=version.id).order_by(Module.number)).first()
    assert module is not None
    return {"other_cohort": theirs, "other_plan": {**theirs, "module_slug": module.slug}}
