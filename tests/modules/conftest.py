"""A school: a programme of two modules, two trainees, a trainer and a lead."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import sqlalchemy as sa
from beginnings import beginning
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person
from modules import services
from modules.models import Activity, Enrolment, EnrolmentState, Module
from modules.testing import make_enrolment, make_programme


@dataclass
class School:
    """A house with a programme, two trainees, a trainer and a lead; the one cohort has one place."""

    house: House
    trainee: UUID
    other: UUID
    trainer: UUID
    lead: UUID
    node: UUID
    version: UUID
    enrolment: UUID

    def browser(self, who: UUID) -> Client:
        return self.house.client(who)

    @property
    def path(self) -> str:
        return f"/learn/{self.enrolment}"

    def of(self, session: Session) -> Enrolment:
        return session.get_one(Enrolment, self.enrolment)

    def activity(self, session: Session, slug: str, module: str = "one") -> Activity:
        query = sa.select(Activity).join(Module, Module.id == Activity.module_id)
        return session.scalars(query.where(Activity.slug == slug, Module.slug == module)).one()

    def put(self, state: EnrolmentState) -> None:
        with self.house.unit() as session:
            self.of(session).state = state

    def finish(self, module: str, browser: Client) -> None:
        """Do everything in a module, in order, by its pages."""
        at = f"{self.path}/{module}"
        browser.submit(f"{at}/first", action="/done")
        browser.submit(f"{at}/scenario-quiet", {"choice": "1"}, action="/choose")
        browser.submit(f"{at}/reflection", {"p_r1": "A short walk."}, action="/reflect")
        browser.submit(f"{at}/quiz", {"q0": "0", "q1": ["0", "1"]}, action="/answer")


@beginning
def school(house: House) -> School:
    with house.unit() as session, TemporaryDirectory() as folder:
        org = make_node(session)
        trainee, other = make_person(session, name="Ama"), make_person(session, name="Bo")
        trainer, lead = make_person(session, {Role.TRAINER: org}), make_person(session, {Role.LEAD: org})
        version = make_programme(session, Path(folder))
        services.add_cohort(
            session, name="Spring", version=version, node_id=org.id, starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=60), capacity=1, by=SYSTEM,
        )  # fmt: skip
        enrolment = make_enrolment(session, person_id=trainee.id, node_id=org.id)
        make_enrolment(session, person_id=other.id, node_id=org.id)
        return School(house, trainee.id, other.id, trainer.id, lead.id, org.id, version.id, enrolment.id)
