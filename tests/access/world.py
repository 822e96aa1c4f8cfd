"""The demo with more around it: another organisation like it, another cohort, and people who stand on both sides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from access.copies import Copier
from sqlalchemy.orm import Session

from assessments.models import Allocation, AllocationState, Assessment, Evidence, EvidenceState, Portfolio
from certificates.models import AwardRule, Certificate
from lms.core import clock
from lms.core.access import SYSTEM
from lms.employment.models import Check, Start, StartState
from lms.people import services
from lms.people.models import Grant, Node, NodeKind
from lms.people.roles import Role
from lms.plugins import DemoStory
from lms.recruitment.models import Application, PanelAbsence, PanelMember, Post, PostState
from lms.retention.models import Hold
from lms.testing import House
from modules.models import Activity, ActivityKind, Cohort, Enrolment, Module

STAFF = (
    Role.SCORER, Role.TRAINER, Role.ASSESSOR, Role.IQA, Role.SUPERVISOR, Role.MANAGER, Role.HR, Role.LEAD, Role.ADMIN,
)  # fmt: skip
Params = Mapping[str, Any]


@dataclass
class World:
    """Extra people by key, and what a route needs to name somebody's thing: `(thing, person)` to its parameters."""

    people: dict[str, UUID] = field(default_factory=dict)
    things: dict[tuple[str, str], Params] = field(default_factory=dict)
    today: date = field(default_factory=clock.today)


class Builder:
    """Writes everything around the demo."""

    def __init__(self, session: Session, house: House, story: DemoStory) -> None:
        self.session, self.story, self.world = session, story, World()
        self.people = story.people
        self.copier = Copier(session, house)
        self.staff_everywhere()
        self.another_organisation()
        self.another_cohort()
        self.both_sides()
        self.edges()
        for key in ("trainee", "t2", "t4", "t5", "peer1", "applicant", "a2"):
            self.name(key, self.people[key])
        for key, person in self.world.people.items():
            self.name(key, person)
        session.flush()

    def staff_everywhere(self) -> None:
        """Somebody on whom nothing hangs, to be given roles."""
        add = services.add_person
        for key in ("traveller", "nobody-yet"):
            person = add(self.session, chosen_name=key.title(), email=f"{key}@demo.example", by=SYSTEM)
            self.world.people[key] = person.id

    def another_organisation(self) -> None:
        """All people, teams and their work once more, in an organisation of its own; and somebody with a role in each."""
        roots = [*self.people.values(), *self.story.nodes.values()]
        twins = self.copier.copy(roots, "Elsewhere")
        for node in self.story.nodes.values():
            self.get(Node, twins.of(node)).name = "Elsewhere team"
        for key in ("trainee", "t2", "t4", "t5", "peer1", "applicant", "a2"):
            self.world.people[f"elsewhere {key}"] = twins.of(self.people[key])
        self.twins = twins
        opened = self.story.things["emergency"]
        self.world.things["emergency", "a7"] = {"emergency_id": opened}
        self.world.things["emergency", "elsewhere a7"] = {"emergency_id": twins.of(opened)}
        self.grant("traveller", Role.APPLICANT, self.story.nodes["org"])
        self.grant("traveller", Role.SUPERVISOR, self.story.nodes["org"])
        for role in STAFF:
            self.grant("traveller", role, twins.of(self.story.nodes["org"]))
        seats = self.session.scalars(sa.select(PanelMember).where(PanelMember.person_id == self.people["scorer"]))
        posts = [seat.post_id for seat in seats]
        self.session.add_all(
            PanelMember(post_id=p, person_id=self.world.people["traveller"], active=True, lived_experience=False)
            for p in posts
        )

    def another_cohort(self) -> None:
        """Somebody of this organisation in another cohort and in a team that no manager looks after."""
        org = self.get(Node, self.story.nodes["org"])
        west = services.add_node(self.session, name="West Team", kind=NodeKind.TEAM, parent=org, by=SYSTEM)
        ours = self.get(Cohort, self.story.things["cohort"])
        spring = Cohort(
            name="Spring", version_id=ours.version_id, node_id=west.id, starts_on=ours.starts_on, ends_on=ours.ends_on, capacity=9
        )  # fmt: skip
        self.session.add(spring)
        self.session.flush()
        teams = {self.story.nodes[key].int: west.id.int for key in ("north", "city", "south")}
        copy = self.one(
            "t5", "w5", teams | {ours.id.int: spring.id.int, self.people["assessor"].int: self.people["assessor2"].int}
        )
        start = self.session.scalars(sa.select(Start).filter_by(person_id=copy)).one()
        start.supervisor_id = None

    def both_sides(self) -> None:
        """Somebody who is staff where they are a trainee too, and what they decided about others."""
        me = self.one("t2", "double", {})
        for role in (*STAFF, Role.TRAINEE):
            self.grant("double", role, self.story.nodes["org"])
        self.allocate(self.portfolio(me), me)
        application = self.session.scalars(sa.select(Application).filter_by(person_id=me)).one()
        self.session.add(PanelMember(post_id=application.post_id, person_id=me, active=True, lived_experience=False))
        start = self.session.scalars(sa.select(Start).filter_by(person_id=me)).one()
        start.supervisor_id, start.manager_id = None, None
        self.judged("j2", me)
        marked = self.one("t2", "k2", {})
        self.allocate(self.portfolio(marked), self.people["iqa"])

    def judged(self, key: str, by: UUID) -> None:
        """A copy of t2 whom this person assessed, and does not any more."""
        portfolio = self.portfolio(self.one("t2", key, {}))
        decided = sa.select(Assessment).join(Evidence, Evidence.id == Assessment.evidence_id)
        for assessment in self.session.scalars(decided.where(Evidence.portfolio_id == portfolio)):
            assessment.assessor_id = by

    def edges(self) -> None:
        """What stops one person and no other: supporters, absences, seats that ended, things not sent or taken back."""
        for key, column in (("s5", "supervisor_id"), ("m5", "manager_id")):
            start = self.session.scalars(sa.select(Start).filter_by(person_id=self.one("t5", key, {}))).one()
            setattr(start, column, self.people["assessor"])
        portfolio = self.portfolio(self.one("t5", "n5", {}))
        allocation = self.session.scalars(sa.select(Allocation).filter_by(portfolio_id=portfolio)).one()
        allocation.state = AllocationState.NOT_AVAILABLE
        start = self.session.scalars(sa.select(Start).filter_by(person_id=self.one("t5", "v5", {}))).one()
        start.state = StartState.WITHDRAWN
        self.panels()

    def panels(self) -> None:
        post = self.story.things["post-north-2"]
        seats = {s.person_id: s for s in self.session.scalars(sa.select(PanelMember).filter_by(post_id=post))}
        absent = self.one("a2", "absent", {})
        application = self.session.scalars(sa.select(Application).filter_by(person_id=absent)).one()
        self.session.add(PanelAbsence(application_id=application.id, member_id=seats[self.people["scorer"]].id))
        closed = self.get(Post, post)
        values = {
            c.key: getattr(closed, c.key)
            for c in sa.inspect(Post).column_attrs
            if c.key not in {"id", "created_at", "version"}
        }
        other, draft = Post(**values), Post(**{**values, "state": PostState.DRAFT})
        self.session.add_all([other, draft])
        self.session.flush()
        self.session.add(
            PanelMember(post_id=other.id, person_id=self.people["scorer"], active=False, lived_experience=True)
        )
        unseated = self.one("a2", "unseated", {post.int: other.id.int})
        self.world.things["draft", ""] = {"post_id": draft.id}
        assert unseated

    def one(self, key: str, called: str, moved: Mapping[int, int]) -> UUID:
        copy = self.copier.copy([self.people[key]], called.title(), moved)
        self.world.people[called] = copy.of(self.people[key])
        return self.world.people[called]

    def grant(self, key: str, role: Role, node: UUID) -> None:
        services.grant(self.session, person_id=self.world.people[key], role=role, node_id=node, by=SYSTEM)

    def allocate(self, portfolio: UUID, assessor: UUID) -> None:
        self.session.add(Allocation(portfolio_id=portfolio, assessor_id=assessor))
        self.session.flush()

    def get(self, model: Any, key: UUID) -> Any:
        return self.session.get_one(model, key)

    def portfolio(self, person: UUID) -> UUID:
        query = sa.select(Portfolio.id).join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        return self.session.scalars(query.where(Enrolment.person_id == person)).one()

    def name(self, key: str, person: UUID) -> None:
        """Note everything of this person that a route can name."""
        for thing, params in (*self.learning(person), *self.assessed(person), *self.employed(person)):
            self.world.things[thing, key] = params
        application = self.session.scalars(sa.select(Application).filter_by(person_id=person)).first()
        if application:
            own = {"application_id": application.id}
            self.world.things["application", key] = own
            self.world.things["step", key] = {**own, "step": "about-you"}
            self.world.things["answer", key] = {**own, "step": "lived-experience"}
            self.world.things["offer", key] = {**own, "kind": "offer"}
            self.world.things["post", key] = {"post_id": application.post_id}
            seat = self.session.scalars(sa.select(PanelMember).filter_by(post_id=application.post_id)).first()
            if seat:
                self.world.things["seat", key] = {**own, "member_id": seat.id}
                self.world.things["post seat", key] = {"post_id": application.post_id, "member_id": seat.id}

    def learning(self, person: UUID) -> Any:
        enrolment = self.session.scalars(sa.select(Enrolment).filter_by(person_id=person)).first()
        if enrolment is None:
            return
        first = sa.select(Module).filter_by(version_id=enrolment.version_id).order_by(Module.number)
        module = self.session.scalars(first).first()
        assert module is not None
        here = {"enrolment_id": enrolment.id}
        yield "enrolment", here
        yield "module", {**here, "module_slug": module.slug}
        yield "award", {**here, "rule_id": self.session.scalars(sa.select(AwardRule.id)).first()}
        for kind in (ActivityKind.PAGE, ActivityKind.SCENARIO, ActivityKind.REFLECTION, ActivityKind.QUIZ):
            found = self.session.scalars(sa.select(Activity).filter_by(module_id=module.id, kind=kind)).first()
            assert found is not None
            yield kind.value, {**here, "module_slug": module.slug, "activity_slug": found.slug}
        if enrolment.cohort_id:
            yield "cohort", {"cohort_id": enrolment.cohort_id}
            yield "plan", {"cohort_id": enrolment.cohort_id, "module_slug": module.slug}

    def assessed(self, person: UUID) -> Any:
        query = sa.select(Portfolio).join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        portfolio = self.session.scalars(query.where(Enrolment.person_id == person)).first()
        if portfolio is None:
            return
        yield "portfolio", {"portfolio_id": portfolio.id}
        allocation = self.session.scalars(sa.select(Allocation).filter_by(portfolio_id=portfolio.id)).first()
        if allocation:
            yield "allocation", {"allocation_id": allocation.id}
        sent = (
            sa.select(Evidence).where(Evidence.portfolio_id == portfolio.id).order_by(Evidence.created_at, Evidence.id)
        )
        picks: dict[str, Callable[[Evidence], bool]] = {
            "evidence": lambda e: e.state is not EvidenceState.DRAFT,
            "draft": lambda e: e.state is EvidenceState.DRAFT,
            "returned": lambda e: e.state is EvidenceState.RETURNED,
            "file": lambda e: e.file_id is not None,
        }
        for thing, wanted in picks.items():
            found = next((e for e in self.session.scalars(sent) if wanted(e)), None)
            if found:
                yield thing, {"evidence_id": found.id}
        decided = sa.select(Assessment).join(Evidence, Evidence.id == Assessment.evidence_id)
        decided = decided.where(Evidence.portfolio_id == portfolio.id, Assessment.decided_at.is_not(None))
        decision = self.session.scalars(decided.order_by(Assessment.decided_at, Assessment.id)).first()
        if decision:
            yield "decision", {"assessment_id": decision.id}

    def employed(self, person: UUID) -> Any:
        start = self.session.scalars(sa.select(Start).filter_by(person_id=person)).first()
        if start:
            here = {"start_id": start.id}
            yield "start", here
            yield "pay line", {**here, "code": "pay-details-given", "what": "done"}
            yield "access line", {**here, "code": "access-ready", "what": "done"}
            yield "supervision line", {**here, "code": "first-supervision-booked", "what": "done"}
            yield "dbs line", {**here, "code": "criminal-record"}
            check = self.session.scalars(sa.select(Check).filter_by(start_id=start.id, code="criminal-record")).one()
            yield "check", {"check_id": check.id}
        certificate = self.session.scalars(sa.select(Certificate).filter_by(person_id=person)).first()
        if certificate:
            yield "certificate", {"certificate_id": certificate.id}
            yield "code", {"code": certificate.code}
        yield "person", {"person_id": person}
        yield "trail", {"trail_id": person}
        grant = self.session.scalars(sa.select(Grant).filter_by(person_id=person)).first()
        if grant:
            yield "grant", {"grant_id": grant.id}
        held = self.session.scalars(sa.select(Hold).filter_by(person_id=person)).first()
        if held:
            yield "hold", {"hold_id": held.id}
