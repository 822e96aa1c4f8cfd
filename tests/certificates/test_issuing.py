"""Issuing: decided afresh, numbered without gaps, kept with what was seen; then printed once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from certificates import queries, rules, services, signals
from certificates.models import AwardProgress, Certificate, CertificateState, CertificateYear, TitleKind
from lms.audit.models import AuditEvent
from lms.core.errors import Refused
from lms.jobs.models import Job, JobState
from lms.people.models import Person

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def counted(world: Any, model: Any) -> int:
    with world.house.unit() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_certificate_says_what_was_true_and_keeps_what_was_seen(world: Any) -> None:
    found = world.get(world.issue(at=AT))
    assert found.serial == "PL-2026-000001" and found.issued_on == date(2026, 11, 23) and found.expires_on is None
    assert found.name_as_printed == "Siân Ŵyn Prydderch"
    assert found.title_as_printed == "Certificate in the Foundations of Peer Support"
    assert found.statement.startswith("has completed a programme of 66 hours of learning")
    assert found.issuer == "Fernbrook Trust" and found.issued_by == world.lead and found.node_id == world.here
    assert found.state is CertificateState.VALID and found.public is False and found.file_id is None
    assert rules.canonical_code(found.code) == found.code and len(found.code.replace("-", "")) == 28
    assert found.address == f"http://localhost/verify/{found.code}"
    assert found.snapshot["verdict"]["ok"] is True
    assert [line["code"] for line in found.snapshot["verdict"]["lines"]] == ["modules-done", "core-areas-met"]
    assert found.snapshot["rule"]["slug"] == "foundations-award" and found.snapshot["rule"]["number"] == "1.0"
    assert found.snapshot["programme"] == {"slug": "foundations", "number": "1.0"}
    assert isinstance(found.snapshot["areas"], list)


def test_issuing_is_audited_announced_and_put_into_the_outbox(world: Any) -> None:
    heard: list[dict[str, Any]] = []

    def listen(_sender: object, **told: Any) -> None:
        heard.append(told)

    owner = world.house.runtime.owner
    with signals.certificate_issued.connected_to(listen, sender=owner):
        made = world.issue()
    assert [(told["certificate_id"], told["person_id"], told["enrolment_id"]) for told in heard] == [
        (made, world.trainee, world.enrolment)
    ]
    with world.house.unit() as session:
        event = session.scalar(sa.select(AuditEvent).filter_by(action="certificate.issued"))
        job = session.scalar(sa.select(Job).filter_by(kind="certificates.render"))
    assert event is not None and (event.actor_id, event.about_id, event.subject_id) == (world.lead, world.trainee, made)
    assert job is not None and job.payload == {"certificate_id": str(made)} and job.state is JobState.WAITING


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"modules": (10, 11), "left": ("Endings",)}, "10 of 11 so far. Still to do: Endings."),
        ({"areas": (23, 24)}, "23 of 24 so far."),
        ({"areas": (0, 0)}, "Nothing is set up here yet."),
    ],
)
def test_nothing_is_issued_while_something_is_left(change: dict[str, Any], says: str, world: Any) -> None:
    for name, value in change.items():
        setattr(world.facts, name, value)
    with pytest.raises(Refused) as refusal:
        world.issue()
    assert says in str(refusal.value) and str(refusal.value).startswith(
        "Not issued yet: Siân has something still to do."
    )
    assert counted(world, Certificate) == counted(world, CertificateYear) == 0
    with world.house.unit() as session:
        assert list(session.scalars(sa.select(Job.kind))) == ["certificates.tally"]


def test_without_an_address_nothing_is_issued_and_the_mend_is_named(world: Any) -> None:
    with pytest.raises(Refused, match="PEER_LMS_BASE_URL"):
        world.issue(settings=replace(world.house.runtime.settings, base_url=""))


def test_a_second_one_of_the_same_award_is_refused_while_the_first_stands(world: Any) -> None:
    first = world.issue()
    with pytest.raises(Refused, match="holds this certificate already"):
        world.issue()
    world.set(first, state=CertificateState.SUSPENDED)
    with pytest.raises(Refused, match="holds this certificate already"):
        world.issue()
    world.set(first, state=CertificateState.REVOKED)
    assert world.get(world.issue()).serial.endswith("-000002")


def test_an_expired_one_can_be_issued_again(world: Any) -> None:
    first = world.issue(at=AT - timedelta(days=900))
    world.set(first, expires_on=date(2026, 11, 22))
    assert world.get(world.issue(at=AT)).serial == "PL-2026-000001"


def test_nobody_issues_their_own(world: Any, grant_lead: Callable[[UUID], None]) -> None:
    grant_lead(world.trainee)
    with pytest.raises(Refused, match="Ask another programme lead"):
        world.issue(by=world.trainee)


def test_a_name_that_cannot_be_printed_is_refused_before_anything_is_issued(world: Any) -> None:
    with world.house.unit() as session:
        session.get_one(Person, world.trainee).certificate_name = "Siân 漢字"
    with pytest.raises(Refused, match="letters that we cannot print: 漢字"):
        world.issue()


def test_a_name_in_pieces_is_printed_composed(world: Any) -> None:
    with world.house.unit() as session:
        session.get_one(Person, world.trainee).certificate_name = "Sia\u0302n"
    assert world.get(world.issue()).name_as_printed == "Si\u00e2n"


def test_numbers_have_no_gaps_even_when_a_unit_of_work_is_undone(world: Any) -> None:
    first = world.issue(at=AT)
    world.set(first, state=CertificateState.REVOKED)

    class Crash(Exception):
        pass

    def crash(_sender: object, **_told: Any) -> None:
        raise Crash

    with signals.certificate_issued.connected_to(crash, sender=world.house.runtime.owner), pytest.raises(Crash):
        world.issue(at=AT)
    second = world.issue(at=AT)
    world.set(second, state=CertificateState.REVOKED)
    third = world.issue(at=datetime(2027, 1, 2, tzinfo=UTC))
    assert [world.get(key).serial for key in (first, second, third)] == [
        "PL-2026-000001",
        "PL-2026-000002",
        "PL-2027-000001",
    ]


def test_an_award_that_was_replaced_meanwhile_is_not_issued(world: Any, publish_again: Callable[..., UUID]) -> None:
    with world.house.unit() as session:
        actor = world.actor(session, world.lead)
        case = queries.case_for(session, actor, world.enrolment)
        old = queries.rule_for(session, "foundations", world.rule)
    publish_again(version="1.1", title="Another title")
    with pytest.raises(Refused, match="changed meanwhile"), world.house.unit() as session:
        services.issue(session, case=case, rule=old, settings=world.house.runtime.settings, by=actor)
    assert world.get(world.issue()).title_as_printed == "Another title"


def test_the_last_day_is_counted_from_the_rule(world: Any, publish_again: Callable[..., UUID]) -> None:
    publish_again(version="1.1", expires_months=24)
    assert world.get(world.issue(at=AT)).expires_on == date(2028, 11, 23)


def test_the_chosen_title_is_printed(world: Any) -> None:
    for title in (TitleKind.FULL, TitleKind.NEUTRAL):
        with world.house.unit() as session:
            rule = queries.rule_for(session, "foundations", world.rule)
            assert rule is not None
            services.choose_title(session, rule=rule.rule, title=title, by=world.actor(session, world.trainee))
    found = world.get(world.issue())
    assert found.title_as_printed == "Certificate in Relational Support Practice"
    assert found.public_title is TitleKind.NEUTRAL


def test_the_worker_prints_it_once_and_tells_the_person_without_saying_what(world: Any) -> None:
    made = world.issue()
    assert world.house.work() == 3  # the award's tally, the PDF, the mail
    found = world.get(made)
    content = world.house.content(found.file_id)
    assert content.startswith(b"%PDF-1.7") and sha256(content).hexdigest() == found.sha256
    mails = [path.read_text() for path in (world.house.folder / "mail").iterdir()]
    assert len(mails) == 1 and f"/certificates/{made}" in mails[0] and "There is something for you to read" in mails[0]
    assert "peer" not in mails[0].lower().replace("peer-lms", "") and "certificate " not in mails[0].lower()
    with world.house.unit() as session:
        again = services.print_certificate(session, certificate_id=made, runtime=world.house.runtime)
    assert (again.file_id, again.sha256) == (found.file_id, found.sha256)
    assert world.house.work() == 0


def test_a_page_that_cannot_be_printed_right_fails_visibly_and_is_tried_again(world: Any) -> None:
    made = world.issue()
    world.set(made, name_as_printed="Siân \U00012000")
    world.house.work()
    with world.house.unit() as session:
        job = session.scalar(sa.select(Job).filter_by(kind="certificates.render"))
    assert job is not None and job.state is JobState.WAITING and "notdef" in job.last_error
    assert world.get(made).file_id is None
    files = world.house.runtime.settings.data_dir / "files"
    assert not files.exists() or not [path for path in files.rglob("*") if path.is_file()]


def test_publishing_an_award_notes_everybody_who_is_ready_already(world: Any, many: Callable[[int], None]) -> None:
    many(3)
    assert counted(world, AwardProgress) == 0
    world.house.work()
    with world.house.unit() as session:
        assert list(session.scalars(sa.select(AwardProgress.ready))) == [True] * 4


def test_progress_is_noted_for_the_home_page(world: Any) -> None:
    def ready() -> list[bool]:
        with world.house.unit() as session:
            services.note_progress(session, enrolment_id=world.enrolment)
            return list(session.scalars(sa.select(AwardProgress.ready)))

    world.facts.modules = (10, 11)
    assert ready() == [False]
    world.facts.modules = (11, 11)
    assert ready() == [True]
    with world.house.unit() as session:
        services.note_progress(session, enrolment_id=UUID(int=1))
    assert counted(world, AwardProgress) == 1
