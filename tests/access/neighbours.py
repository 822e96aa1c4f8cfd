"""What stands beside the demo's own people, so that a filter that is missing would show it: one thing for each filter."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from access.world import Builder, World

from assessments.models import Allocation, Assessment, Evidence, EvidenceState, Look, Portfolio, Waiting
from certificates.models import AwardRule, AwardRuleVersion, RuleState
from lms.complaints.models import Complaint, Source
from lms.core import clock
from lms.core.access import SYSTEM
from lms.employment.models import Leaving, PlacementHold, Start, StartState, Supervision, SupervisionKind, Waiver
from lms.people import services
from lms.people.models import Factor, FactorKind, Node, UserSession
from lms.people.roles import Role
from lms.plugins import DemoStory
from lms.recruitment.models import Application, PanelMember, Score
from lms.testing import House
from modules.models import (
    Activity,
    ActivityKind,
    Cohort,
    Enrolment,
    EnrolmentRequest,
    EnrolmentState,
    Module,
    OpenTo,
    Programme,
    ProgrammeVersion,
    QuizAttempt,
    Reflection,
    VersionState,
)

# Who has which role where: in the demo's own organisation, and in the other one.
HATS: Mapping[str, tuple[tuple[Role, ...], tuple[Role, ...]]] = {
    "commuter": ((Role.SCORER,), (Role.TRAINER,)),
    "walker": ((Role.MANAGER, Role.SUPERVISOR), (Role.HR,)),
    "runner": ((Role.HR,), (Role.MANAGER,)),
    "everywhere": ((Role.SUPERVISOR,), (Role.ADMIN,)),
}
# Who is staff and the person concerned at once.
OWN = {"mirror": ("t2", Role.IQA, Role.SUPERVISOR), "keeper": ("peer1", Role.LEAD), "ready": ("t6", Role.HR)}


# Who scored whom, and whether they have sent it.
SCORES = {"half": {"manager": True, "scorer": False}, "single": {"manager": True}, "absent": {"scorer": True}}
SENT = (EvidenceState.SUBMITTED, EvidenceState.IN_MARKING)
# The trainee's own things would be older than these.
TOMORROW = timedelta(days=1)


def build(house: House, story: DemoStory) -> World:
    """Write everything around the demo, and what stands beside it."""
    with house.unit() as session:
        return _Neighbours(Builder(session, house, story)).world


def reach_everywhere(house: House, world: World) -> None:
    """Give `everywhere` a role at each root of the tree, so that with any role at all they would reach all there is."""
    with house.unit() as session:
        for root in session.scalars(sa.select(Node).where(Node.parent_id.is_(None))).all():
            services.grant(
                session, person_id=world.people["everywhere"], role=Role.SUPERVISOR, node_id=root.id, by=SYSTEM
            )


class _Neighbours:
    def __init__(self, builder: Builder) -> None:
        self.builder, self.session, self.world = builder, builder.session, builder.world
        self.org = builder.story.nodes["org"]
        self.there = builder.twins.of(self.org)
        before = set(self.world.people)
        self.people_with_two_hats()
        self.people_with_things_of_their_own()
        self.learning()
        self.marking()
        self.complaints()
        self.employment()
        self.leaving()
        self.recruitment()
        for key in ("trainee", "t2", "t4", "t5", "a2", *self.world.people.keys() - before):
            builder.name(key, self.person(key))
        self.content()
        self.session.flush()

    def person(self, key: str) -> UUID:
        return self.world.people.get(key) or self.builder.people[key]

    def add(self, *rows: object) -> None:
        self.session.add_all(rows)
        self.session.flush()

    def of(self, model: type[Any], key: str) -> Any:
        """The one row of this kind that belongs to somebody."""
        return self.session.scalars(sa.select(model).filter_by(person_id=self.person(key))).one()

    def evidence(self, key: str, *states: EvidenceState) -> list[Evidence]:
        query = sa.select(Evidence).where(Evidence.portfolio_id == self.builder.portfolio(self.person(key)))
        return list(
            self.session.scalars(query.where(Evidence.state.in_(states)).order_by(Evidence.created_at, Evidence.id))
        )

    def people_with_two_hats(self) -> None:
        for key, (here, there) in HATS.items():
            person = services.add_person(self.session, chosen_name=key.title(), email=f"{key}@demo.example", by=SYSTEM)
            self.world.people[key] = person.id
            for node, roles in ((self.org, here), (self.there, there)):
                for role in roles:
                    self.builder.grant(key, role, node)
        person = services.add_person(self.session, chosen_name="Left Already", email="left@demo.example", by=SYSTEM)
        self.world.people["left"] = person.id
        self.add(
            Factor(
                person_id=person.id,
                kind=FactorKind.APP,
                name="Phone left behind",
                confirmed_at=clock.now(),
            )
        )

    def people_with_things_of_their_own(self) -> None:
        for key, (original, *roles) in OWN.items():
            self.builder.one(original, key, {})
            for role in roles:
                self.builder.grant(key, role, self.org)
        self.of(Start, "mirror").supervisor_id = self.person("mirror")

    def learning(self) -> None:
        """Somebody elsewhere whose things are all newer than the trainee's; people without a cohort; people who wait."""
        self.builder.one("t5", "alone", {})
        self.of(Enrolment, "alone").cohort_id = None
        self.of(Enrolment, "elsewhere t4").cohort_id = None
        for key, node in (("a2", self.org), ("elsewhere a2", self.there), ("elsewhere t2", self.there)):
            self.add(EnrolmentRequest(person_id=self.person(key), node_id=node, programme_slug="foundations"))
        self.newest()
        self.unwritten()

    def unwritten(self) -> None:
        """A reflection in which somebody elsewhere wrote something, and the trainee nothing."""
        mine, theirs = self.of(Enrolment, "trainee"), self.of(Enrolment, "elsewhere trainee")
        used = set(self.session.scalars(sa.select(Reflection.activity_id).filter_by(enrolment_id=mine.id)))
        fresh = next(one for one in self.activities(mine.version_id, ActivityKind.REFLECTION) if one.id not in used)
        for prompt in fresh.body["prompts"]:
            words = {"prompt": prompt["id"], "text": "Elsewhere 1 wrote this"}
            self.add(Reflection(enrolment_id=theirs.id, activity_id=fresh.id, **words))
        self.world.things["unwritten", "trainee"] = self.place(mine, fresh)

    def place(self, enrolment: Enrolment, activity: Activity) -> Mapping[str, Any]:
        """What an address names an activity by."""
        module = self.session.get_one(Module, activity.module_id)
        return {"enrolment_id": enrolment.id, "module_slug": module.slug, "activity_slug": activity.slug}

    def activities(self, version: UUID, kind: ActivityKind) -> list[Activity]:
        query = sa.select(Activity).join(Module, Module.id == Activity.module_id).where(Module.version_id == version)
        return list(self.session.scalars(query.where(Activity.kind == kind).order_by(Module.number, Activity.position)))

    def newest(self) -> None:
        """Somebody whose things would come before everybody's, if it were not asked whose they are."""
        self.builder.one("t2", "newest", {})
        for row in (self.of(Enrolment, "newest"), self.of(Start, "newest"), self.of(Application, "newest")):
            row.created_at = clock.now() + TOMORROW
        self.session.get_one(Portfolio, self.builder.portfolio(self.person("newest"))).created_at = (
            clock.now() + TOMORROW
        )
        self.of(Enrolment, "newest").state = EnrolmentState.PAUSED

    def marking(self) -> None:
        """Work that two people mark, work of an assessor who has that role elsewhere only, decisions with a file."""
        for key, original, other in (("b5", "t5", "assessor2"), ("g2", "t2", "assessor"), ("k3", "t5", "traveller")):
            self.builder.one(original, key, {})
            self.builder.allocate(self.builder.portfolio(self.person(key)), self.person(other))
        self.builder.judged("k4", self.person("traveller"))
        self.builder.allocate(self.builder.portfolio(self.person("k4")), self.person("traveller"))
        shared, alien = self.evidence("b5", *SENT)[0], self.evidence("k3", *SENT)[0]
        shared.state = EvidenceState.IN_MARKING
        for evidence, who in ((shared, "assessor2"), (alien, "traveller")):
            self.add(Waiting(evidence_id=evidence.id, assessor_id=self.person(who), since=clock.now()))
        marks = {"criteria": {}, "ratings": {}, "snapshot": {"areas": []}, "assessor_id": self.person("assessor2")}
        self.add(Assessment(evidence_id=shared.id, strong="Words of the other assessor", **marks))
        self.builder.one("t5", "f5", {})
        for key in ("f5", "elsewhere t5"):
            recorded = next(one for one in self.evidence(key, *SENT) if one.file_id)
            self.add(Assessment(evidence_id=recorded.id, decided_at=clock.now(), look=Look.TO_LOOK_AT, **marks))
        for who in ("assessor", "assessor2"):
            here = {"portfolio_id": self.builder.portfolio(self.person("b5")), "assessor_id": self.person(who)}
            found = self.session.scalars(sa.select(Allocation).filter_by(**here)).one()
            self.world.things["allocation", f"b5 by {who}"] = {"allocation_id": found.id}

    def employment(self) -> None:
        """A start of a supervisor who is staff elsewhere, one that HR agreed to a waiver of, an earlier supervisor."""
        self.builder.one("t5", "r5", {})
        self.of(Start, "r5").supervisor_id = self.person("traveller")
        self.builder.one("t6", "waived", {})
        later = {"reason": "It was agreed.", "ends_on": clock.today() + 30 * TOMORROW}
        hr, start = self.person("hr"), self.of(Start, "waived")
        self.add(Waiver(start_id=start.id, code="criminal-record", approver_id=hr, **later))
        start = self.of(Start, "trainee")
        told = {"start_id": start.id, "supervisee_id": start.person_id, "supervisor_id": self.person("assessor")}
        self.add(Supervision(**told, on=date(2020, 2, 3), kind=SupervisionKind.PEER))
        self.add(Supervision(**told, on=clock.today(), kind=SupervisionKind.PEER))

    def leaving(self) -> None:
        """A start of somebody who has left; why, one officer of two wrote down."""
        self.builder.one("t6", "gone", {})
        start = self.of(Start, "gone")
        start.state, start.start_date, start.left_on = StartState.STARTED, clock.today(), clock.today()
        written = Leaving(start_id=start.id, recorder_id=self.person("double"))
        written.reason = "Words of the double"
        self.add(written)

    def recruitment(self) -> None:
        """Points that are not sent, points of somebody who is not available, seats that ended, seats on other posts."""
        north, city = (self.builder.story.things[key] for key in ("post-north-2", "post-city-2"))
        for key, scores in SCORES.items():
            if key not in self.world.people:
                self.builder.one("a2", key, {})
            application = self.of(Application, key)
            for who, sent in scores.items():
                at = clock.now() if sent else None
                mine = {"application_id": application.id, "scorer_id": self.person(who), "submitted_at": at}
                self.add(Score(**mine, points={}, comment=f"Words of the {who}"))
        left = PanelMember(post_id=north, person_id=self.person("left"), active=False, lived_experience=False)
        self.add(left, PanelMember(post_id=north, person_id=self.person("commuter"), lived_experience=False))
        self.world.things["seat that ended", ""] = {"post_id": north, "member_id": left.id}
        sits = self.session.scalars(sa.select(PanelMember).filter_by(post_id=north, active=True)).first()
        assert sits is not None
        self.world.things["seat on another post", ""] = {"post_id": city, "member_id": sits.id}

    def content(self) -> None:
        """What is still a draft, and a go at a quiz by somebody elsewhere."""
        rule = AwardRule(slug="draft-award")
        self.add(rule)
        published = self.session.scalars(sa.select(AwardRuleVersion)).first()
        self.add(self.draft(published, rule_id=rule.id, title="A draft award", state=RuleState.DRAFT))
        programme = Programme(slug="draft-programme")
        self.add(programme)
        version = self.session.scalars(sa.select(ProgrammeVersion).filter_by(open_to=OpenTo.EVERYONE)).first()
        fresh = {"programme_id": programme.id, "title": "A draft programme", "state": VersionState.DRAFT}
        self.add(self.draft(version, **fresh))
        self.world.things["draft programme", ""] = {"slug": "draft-programme"}
        theirs, version_id = self.of(Enrolment, "elsewhere trainee"), self.of(Enrolment, "trainee").version_id
        quiz = self.activities(version_id, ActivityKind.QUIZ)[0]
        went = QuizAttempt(enrolment_id=theirs.id, activity_id=quiz.id, answers={"0": ["0"]}, right_count=0, total=10)
        self.add(went)
        self.world.things["attempt", "elsewhere trainee"] = {"attempt": went.id}
        for cohort in self.session.scalars(
            sa.select(Cohort).join(Node, Node.id == Cohort.node_id).where(Node.name.startswith("Elsewhere"))
        ):
            cohort.name = "Elsewhere cohort"

    @staticmethod
    def draft(original: Any, **values: Any) -> Any:
        """The same once more, not published."""
        kept = {c.key: getattr(original, c.key) for c in sa.inspect(type(original)).column_attrs}
        kept = {key: value for key, value in kept.items() if key not in {"id", "created_at", "version"}}
        return type(original)(**{**kept, "published_at": None, **values})

    def complaints(self) -> None:
        """One that somebody looks after who may not here, one about somebody in HR, and a placement that waits."""
        for key, about, owner in (
            ("theirs", self.builder.people["t5"], self.world.people["traveller"]),
            ("double", self.world.people["double"], self.builder.people["trainer"]),
        ):
            people = {"person_id": about, "owner_id": owner, "recorder_id": self.builder.people["hr2"]}
            complaint = Complaint(node_id=self.org, source=Source.OTHER, came_in=self.world.today, **people)
            self.add(complaint)
            self.session.flush()
            self.world.things["complaint", key] = {"complaint_id": complaint.id}
        here = {"person_id": self.world.people["n5"], "node_id": self.org, "cause_id": self.org}
        later = self.world.today + timedelta(days=7)
        self.add(PlacementHold(by_id=self.builder.people["hr2"], seen={}, review_on=later, **here))
        theirs = {"person_id": self.builder.people["t2"], "browser": "A tablet of theirs"}
        self.add(UserSession(token_digest="of no browser here", **theirs))
