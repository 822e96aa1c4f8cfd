"""Sealed fields: what is kept cannot be read without its person's key, nor anywhere but in its place."""

import base64
import logging
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from lms.core import trace
from lms.core.access import Mode
from lms.core.db import Base
from lms.core.drafts.models import Draft
from lms.core.masters import Masters
from lms.core.sealing import (
    PersonKey,
    Place,
    SealBroken,
    destroy_key,
    forgotten,
    read_here,
    rewrap,
    rotate_key,
)
from lms.core.sealing.envelope import key_of, open_envelope, seal_envelope
from lms.people.models import Person
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

CANARY = "The heron stood in the rain."
KEPT = sa.table("lms_draft", sa.column("id", sa.Uuid()), sa.column("words", sa.Text()))


def draft(session: Session, person: Person, place: str = "/a", said: str = CANARY) -> Draft:
    found = Draft(person_id=person.id, place=place, seq=1, words={"text": [said]})
    session.add(found)
    session.flush()
    return found


def kept(session: Session) -> dict[UUID, str]:
    return {row: words for row, words in session.execute(sa.select(KEPT))}  # noqa: C416 - typed


def put(session: Session, row: UUID, words: str) -> None:
    session.execute(sa.update(KEPT).where(KEPT.c.id == row).values(words=words))


def test_words_are_kept_closed_and_come_back(house: House) -> None:
    with house.unit() as session:
        row = draft(session, make_person(session)).id
    with house.unit(Mode.READ) as session:
        closed = kept(session)[row]
        assert closed.startswith("s2:")
        assert "heron" not in closed
        assert b"heron" not in base64.b64decode(closed.rpartition(":")[2])
        assert session.get_one(Draft, row).words == {"text": [CANARY]}


def test_each_place_is_its_own() -> None:
    """Another table, column, row or key, or a bit that is turned: none of them opens."""
    cipher, key, row = AESGCM(b"k" * 32), uuid4(), uuid4()
    here = Place("lms_a", "text", row)
    closed = seal_envelope(cipher, key, b"said", here)
    assert open_envelope(cipher, closed, here) == b"said"
    others = [Place("lms_b", "text", row), Place("lms_a", "other", row), Place("lms_a", "text", uuid4())]
    turned = closed[:-8] + ("A" if closed[-8] != "A" else "B") + closed[-7:]
    renamed = closed.replace(key.hex, uuid4().hex)
    tries = [*((closed, there, cipher) for there in others), (turned, here, cipher), (renamed, here, cipher)]
    for text, there, by in [*tries, (closed, here, AESGCM(b"x" * 32)), ("s2:" + key.hex + ":AAAA", here, cipher)]:
        with pytest.raises(SealBroken):
            open_envelope(by, text, there)
    for odd in ("plain words", "s2:nothing", "s1:" + key.hex):
        with pytest.raises(SealBroken, match="not sealed"):
            key_of(odd, here)


def test_what_was_moved_is_refused_with_a_calm_page(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)})
        one, other = (draft(session, person, place).id for place in ("/a", "/b"))
    with house.unit() as session:
        put(session, other, kept(session)[one])
    browser = house.client(person)
    with caplog.at_level(logging.ERROR, "lms.errors"):
        page = browser.get("/account/data", status=500)
    assert "kept sealed and does not open" in page.text
    assert f"lms_draft.words of {other} does not open" in caplog.text
    assert CANARY not in caplog.text
    with house.unit() as session:
        session.get_one(Draft, other).words = {"text": ["Written over"]}
    assert "Written over" in browser.get("/account/data").text


def test_a_list_asks_for_its_keys_once(house: House) -> None:
    with house.unit() as session:
        for number in range(20):
            draft(session, make_person(session), said=f"Word {number}")
    with house.unit(Mode.READ) as session:
        rows = session.scalars(sa.select(Draft)).all()
        before = trace.current().queries
        assert len({row.words["text"][0] for row in rows}) == 20
        assert trace.current().queries - before == 1
        assert {read.place.row for read in read_here(session)} == {row.id for row in rows}
        assert len({read.person_id for read in read_here(session)}) == 20


def test_nothing_sorts_searches_or_writes_past_a_row(house: House) -> None:
    table = Base.metadata.tables["lms_draft"]
    queries = [
        lambda: sa.select(Draft.words),  # type: ignore[call-overload]
        lambda: Draft.words == {},
        lambda: sa.select(Draft).filter_by(words={}),
        lambda: sa.select(Draft).order_by(Draft.words),  # type: ignore[arg-type]
        lambda: table.c.words == "x",
        lambda: table.c.words.like("x%"),
        table.c.words.desc,
    ]
    for build in queries:
        with pytest.raises(TypeError, match="is sealed: it cannot be searched, sorted or selected"):
            build()
    with house.unit() as session:
        row = draft(session, make_person(session)).id
        with pytest.raises(sa.exc.StatementError, match="never past it"):
            session.execute(sa.update(table).where(table.c.id == row).values(words="planted"))


def test_the_same_words_are_no_change(house: House) -> None:
    with house.unit() as session:
        row = draft(session, make_person(session)).id
    with house.unit() as session:
        found = session.get_one(Draft, row)
        found.words = {"text": [CANARY]}
        session.flush()
        assert found.version == 1
        found.words = {"text": ["Another"]}
        session.flush()
        assert found.version == 2
        found.words = {}
    with house.unit(Mode.READ) as session:
        assert session.get_one(Draft, row).words == {}
        assert kept(session)[row] == "", "where there is nothing to see, nothing is closed"


def test_a_destroyed_key_leaves_an_empty_field_and_says_so(house: House) -> None:
    with house.unit() as session:
        one, other = (make_person(session) for _ in range(2))
        row, stays = draft(session, one).id, draft(session, other).id
    with house.unit() as session:
        assert not forgotten(session.get_one(Draft, row), "words")
        assert session.get_one(Draft, row).words
        assert destroy_key(session, one.id) == 1
        assert session.get_one(Draft, row).words == {}
    with house.unit(Mode.READ) as session:
        assert session.get_one(Draft, row).words == {}
        assert forgotten(session.get_one(Draft, row), "words")
        assert session.get_one(Draft, stays).words == {"text": [CANARY]}
        assert {read.place.row for read in read_here(session)} == {stays}
    with house.unit() as session:
        assert destroy_key(session, one.id) == 0


def test_a_key_that_was_rolled_back_closes_nothing(house: House) -> None:
    """Else what is written next could never be opened."""
    with house.unit() as session:
        person = make_person(session)
        session.flush()
        inner = session.begin_nested()
        draft(session, person)
        inner.rollback()
        row = draft(session, person, "/b").id
    with house.unit(Mode.READ) as session:
        assert session.get_one(Draft, row).words == {"text": [CANARY]}


def test_another_master_key_takes_over(house: House) -> None:
    old = house.runtime.database.masters
    assert old is not None
    both = Masters("new:" + base64.b64encode(b"n" * 32).decode() + "\ntests:" + _tests())
    with house.unit() as session:
        rows = [draft(session, make_person(session)).id for _ in range(3)]
        assert rewrap(session, old) == 0
        assert rewrap(session, both) == 3
        assert rewrap(session, both) == 0
        assert set(session.scalars(sa.select(PersonKey.master))) == {"new"}
    with house.unit(Mode.READ) as session:
        session.info["masters"] = Masters("new:" + base64.b64encode(b"n" * 32).decode())
        assert [session.get_one(Draft, row).words["text"] for row in rows] == [[CANARY]] * 3
    with house.unit(Mode.READ) as session, pytest.raises(Exception, match="The master key new is not among ours"):
        _ = session.get_one(Draft, rows[0]).words


def _tests() -> str:
    return base64.b64encode(b"for tests only, thirty-two bytes").decode()


def test_a_destroyed_key_is_not_wrapped_again(house: House) -> None:
    both = Masters("new:" + base64.b64encode(b"n" * 32).decode() + "\ntests:" + _tests())
    with house.unit() as session:
        person = make_person(session)
        draft(session, person)
        destroy_key(session, person.id)
        assert rewrap(session, both) == 0


def test_one_persons_key_is_changed_for_another(house: House) -> None:
    with house.unit() as session:
        one, other = (make_person(session) for _ in range(2))
        mine, theirs = draft(session, one).id, draft(session, other).id
        before = kept(session)
    with house.unit() as session:
        assert rotate_key(session, one.id) == 1
    with house.unit() as session:
        after = kept(session)
        assert after[theirs] == before[theirs]
        assert key_of(after[mine], Place("lms_draft", "words", mine)) != key_of(
            before[mine], Place("lms_draft", "words", mine)
        )
        found = session.get_one(Draft, mine)
        assert (found.words, found.version) == ({"text": [CANARY]}, 1)
        put(session, mine, before[mine])
    with house.unit(Mode.READ) as session:
        assert session.get_one(Draft, mine).words == {}, "the ciphertext of before opens no more"


def test_a_row_read_before_its_key_was_changed_still_opens(house: House) -> None:
    """Between reading a row and reading its key, somebody may change the one for another."""
    with house.unit() as session:
        person = make_person(session)
        row = draft(session, person).id
    with house.unit() as session:
        found = session.get_one(Draft, row)
        closed = found._closed_words  # type: ignore[attr-defined]
        assert rotate_key(session, person.id) == 1
        assert found._closed_words == closed  # type: ignore[attr-defined]
        assert found.words == {"text": [CANARY]}
