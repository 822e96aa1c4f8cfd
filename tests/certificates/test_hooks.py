"""What certificates tells the other rooms: checklists, home pages, menus, signals."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from assessments.signals import areas_decided, decision_verified
from certificates.models import AwardProgress, CertificateState
from lms.core.db import announce
from lms.core.ui import Card
from lms.core.ui.chrome import CardKind
from lms.plugins import Gate, GateLine
from modules.signals import module_done, programme_done


def lines(world: Any, gate: Gate) -> dict[Any, list[GateLine]]:
    with world.house.unit() as session:
        people = [world.trainee, world.stranger, uuid4()]
        answers = world.house.runtime.hooks.gates(session=session, gate=gate, people=people)
    return {
        key: [line for line in found if line.code == "certificate"] for part in answers for key, found in part.items()
    }


def certificate_line(world: Any) -> GateLine:
    (found,) = (line for answer in lines(world, Gate.EMPLOY).values() for line in answer)
    return found


def test_the_start_checklist_says_whether_the_certificate_is_there(world: Any) -> None:
    line = certificate_line(world)
    assert line.reason.met is False and str(line.reason.text) == "The certificate is still to come."
    assert str(line.reason.who) == "the trainee, then the programme lead" and line.reason.link is not None
    made = world.issue()
    assert certificate_line(world).reason.met is True
    world.set(made, state=CertificateState.REVOKED)
    assert certificate_line(world).reason.met is False


def test_only_the_employ_checklist_and_only_people_with_an_enrolment_get_a_line(world: Any) -> None:
    assert not any(lines(world, Gate.PLACEMENT).values())
    found = lines(world, Gate.EMPLOY)
    assert [key for key, answer in found.items() if answer] == [world.trainee]
    with world.house.unit() as session:
        assert not any(world.house.runtime.hooks.gates(session=session, gate=Gate.EMPLOY, people=[]))


def ours(world: Any, person: Any) -> list[Card]:
    with world.house.unit() as session:
        actor = world.actor(session, person)
        found = world.house.runtime.hooks.home_cards(session=session, actor=actor)
        return [c for part in found for c in part if c.link and c.link.endpoint.startswith("certificates.")]


def cards(world: Any, person: Any) -> list[tuple[str, int | None]]:
    return [(str(c.title), c.count) for c in ours(world, person)]


def test_a_certificate_is_for_its_trainee_to_do_until_it_waits_for_us(world: Any) -> None:
    assert [(c.kind, c.who) for c in ours(world, world.trainee)] == [(CardKind.NEXT, "")]
    world.issue()
    assert [(c.kind, str(c.who)) for c in ours(world, world.trainee)] == [(CardKind.WAITING, "this service")]


def test_home_follows_the_certificate_from_the_first_day_to_the_download(world: Any) -> None:
    assert cards(world, world.trainee) == [("Your certificate", None)]
    made = world.issue()
    assert cards(world, world.trainee) == [("Your certificate is being made", None)]
    world.house.work()
    assert cards(world, world.trainee) == [("Your certificate is ready", None)]
    world.set(made, state=CertificateState.REVOKED)
    assert cards(world, world.trainee) == [("Your certificate", None)]


def told(world: Any, signal: Any, **facts: Any) -> None:
    with world.house.unit() as session:
        announce(signal, session, enrolment_id=world.enrolment, person_id=world.trainee, **facts)


def test_the_leads_home_counts_who_is_ready_as_learning_moves_on(world: Any) -> None:
    assert cards(world, world.lead) == []
    told(world, module_done, module_slug="endings")
    assert cards(world, world.lead) == [("Certificates to issue", 1)]
    assert cards(world, world.other_lead) == []
    world.issue()
    assert cards(world, world.lead) == []


def test_every_step_of_learning_and_assessment_is_listened_to(world: Any) -> None:
    signals = {
        programme_done: {},
        module_done: {"module_slug": "x"},
        areas_decided: {"assessment_id": uuid4()},
        decision_verified: {"assessment_id": uuid4(), "agreed": False},
    }
    for signal, facts in signals.items():
        with world.house.unit() as session:
            session.execute(sa.delete(AwardProgress))
        told(world, signal, **facts)
        with world.house.unit() as session:
            assert session.scalar(sa.select(AwardProgress.ready)) is True


def test_the_menu_leads_each_to_their_own_page(world: Any) -> None:
    assert "/certificates" in world.house.client(world.trainee).get("/certificates").attributes(".lms-menu a", "href")
    assert "/certificates/ready" in world.house.client(world.lead).get("/certificates").attributes(
        ".lms-menu a", "href"
    )
