"""Leaving in the middle of learning, and coming back: what was done counts, what changed is asked anew."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.core.db import announce
from lms.employment.signals import last_day_corrected
from lms.people.models import Grant
from lms.testing import make_node
from modules import queries, services
from modules.models import ActivityEvent, Enrolment, EnrolmentState, EventKind
from modules.services import returning
from modules.testing import make_programme

# Of the next edition, one page of the first module says something else.
CHANGE = [("01-one/01-page-first.md", "Some **words** to read.", "Other words to read.")]
STEPS = ("first", "scenario-quiet", "reflection", "quiz")


@pytest.fixture
def left(school: Any) -> Any:
    """Ama did the first module and a page of the second by its pages; then she left."""
    browser = school.browser(school.trainee)
    school.finish("one", browser)
    browser.submit(f"{school.path}/two/first", action="/done")
    with school.house.unit() as session:
        services.defer(session, person_id=school.trainee, node_id=school.node, by=SYSTEM)
    return school


def comes_back(school: Any, session: Session) -> tuple[Enrolment, UUID]:
    """An application to another team leads her back; she is enrolled as anybody would be."""
    node = make_node(session, name="Another team").id
    facts = {"person_id": school.trainee, "programme_slug": "small", "node_id": node, "application_id": uuid4()}
    found = services.enrol(session, **facts, by=SYSTEM)
    assert found is services.enrol(session, **facts, by=SYSTEM)
    assert found is not None
    return found, node


def done_on(session: Session) -> dict[UUID, datetime]:
    """When which step was done."""
    events = session.scalars(sa.select(ActivityEvent).filter_by(kind=EventKind.DONE))
    return {event.activity_id: event.created_at for event in events}


def asked(session: Session, enrolment: Enrolment) -> list[str]:
    """What is still to do, as module/step."""
    done = done_on(session)
    progress = queries.progress_of(session, [enrolment])[enrolment.id]
    return [f"{m.facts.slug}/{step.slug}" for m in progress.modules for step in m.facts.steps if step.id not in done]


REST = [f"two/{step}" for step in STEPS[1:]]


def test_the_place_is_free_and_nothing_can_be_done_until_they_come_back(left: Any) -> None:
    with left.house.unit() as session:
        assert left.of(session).state is EnrolmentState.DEFERRED
        assert session.scalar(sa.select(AuditEvent.action).filter_by(action="enrolment.deferred"))
    page = left.browser(left.trainee).post(f"{left.path}/two/quiz/answer", {"q0": "0"}, status=422)
    assert "What you did is kept." in page.text


def corrected(school: Any, on: Any) -> EnrolmentState:
    """What has become of the learning once somebody's last day was put right."""
    with school.house.unit() as session:
        facts = {"person_id": school.trainee, "node_id": school.node, "start_id": uuid4(), "before": clock.today()}
        announce(last_day_corrected, session, **facts, on=on)
    with school.house.unit() as session:
        state: EnrolmentState = school.of(session).state
        return state


def test_what_was_put_off_goes_on_for_whoever_has_not_left_after_all(left: Any) -> None:
    assert corrected(left, clock.today() - timedelta(days=3)) is EnrolmentState.DEFERRED, (
        "another day is no coming back"
    )
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert corrected(left, None) is EnrolmentState.ACTIVE
        with left.house.unit() as session:
            enrolment = left.of(session)
            assert asked(session, enrolment) == REST, "nothing is asked twice"
            assert (
                enrolment.last_active_at is not None and clock.local(enrolment.last_active_at).date() == clock.today()
            )
            assert session.scalar(sa.select(AuditEvent.action).filter_by(action="enrolment.goes-on"))
    left.browser(left.trainee).get(f"{left.path}/two/quiz")


def test_in_the_same_edition_they_go_on_where_they_were(left: Any) -> None:
    with clock.frozen(clock.now() + timedelta(days=425)), left.house.unit() as session:
        enrolment, node = comes_back(left, session)
        assert (enrolment.id, enrolment.version_id, enrolment.before_id) == (left.enrolment, left.version, None)
        assert (enrolment.state, enrolment.node_id, enrolment.back_on) == (EnrolmentState.ACTIVE, node, clock.today())
        assert asked(session, enrolment) == REST
        assert session.scalar(sa.select(Grant.role).filter_by(person_id=left.trainee, node_id=node)) == "trainee"


def test_in_a_new_edition_only_what_changed_is_asked(left: Any, tmp_path: Path) -> None:
    with left.house.unit() as session:
        done = done_on(session)
        version = make_programme(session, tmp_path / "second", version="2.0", changes=CHANGE)
    with clock.frozen(clock.now() + timedelta(days=425)), left.house.unit() as session:
        enrolment, _node = comes_back(left, session)
        assert (enrolment.id, enrolment.version_id, enrolment.before_id) == (left.enrolment, version.id, left.version)
        assert asked(session, enrolment) == ["one/first", *REST]
        found = queries.returns(session, [enrolment])[enrolment.id]
        assert ([m.slug for m in found.since.counts], [m.slug for m in found.since.changed]) == ([], ["one"])
        kept = done_on(session)
        assert kept.items() >= done.items(), "nothing is erased"
        brought = [at for key, at in kept.items() if key not in done]
        assert (len(brought), set(brought) <= set(done.values())) == (4, True), "on the day on which it was done"
    assert "Welcome back." in left.browser(left.trainee).get("/learn").text


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(("same", "found"), [(True, REST), (False, ["one/" + s for s in STEPS] + ["two/first", *REST])])
def test_steps_that_are_taken_for_the_same_or_for_others_are_noticed(
    left: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool, found: list[str]
) -> None:
    """Planted: nothing ever changes, or everything does."""
    monkeypatch.setattr(returning, "same_step", lambda _one, _other: same)
    with left.house.unit() as session:
        make_programme(session, tmp_path / "second", version="2.0", changes=CHANGE)
        enrolment, _node = comes_back(left, session)
        assert asked(session, enrolment) == found


@pytest.mark.on("sqlite")
def test_a_correction_asks_for_nothing(left: Any, tmp_path: Path) -> None:
    with left.house.unit() as session:
        make_programme(session, tmp_path / "second", version="1.1", changes=CHANGE)
        enrolment, _node = comes_back(left, session)
        assert (enrolment.version_id, asked(session, enrolment)) == (left.version, REST)
