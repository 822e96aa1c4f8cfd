"""A record opened in an emergency, from the reason to what its person reads: pages only."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.sealing import Look
from lms.emergency import services
from lms.emergency.models import Emergency
from lms.emergency.queries import others_who_look
from lms.jobs.models import Job
from lms.people.models import Person, UserSession
from lms.people.roles import Role
from lms.people.services import grant
from lms.testing import House, make_node, make_person
from lms.testing.factories import make_actor

WHY = "Her flatmate rang, and is afraid for her. Whom does she want us to call?"
ANSWER = "Yes: nobody else could be reached, and it was closed at once."


@pytest.fixture
def cast(demo_house: House, told: Told) -> dict[str, Any]:
    """The demo's people at their browsers, before anybody has read anything sealed."""
    people = told.story.people
    with demo_house.unit() as session:
        session.execute(sa.delete(Look))
        opened = session.scalars(sa.select(Emergency)).one()
    return {key: demo_house.client(people[key]) for key in ("admin", "admin2", "a7", "trainee", "hr")} | {
        "id": opened.id
    }


def opened(browser: Any, person_id: UUID) -> str:
    """Open somebody's record; gives its address."""
    path = f"/admin/people/{person_id}/emergency"
    return str(browser.submit(path, {"reason": WHY}).location)


def jobs(house: House, person_id: UUID) -> list[str]:
    with house.unit() as session:
        rows = session.scalars(sa.select(Job).where(Job.kind == "people.mail").order_by(Job.created_at))
        return [row.payload["path"] for row in rows if row.payload["to"] == str(person_id)]


def test_from_the_reason_to_the_answer(demo_house: House, told: Told, cast: dict[str, Any]) -> None:
    trainee, admin, other = (told.story.people[key] for key in ("trainee", "admin", "admin2"))
    page = cast["admin"].get(f"/admin/people/{trainee}")
    assert f"/admin/people/{trainee}/emergency" in page.reply.text

    place = opened(cast["admin"], trainee)
    record = cast["admin"].get(place)
    assert record.h1 == "Siân Ŵyn"
    assert "Open to you until" in record.text
    assert "A quiet room, please" in record.text
    assert "Your evidence" in record.text
    assert "listen better after a short walk" not in record.text, "what she wrote for herself alone"
    assert "listen better after a short walk" in cast["trainee"].get("/account/data").text
    assert jobs(demo_house, trainee)[-1:] == ["/account/emergencies"]
    assert jobs(demo_house, other)[-1:] == [f"{place}/review"]

    home = cast["trainee"].get("/").text
    assert "Your record was opened in an emergency" in home
    mine = cast["trainee"].get("/account/emergencies").text
    assert WHY in mine
    assert "Sam Whitlock" in mine
    assert "Nobody has looked back at it yet." in mine
    assert "Sam Whitlock, in an emergency" in cast["trainee"].get("/account/access-log").text

    assert "Look back at an emergency" in cast["admin2"].get("/").text
    cast["admin2"].submit(f"{place}/review", {"was_right": "yes", "finding": ANSWER})
    mine = cast["trainee"].get("/account/emergencies").text
    assert ANSWER in mine
    assert "Ngozi Eze" in mine
    assert "Looked back at" in cast["admin2"].get("/admin/emergencies").text
    assert jobs(demo_house, trainee)[-2:] == ["/account/emergencies"] * 2
    with demo_house.unit() as session:
        told_of = session.execute(
            sa.select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.about_id)
            .where(AuditEvent.action.startswith("emergency."), AuditEvent.about_id == trainee)
            .order_by(AuditEvent.created_at)
        ).all()
    assert told_of == [("emergency.opened", admin, trainee), ("emergency.reviewed", other, trainee)]


def test_each_time_it_is_read_is_noted(demo_house: House, told: Told, cast: dict[str, Any]) -> None:
    place = opened(cast["admin"], told.story.people["trainee"])
    for _time in range(2):
        cast["admin"].get(place)
    with demo_house.unit() as session:
        looks = session.scalars(sa.select(Look).order_by(Look.created_at)).all()
    seen = [(look.person_id, look.viewer_id, look.endpoint) for look in looks]
    assert seen == [(told.story.people["trainee"], told.story.people["admin"], "lms.emergency.record")] * 2
    shown = ["lms_application.adjustments", "lms_application_answer.text", "lms_check.outcome", "lms_evidence.text"]
    assert [look.fields for look in looks] == [shown] * 2, "neither reflections nor unsent words are even decrypted"


def test_after_half_an_hour_it_is_closed(demo_house: House, told: Told, cast: dict[str, Any]) -> None:
    place = opened(cast["admin"], told.story.people["trainee"])
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        page = cast["admin"].get(place)
    assert page.h1 == "This record is closed again"
    assert "Your evidence" not in page.text


def test_nobody_else_gets_in(told: Told, cast: dict[str, Any]) -> None:
    place = opened(cast["admin"], told.story.people["trainee"])
    cast["admin2"].get(place, status=404)  # she may look back at it, and not in
    for who in ("hr", "trainee"):
        cast[who].get(place, status=403)
        cast[who].get(f"{place}/review", status=403)
        cast[who].get("/admin/emergencies", status=403)


def test_a_reason_is_needed_and_what_was_typed_stays(told: Told, cast: dict[str, Any]) -> None:
    path = f"/admin/people/{told.story.people['trainee']}/emergency"
    page = cast["admin"].submit(path, {"reason": "just a look"}, status=422)
    assert "Say in a sentence what has happened" in page.text
    assert "just a look" in page.text
    assert "Nobody has opened your record" in cast["trainee"].get("/account/emergencies").text


def test_whoever_opened_it_does_not_answer_for_it(cast: dict[str, Any]) -> None:
    path = f"/admin/emergencies/{cast['id']}/review"
    page = cast["admin2"].get(path)
    assert "You opened this record yourself" in page.text
    assert "was_right" not in page.reply.text
    cast["admin2"].post(path, {"was_right": "yes", "finding": ANSWER, "_version": "1"}, status=422)


def test_it_is_answered_once(cast: dict[str, Any]) -> None:
    path = f"/admin/emergencies/{cast['id']}/review"
    assert "There is a problem" in cast["admin"].submit(path, {"finding": ANSWER}, status=422).text
    cast["admin"].submit(path, {"was_right": "no", "finding": ANSWER})
    assert ANSWER in cast["admin"].get(path).text
    cast["admin"].post(path, {"was_right": "yes", "finding": "Again.", "_version": "2"}, status=422)
    mine = cast["a7"].get("/account/emergencies").text
    assert "Was it right? No Who looked back at it Sam Whitlock" in mine
    assert "Again." not in mine


def test_a_password_is_asked_for_first_and_the_words_wait(demo_house: House, told: Told, cast: dict[str, Any]) -> None:
    path = f"/admin/people/{told.story.people['trainee']}/emergency"
    sent = {**cast["admin"].get(path).fields(), "reason": WHY}
    long_ago = clock.now() - timedelta(hours=2)
    with demo_house.unit() as session:
        session.execute(sa.update(UserSession).values(fresh_at=long_ago, created_at=long_ago))
    assert cast["admin"].post(path, sent).location == f"/sign-in/again?next={path}"
    assert cast["admin"].get(path, status=303).location.startswith("/sign-in/again")
    with demo_house.unit() as session:
        session.execute(sa.update(UserSession).values(fresh_at=clock.now()))
    assert WHY in cast["admin"].get(path).text


def test_others_of_the_organisation_are_out_of_reach(house: House) -> None:
    """Neither somebody elsewhere, nor somebody who also holds a role elsewhere."""
    with house.unit() as session:
        root = make_node(session)
        here, there = make_node(session, root), make_node(session, root)
        admin = make_person(session, {Role.ADMIN: here}, name="Ada")
        stranger = make_person(session, {Role.TRAINEE: there}, name="Bo")
        both = make_person(session, {Role.TRAINEE: here}, name="Cy")
        session.flush()
        grant(
            session,
            person_id=both.id,
            role=Role.SCORER,
            node_id=there.id,
            by=make_actor(session, house.runtime, admin),
        )
        ids = admin.id, stranger.id, both.id
    browser = house.client(ids[0])
    browser.get(f"/admin/people/{ids[1]}/emergency", status=404)
    assert "Ask an administrator there." in browser.get(f"/admin/people/{ids[2]}/emergency", status=422).text
    assert "Give a second person that role soon" in browser.get(f"/admin/people/{ids[0]}/emergency").text
    own = browser.submit(f"/admin/people/{ids[0]}/emergency", {"reason": WHY}, status=422)
    assert "This is your own record." in own.text


def test_only_who_can_look_back_is_asked_to(house: House) -> None:
    """Administrators of the nodes below cannot reach this person, and would only be frightened."""
    with house.unit() as session:
        root = make_node(session)
        below = make_node(session, root)
        opener, other = (make_person(session, {Role.ADMIN: root}, name=name) for name in ("Ada", "Bo"))
        make_person(session, {Role.ADMIN: below}, name="Cy")
        person = make_person(session, {Role.TRAINEE: root}, name="Dee")
        without = make_person(session, name="Eli")
        session.flush()
        for one in (person, without):
            found = others_who_look(session, person_id=one.id, opener_id=opener.id)
            assert other.id in found
            assert opener.id not in found
            assert len(found) == (1 if one is person else 2)


def test_nothing_behind_their_back_is_seen(demo_house: House, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the look at mails is worth: a service that tells nobody is found."""
    person, admin = told.story.people["t2"], told.story.people["admin"]
    before = jobs(demo_house, person)
    monkeypatch.setattr(services, "_tell_person", lambda *_arguments: None)
    with demo_house.unit() as session:
        by = make_actor(session, demo_house.runtime, session.get_one(Person, admin))
        services.open_record(session, person=session.get_one(Person, person), reason=WHY, by=by)
    assert jobs(demo_house, person) == before
