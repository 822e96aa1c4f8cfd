"""Who is enrolled, where, and when; and content that never changes once it is published."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.people.models import Grant, Node, Person
from lms.people.roles import Role
from lms.recruitment.signals import offer_accepted
from lms.testing import House, make_node, make_person
from modules import queries, services
from modules.importing import read_programme
from modules.models import Activity, Cohort, Enrolment, EnrolmentRequest, EnrolmentState, Module, ProgrammeVersion
from modules.receivers import on_offer_accepted
from modules.signals import enrolled
from modules.testing import make_enrolment, make_programme, write_programme


def accept(house: House, session: Session, person: Person, node: Node, slug: str, application: UUID) -> None:
    facts = {"application_id": application, "person_id": person.id, "post_id": uuid4(), "node_id": node.id}
    receivers = list(offer_accepted.receivers_for(house.runtime.owner))
    assert on_offer_accepted in receivers  # called alone: other rooms look the application up
    on_offer_accepted(house.runtime.owner, session=session, programme_slug=slug, route="", at=clock.now(), **facts)


def count(session: Session, kind: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


def test_an_accepted_offer_enrols_once_and_waits_for_a_programme_if_need_be(house: House, tmp_path: Path) -> None:
    heard = []
    listener = lambda *_a, **k: heard.append((k["person_id"], k["programme_version_id"]))  # noqa: E731
    enrolled.connect(listener, sender=house.runtime.owner)
    application = uuid4()
    with house.unit() as session:
        org = make_node(session)
        person = make_person(session)
        for slug in ("small", "small", ""):
            accept(house, session, person, org, slug, application)
        assert queries.current_enrolment(session, person.id) is None
        assert count(session, EnrolmentRequest) == 1
    with house.unit() as session:
        version = make_programme(session, tmp_path)
        accept(house, session, person, org, "small", application)
        enrolment = queries.current_enrolment(session, person.id)
        assert enrolment is not None
        assert (enrolment.version_id, enrolment.application_id) == (version.id, application)
        assert session.scalar(sa.select(Grant.role).filter_by(person_id=person.id)) is Role.TRAINEE
        make_enrolment(session, person_id=person.id, node_id=org.id)
        assert queries.waiting_requests(session, "small") == []
    assert heard == [(person.id, version.id)]


def test_whoever_is_in_a_programme_goes_on_in_it(house: House, tmp_path: Path) -> None:
    with house.unit() as session:
        org, person = make_node(session), make_person(session)
        make_programme(session, tmp_path)
        first = make_enrolment(session, person_id=person.id, node_id=org.id)
        newer = make_programme(session, tmp_path / "b", version="1.1")
        application = uuid4()
        accept(house, session, person, org, "small", application)
        assert (count(session, Enrolment), first.application_id) == (1, application)
        accept(house, session, person, org, "small", uuid4())
        assert (count(session, Enrolment), first.application_id) == (1, application)
        first.state = EnrolmentState.WITHDRAWN
        again = make_enrolment(session, person_id=person.id, node_id=org.id)
        assert (again.id != first.id, again.version_id) == (True, newer.id)
        with pytest.raises(LookupError):
            make_enrolment(session, person_id=person.id, node_id=org.id, slug="none")


def test_people_join_the_next_cohort_with_room_at_their_node_or_above(house: House, tmp_path: Path) -> None:
    with house.unit() as session:
        org = make_node(session)
        team, sister = make_node(session, org), make_node(session, org)
        version = make_programme(session, tmp_path)

        def cohort(name: str, node: Node, first: int, last: int, places: int = 1) -> Cohort:
            day = clock.today()
            return services.add_cohort(
                session, name=name, version=version, node_id=node.id, capacity=places, by=SYSTEM,
                starts_on=day + timedelta(days=first), ends_on=day + timedelta(days=last),
            )  # fmt: skip

        over, elsewhere = cohort("Over", org, -60, -1), cohort("Elsewhere", sister, 0, 9)
        near, far = cohort("Near", team, 1, 9), cohort("Far", org, 30, 90)
        made = [make_enrolment(session, person_id=make_person(session).id, node_id=team.id) for _n in range(3)]
        assert [e.cohort_id for e in made] == [near.id, far.id, None]
        made[0].state = EnrolmentState.DEFERRED  # the place is free again
        next_one = make_enrolment(session, person_id=make_person(session).id, node_id=team.id)
        assert next_one.cohort_id == near.id
        taken = set(session.scalars(sa.select(Enrolment.cohort_id)))
        assert not taken & {over.id, elsewhere.id}


def test_published_content_never_changes_and_a_draft_is_replaced(house: House, tmp_path: Path) -> None:
    folder = write_programme(tmp_path)
    main = folder / "programme.md"
    with house.unit() as session:
        services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        main.write_text(main.read_text().replace("Two short", "Two very short"))
        changed = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        assert changed.summary == "Two very short modules."
        assert count(session, ProgrammeVersion) == 1
        services.publish(session, version=changed, by=SYSTEM)
        main.write_text(main.read_text().replace("very short", "long"))
        with pytest.raises(Refused, match="Raise `version`"):
            services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        (folder / "01-one" / "session-plan.md").unlink()
        main.write_text(main.read_text().replace("1.0", "1.1"))
        planless = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
        with pytest.raises(Refused, match="session plan"):
            services.publish(session, version=planless, by=SYSTEM)


def of(session: Session, kind: type, version: UUID) -> Any:
    query = sa.select(kind)
    if kind is Activity:
        query = query.join(Module, Module.id == Activity.module_id)
    return session.scalars(query.where((kind if kind is not Activity else Module).version_id == version)).first()


def retitle(kind: type) -> Callable[[Session, UUID], None]:
    def change(session: Session, version: UUID) -> None:
        of(session, kind, version).title = "Other"

    return change


def whole(session: Session, version: UUID) -> None:
    session.get_one(ProgrammeVersion, version).summary = "Other"


def unpublish(session: Session, version: UUID) -> None:
    session.get_one(ProgrammeVersion, version).state = "draft"


def add_activity(session: Session, version: UUID) -> None:
    module = of(session, Module, version)
    session.add(Activity(module_id=module.id, slug="x", kind="page", title="x", position=1, minutes=1, body={}))


def remove(session: Session, version: UUID) -> None:
    session.delete(of(session, Activity, version))


@pytest.mark.parametrize("change", [retitle(Module), retitle(Activity), whole, unpublish, add_activity, remove])
def test_the_guard_stops_whoever_goes_round_the_services(
    house: House, tmp_path: Path, change: Callable[[Session, UUID], None]
) -> None:
    with house.unit() as session:
        published = make_programme(session, tmp_path)
        content = read_programme(write_programme(tmp_path / "b", version="2.0"))
        draft = services.store_programme(session, content=content, by=SYSTEM)
    with house.unit() as session, session.no_autoflush:
        change(session, draft.id)
        session.flush()  # a draft may change
    with pytest.raises(Refused, match="is published and does not change"), house.unit() as session:
        change(session, published.id)
        session.flush()
    with house.unit() as session:
        of(session, Module, published.id).reviewed_by = ["Ada", "Grace"]  # a note about it, not content
