"""Of whoever is erased nothing is left anywhere, but what the law keeps; and everybody else's is as it was."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from engines import Engine
from postgres import Server
from privacy.conftest import Marked
from privacy.searching import closed_words, in_bytes, in_rows

from assessments.models import Evidence, Portfolio, Waiting
from certificates.models import Certificate
from lms.audit import sealing
from lms.audit.verifying import verify
from lms.core.access import SYSTEM
from lms.core.db.unit import doom
from lms.people.models import Person, PersonState, UserSession
from lms.privacy import clearing, services
from lms.privacy.whose import owned
from lms.testing import House
from modules.models import ENDED, Enrolment

# What stays of somebody who is erased, by hand: words of others in a decision, and what employment law asks for.
STAYS = frozenset(
    {
        "lms_area_outcome.note",
        "lms_assessment.overall",
        "lms_assessment.rest",
        "lms_assessment.strong",
        "lms_certificate.revoked_why",
        "lms_certificate.revoked_words",
        "lms_check.reference",
        "lms_check.why_not_required",
        "lms_start.band",
        "lms_start.hours",
        "lms_start.role_title",
        "lms_verification.comment",
        "lms_waiver.reason",
    }
)
TRACES = {"lms_job", "lms_mailed_link", "lms_reply"}  # no foreign key leads from there to a person
PRINTED = frozenset({"lms_certificate.name_as_printed", "file of lms_certificate", "name of file of lms_certificate"})


def erase(marked: Marked, who: str, *, keep_certificates: bool = False) -> None:
    """At once, whatever stands in the way, by the service that both ways end in."""
    house, person = marked.house, marked.person(who)
    with house.app.test_request_context(), house.unit() as session:
        asked = services.Erasure(person_id=person, keep_certificates=keep_certificates, due_at=services.clock.now())
        session.add(asked)
        session.flush()
        services._settle(session, asked, SYSTEM)
    house.work()


def verified(marked: Marked, who: str) -> Any:
    """What a stranger reads who checks this person's certificate."""
    with marked.house.unit() as session:
        code = session.scalars(sa.select(Certificate.code).filter_by(person_id=marked.person(who))).one()
    return marked.house.client().get(f"/verify/{code}")


def test_nothing_is_left_of_them(marked: Marked, engine: Engine, postgres: Server | None) -> None:
    house, person = marked.house, marked.person("ama")
    theirs, others = marked.of("ama", but=STAYS), marked.of_others("ama")
    closed = closed_words(house, person)
    assert len(theirs) >= 20
    assert len(closed) >= 20
    with house.unit() as session:
        before = in_rows(session, others)
        assert session.scalars(sa.select(UserSession).filter_by(person_id=person)).all()
    assert set().union(*in_bytes(house, engine, postgres, closed | theirs).values()) >= closed  # they can be found
    browser = house.client(person)
    assert browser.get("/account").status == 200
    erase(marked, "ama")
    assert in_bytes(house, engine, postgres, theirs | closed) == {}
    with house.unit() as session:
        assert in_rows(session, theirs) == {}
        assert but_passing(in_rows(session, others)) == but_passing(before)
        gone = session.get_one(Person, person)
        assert (gone.state, gone.email) == (PersonState.ERASED, None)
        assert gone.chosen_name == gone.certificate_name == f"Name removed {person.hex[:6].upper()}"
    assert browser.get("/account", status=302).location.startswith("/sign-in")
    assert "Name removed" in verified(marked, "ama").text
    expect_whole_chain(house)


def but_passing(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Without what passes anyway: replies that are kept for a while, and work."""
    return {name: marks for name, marks in found.items() if name not in {"lms_reply", "lms_job"}}


def expect_whole_chain(house: House) -> None:
    with house.app.app_context():
        sealing.run(house.runtime)
    settings = house.runtime.settings
    with house.unit() as session:
        report = verify(session, folder=settings.data_dir, secret=settings.secret_key, backdating=True)
    assert report.ok
    assert report.sealed > 100


@pytest.mark.on("sqlite")
def test_certificates_stay_as_they_are_printed_if_they_wish(marked: Marked, engine: Engine) -> None:
    assert marked.marks[marked.person("ama")]["lms_certificate.name_as_printed"] in verified(marked, "ama").text
    erase(marked, "ama", keep_certificates=True)
    printed = {name: mark for name, mark in marked.marks[marked.person("ama")].items() if name in PRINTED}
    assert len(printed) == 3
    left = in_bytes(marked.house, engine, None, marked.of("ama", but=STAYS))
    on_it = printed.pop("file of lms_certificate")  # it lies closed, and is nobody's: it opens still
    assert set().union(*left.values()) == set(printed.values())
    with marked.house.unit() as session:
        (file_id,) = session.scalars(sa.select(Certificate.file_id).filter_by(person_id=marked.person("ama")))
    assert marked.house.content(file_id).decode() == on_it
    assert marked.marks[marked.person("ama")]["lms_certificate.name_as_printed"] in verified(marked, "ama").text


def kept_elsewhere(house: House, key: UUID) -> tuple[bytes, dict[str, Any]]:
    """What somebody has who copied the store, and the row of the file, before it went."""
    row = sa.select(sa.text("*")).select_from(sa.table("lms_file")).where(sa.column("id", sa.Uuid()) == key)
    with house.unit() as session, house.runtime.files.open(key) as file:
        return file.read(), dict(session.execute(row).mappings().one())


def put_back(house: House, key: UUID, content: bytes, row: dict[str, Any]) -> None:
    house.runtime.files.write(key, [content])
    with house.unit() as session:
        session.execute(sa.insert(sa.table("lms_file", *map(sa.column, row))).values(row))


@pytest.mark.parametrize("planted", [False, True], ids=["", "the key is left"])
def test_a_file_that_was_copied_elsewhere_is_shut(
    marked: Marked, monkeypatch: pytest.MonkeyPatch, *, planted: bool
) -> None:
    """Its bytes in an older copy of the store, and its row beside today's keys, open no more."""
    house, person = marked.house, marked.person("t5")
    with house.unit() as session:
        mine = sa.select(Evidence.file_id).join(Portfolio).join(Enrolment, Enrolment.id == Portfolio.enrolment_id)
        (key,) = session.scalars(mine.where(Enrolment.person_id == person, Evidence.file_id.is_not(None)))
    mark = marked.marks[person]["file of lms_evidence"]
    assert house.content(key).decode() == mark
    content, row = kept_elsewhere(house, key)
    if planted:
        monkeypatch.setattr(services, "destroy_key", lambda _session, _person: 0)
        honest, keys = services.clear_rows, "lms_person_key"
        monkeypatch.setattr(services, "clear_rows", lambda *asked, but: honest(*asked, but=[*but, keys]))
    erase(marked, "t5")
    with pytest.raises(FileNotFoundError):
        house.runtime.files.open(key)
    put_back(house, key, content, row)
    if planted:
        assert house.content(key).decode() == mark
    else:
        with pytest.raises(FileNotFoundError):
            house.content(key)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("who", ["applicant", "assessor", "manager"])
def test_nothing_is_left_of_others_either(marked: Marked, engine: Engine, who: str) -> None:
    """Those of whom there is little, or who acted in the records of many."""
    theirs = marked.of(who, but=STAYS)
    assert len(theirs) >= 3
    erase(marked, who)
    assert in_bytes(marked.house, engine, None, theirs | closed_words(marked.house, marked.person(who))) == {}


@pytest.mark.on("sqlite")
def test_nobody_waits_for_them_any_more(marked: Marked) -> None:
    """Somebody who stands in a cohort, and whose evidence is in the queue of an assessor."""

    def waits() -> tuple[int, int]:
        with marked.house.unit() as session:
            mine = sa.select(Enrolment.id).where(Enrolment.person_id == marked.person("t5"))
            sent = sa.select(Evidence.id).join(Portfolio).where(Portfolio.enrolment_id.in_(mine))
            learning = session.scalars(mine.where(Enrolment.state.not_in(ENDED))).all()
            return len(learning), len(session.scalars(sa.select(Waiting).where(Waiting.evidence_id.in_(sent))).all())

    before = waits()
    assert min(before) >= 1
    erase(marked, "t5")
    assert waits() == (0, 0)


@pytest.mark.on("sqlite")
def test_an_erasure_that_passes_over_a_table_is_caught(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: each table with open words of hers is passed over in turn. What is sealed is closed all the same."""
    theirs, caught = marked.of("ama", but=STAYS), []
    with marked.house.unit() as session:
        holding = sorted(in_rows(session, theirs))
    for table in holding:
        monkeypatch.setattr(clearing, "owned", lambda left_out=table: (t for t in owned() if t.name != left_out))
        if table in left_by_erasing(marked, theirs):
            caught.append(table)
    assert set(holding) - set(caught) <= TRACES | {"lms_file"}
    assert len(caught) >= 8
    monkeypatch.setattr(clearing, "owned", owned)
    monkeypatch.setattr(services, "_forget_traces", lambda session, person_id, names: None)
    assert left_by_erasing(marked, theirs).keys() == TRACES


def left_by_erasing(marked: Marked, words: set[str]) -> dict[str, set[str]]:
    """Where words would be after an erasure that is not kept."""
    with marked.house.app.test_request_context(), marked.house.unit() as session:
        services.erase(session, person_id=marked.person("ama"), keep_certificates=False, by=SYSTEM)
        doom(session)
        return in_rows(session, words)
