"""Whoever was erased stays so when an older backup is put back: here, and on another machine that has the ledger."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from backup.conftest import bring_back
from engines import Blank, Engine
from postgres import Server
from privacy.conftest import Marked
from privacy.searching import closed_words, in_bytes, in_rows
from privacy.test_erasing import STAYS, erase, expect_whole_chain, verified

from lms.backup import Restored, make
from lms.core import clock
from lms.people.models import Person, PersonState
from lms.privacy import again, ledger
from lms.testing import House


@pytest.fixture
def elsewhere(engine: Engine, tmp_path: Path) -> Iterator[House]:
    """A machine on which nothing is yet."""
    house = House(tmp_path / "elsewhere", Blank(engine), PEER_LMS_DEMO="1")
    yield house
    house.close()


def state_of(house: House, marked: Marked) -> PersonState:
    with house.unit() as session:
        return session.get_one(Person, marked.person("ama")).state


def put_back(house: House, place: Path) -> Restored:
    done = bring_back(house, place, replace=True)
    house.work()
    return done


def test_an_older_backup_brings_nothing_of_them_back(
    marked: Marked, engine: Engine, postgres: Server | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, theirs = marked.house, marked.of("ama", but=STAYS)
    closed = closed_words(house, marked.person("ama"))
    place = tmp_path / "older.zip"
    make(house.runtime, place)
    with house.unit() as session:
        others = in_rows(session, marked.of("ben"))
    assert len(others) >= 8
    erase(marked, "ama")
    done = put_back(house, place)
    assert done.settled.erased_again == 1
    assert state_of(house, marked) is PersonState.ERASED
    assert in_bytes(house, engine, postgres, theirs | closed) == {}
    with house.unit() as session:
        assert in_rows(session, marked.of("ben")) == others
    assert "Name removed" in verified(marked, "ama").text
    expect_whole_chain(house)
    monkeypatch.setattr(again, "known", lambda connection, folder: [])  # planted: nobody is asked who was erased
    assert put_back(house, place).settled.erased_again == 0
    assert in_bytes(house, engine, postgres, theirs) != {}


@pytest.mark.on("sqlite")
def test_on_another_machine_the_ledger_says_whom_to_erase(
    marked: Marked, elsewhere: House, engine: Engine, tmp_path: Path
) -> None:
    place = tmp_path / "older.zip"
    make(marked.house.runtime, place)
    erase(marked, "ama", keep_certificates=True)
    target = ledger.place(elsewhere.folder)
    target.parent.mkdir(parents=True)
    shutil.copy(ledger.place(marked.house.folder), target)
    assert put_back(elsewhere, place).settled.erased_again == 1
    assert state_of(elsewhere, marked) is PersonState.ERASED
    left = in_bytes(elsewhere, engine, None, marked.of("ama", but=STAYS))
    printed = marked.marks[marked.person("ama")]["lms_certificate.name_as_printed"]
    assert printed in set().union(*left.values())  # as they wished


def test_a_line_that_was_cut_off_harms_no_other(tmp_path: Path) -> None:
    first, second = (ledger.Line(person_id=UUID(int=number), at=clock.now(), certificates=False) for number in (1, 2))
    ledger.append(tmp_path, [first])
    with ledger.place(tmp_path).open("ab") as file:
        file.write(b'\n{"at": "2026-')
    ledger.append(tmp_path, [second, first])
    assert list(ledger.read(tmp_path)) == [first, second]
    assert ledger.place(tmp_path).stat().st_mode & 0o777 == 0o600
