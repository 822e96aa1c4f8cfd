"""Words that tell whose they are: put into every text that people write, and into every file, of everybody."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sinks.fields import WORDS
from sqlalchemy.orm import Session

from lms.complaints.models import Complaint, Source
from lms.core import clock
from lms.core.db import Base
from lms.core.drafts import Draft
from lms.core.files import File
from lms.core.files.keeping import new_key, put_closed
from lms.core.web.replies import Reply
from lms.employment.models import PlacementHold
from lms.jobs.services import enqueue
from lms.people import mail
from lms.people.models import Factor, FactorKind, LinkKind, MailedLink, Node, Person
from lms.privacy.whose import model_of, owner
from lms.testing import House

# Whose rows there are, by hand: lms.privacy derives them; a way that leads elsewhere leaves a mark where it is missed.
WAYS: Mapping[str, str] = {
    "lms_person": "id",
    "lms_application": "person_id",
    "lms_application_answer": "application_id.person_id",
    "lms_application_decision": "application_id.person_id",
    "lms_area_outcome": "assessment_id.evidence_id.portfolio_id.enrolment_id.person_id",
    "lms_assessment": "evidence_id.portfolio_id.enrolment_id.person_id",
    "lms_certificate": "person_id",
    "lms_check": "start_id.person_id",
    "lms_draft": "person_id",
    "lms_emergency": "person_id",
    "lms_leaving": "start_id.person_id",
    "lms_matter": "person_id",
    "lms_placement_hold": "person_id",
    "lms_evidence": "portfolio_id.enrolment_id.person_id",
    "lms_factor": "person_id",
    "lms_interview": "application_id.person_id",
    "lms_reflection": "enrolment_id.person_id",
    "lms_score": "application_id.person_id",
    "lms_start": "person_id",
    "lms_user_session": "person_id",
    "lms_verification": "assessment_id.evidence_id.portfolio_id.enrolment_id.person_id",
    "lms_waiver": "start_id.person_id",
}
MORE = frozenset({"lms_draft.words", "lms_evidence.linked", "lms_person.email", "lms_user_session.browser"})
# Of the issuer, or of whoever spoke, and not of the person; and what pages read as a code.
NOT_THEIRS = frozenset(
    {"lms_certificate.issuer", "lms_certificate.statement", "lms_certificate.title_as_printed"}
    | {"lms_matter.said", "lms_matter.reasons"}
)


def fields() -> list[str]:
    """The columns of words that are of one person, by name."""
    return sorted(name for name in WORDS | MORE if name.partition(".")[0] in WAYS and name not in NOT_THEIRS)


def mark(person: UUID, name: str) -> str:
    """The word that only this field of this person has."""
    return f"zq{person.hex[:8]}n{fields().index(name):02d}zq"


def use(house: House, person: UUID) -> None:
    """Have rows of this person where no part of the demo's story leads to."""
    house.client(person)
    with house.unit() as session:
        factor = Factor(person_id=person, kind=FactorKind.APP, name="telephone", secret="a secret of an app")
        draft = Draft(person_id=person, place="/reflections", seq=1, words={"text": "typed, not sent"})
        session.add_all([factor, draft, *_complaint(session, person)])


def _complaint(session: Session, person: UUID) -> tuple[Complaint, PlacementHold]:
    """One of which they were told, and for which their placement waited; somebody else looks after it."""
    node = session.scalars(sa.select(Node).where(Node.parent_id.is_(None))).first()
    other = session.scalars(sa.select(Person.id).where(Person.email == "hr@demo.example")).one()
    assert node is not None
    here, today = {"person_id": person, "node_id": node.id}, clock.today()
    told = Complaint(
        id=uuid4(), recorder_id=other, owner_id=other, source=Source.OTHER, came_in=today, told_at=clock.now(), **here
    )
    held = PlacementHold(by_id=other, cause_id=told.id, seen={}, review_on=today, lifted_at=clock.now(), **here)
    return told, held


def leave_traces(house: House, person: UUID) -> None:
    """Put name and address of this person where no foreign key leads to: links, work, and kept replies."""
    with house.unit() as session:
        mine = session.get_one(Person, person)
        name, email = mine.chosen_name, mine.email or ""
        soon = clock.now() + timedelta(hours=1)
        session.add(MailedLink(kind=LinkKind.RESET, email=email, person_id=person, expires_at=soon))
        session.add(MailedLink(kind=LinkKind.SIGN_UP, email=email, expires_at=soon))
        mail.write(session, to=person, subject="Hello", body=f"{name}, you are asked", key=f"hello:{person}")
        enqueue(session, "people.link", key=f"link:{email}", payload={"email": email})
        whose = hashlib.sha256(str(person).encode()).hexdigest()
        reply = {"endpoint": "people.account", "key": "k", "said": "s", "location": "/account"}
        session.add(Reply(scope=whose, notices=["Saved."], **reply))
        session.add(Reply(scope="somebody else", notices=[f"Saved for {name}."], **reply))


def mark_everything(house: House) -> dict[UUID, dict[str, str]]:
    """Mark every field of everybody. Gives the marks that were put somewhere: person → field → mark."""
    put: dict[UUID, dict[str, str]] = {}
    with house.unit() as session:
        names = {row.id: row.chosen_name for row in session.scalars(sa.select(Person))}
        _mark_names_in_json(session, names)
        for name in fields():
            for person, row in _rows(session, name):
                word = mark(person, name)
                _write(session, row, name.partition(".")[2], word)
                put.setdefault(person, {})[name] = word
        session.flush()
    _mark_files(house, put)
    return put


def _rows(session: Session, name: str) -> Iterable[Any]:
    table = Base.metadata.tables[name.partition(".")[0]]
    joined, whose = owner(table, WAYS[table.name])
    ids = session.execute(sa.select(whose, table.c.id).select_from(joined)).all()
    rows = {row.id: row for row in session.scalars(sa.select(model_of(table)))}
    return [(person, rows[key]) for person, key in ids]


def _write(session: Session, row: Any, column: str, word: str) -> None:
    if column == "email":
        word = f"{word}@test.example"
    sealed = type(row).__dict__.get(column)
    if hasattr(sealed, "place"):
        setattr(row, column, {"text": word} if column in {"linked", "words"} else word)
    else:
        table = row.__table__
        session.execute(sa.update(table).where(table.c.id == row.id).values({column: word}))


def _mark_names_in_json(session: Session, names: Mapping[UUID, str]) -> None:
    """Records say who decided: by the name they will have."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.JSON) and not table.name.startswith("lms_audit"):
                for key, value in session.execute(sa.select(table.c.id, column)).all():
                    text = before = json.dumps(value)
                    for person, name in names.items():
                        text = text.replace(json.dumps(name)[1:-1], mark(person, "lms_person.chosen_name"))
                    if text != before:
                        new = {column.name: json.loads(text)}
                        session.execute(sa.update(table).where(table.c.id == key).values(new))


def _mark_files(house: House, put: dict[UUID, dict[str, str]]) -> None:
    holders = (("lms_evidence", "file_id"), ("lms_spoken_reflection", "file_id"), ("lms_certificate", "file_id"))
    ways = {**WAYS, "lms_spoken_reflection": "enrolment_id.person_id"}
    with house.unit() as session:
        for name, column in holders:
            table = Base.metadata.tables[name]
            joined, whose = owner(table, ways[name])
            found = sa.select(whose, table.c[column]).select_from(joined).where(table.c[column].is_not(None))
            for person, key in session.execute(found).all():
                word = f"zq{person.hex[:8]}f{name[4:8]}zq"
                put.setdefault(person, {})[f"file of {name}"] = word
                file, content = session.get_one(File, key), word.encode()
                file.key, file.size = new_key(hashlib.sha256(content).hexdigest()), len(content)
                put_closed(file, house.runtime.files, content)
                file.shown_name = shown = f"zq{person.hex[:8]}s{name[4:8]}zq"
                put[person][f"name of file of {name}"] = shown
