"""Keys are changed for others while people write and read: nobody notices, and nothing is lost."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told
from sqlalchemy.sql import Select

from lms.cli import build
from lms.core.access import Mode
from lms.core.drafts.models import Draft
from lms.core.masters import Masters
from lms.core.sealing import rotate_key
from lms.testing import House, make_person
from lms.testing.house import Template

WRITERS, ROUNDS, CHANGES = 3, 25, 5


@pytest.fixture
def house(tmp_path: Path, template: Template) -> Iterator[House]:
    """An app whose master keys are in a file."""
    built = House(tmp_path / "data", template, PEER_LMS_MASTER_KEY="")
    yield built
    built.close()


def somebody(house: House) -> UUID:
    with house.unit() as session:
        return make_person(session).id


class Traffic:
    """One person, in several browsers at once: each writes at a place of its own, and reads all there is."""

    def __init__(self, house: House, person_id: UUID) -> None:
        self.house, self.person_id = house, person_id
        self.said: dict[str, str] = {}
        self.read, self.problems, self.over = 0, list[BaseException](), threading.Event()
        self._threads = [threading.Thread(target=self._go, args=(f"/{name}",)) for name in range(WRITERS)]

    def _go(self, place: str) -> None:
        try:
            number = 0
            while not self.over.is_set() or number < ROUNDS:
                number += 1
                self._write(place, f"{place} {number}")
                with self.house.unit(Mode.READ) as session:
                    rows = session.scalars(sa.select(Draft).where(Draft.person_id == self.person_id)).all()
                    assert all(row.words["text"][0].startswith(row.place) for row in rows)
                    self.read += len(rows)
        except BaseException as problem:
            self.problems.append(problem)

    def _write(self, place: str, text: str) -> None:
        with self.house.unit() as session:
            row = session.scalar(sa.select(Draft).where(Draft.person_id == self.person_id, Draft.place == place))
            if row is None:
                row = Draft(person_id=self.person_id, place=place, seq=1)
                session.add(row)
            row.words = {"text": [text]}
        self.said[place] = text

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(120)


def kept(house: House, person_id: UUID) -> dict[str, str]:
    with house.unit(Mode.READ) as session:
        rows = session.scalars(sa.select(Draft).where(Draft.person_id == person_id)).all()
        return {row.place: row.words.get("text", ["nothing"])[0] for row in rows}


def test_traffic_runs_on_while_keys_change(house: House) -> None:
    person, changed = somebody(house), 0
    file = house.runtime.database.masters
    assert file is not None and file.file is not None
    first = file.first
    with Traffic(house, person) as traffic:
        for _turn in range(CHANGES):
            with house.unit() as session:
                changed += rotate_key(session, person)
            with pytest.raises(SystemExit) as ended:
                build(house.app).main(args=["keys", "rotate"], prog_name="peer-lms")
            assert ended.value.code == 0
    assert traffic.problems == []
    assert kept(house, person) == traffic.said
    assert traffic.read >= WRITERS * ROUNDS
    assert changed >= CHANGES
    assert len(file.names) == CHANGES + 1
    assert file.first != first
    _only_the_first(file.file)
    assert kept(house, person) == traffic.said, "the newest master key alone opens everything"


def _only_the_first(file: Path) -> None:
    file.write_text(file.read_text().splitlines()[0])


def test_the_old_master_key_alone_opens_nothing(house: House) -> None:
    person = somebody(house)
    Traffic(house, person)._write("/a", "/a 1")
    masters = house.runtime.database.masters
    assert masters is not None and masters.file is not None
    old = masters.file.read_text()
    with pytest.raises(SystemExit):
        build(house.app).main(args=["keys", "rotate"], prog_name="peer-lms")
    with house.unit(Mode.READ) as session, pytest.raises(Exception, match="is not among ours"):
        session.info["masters"] = Masters(old)
        assert session.scalars(sa.select(Draft)).one().words


def _write_while_the_key_goes(house: House, person: UUID) -> dict[str, str]:
    """Somebody has written and not yet committed, when their key is changed for another."""

    def change() -> None:
        with house.unit() as session:
            rotate_key(session, person)

    Traffic(house, person)._write("/first", "/first 1")
    changing = threading.Thread(target=change)
    with house.unit() as session:
        session.add(Draft(person_id=person, place="/second", seq=1, words={"text": ["/second 1"]}))
        session.flush()
        changing.start()
        changing.join(0.7)
    changing.join(30)
    return kept(house, person)


@pytest.mark.on("postgresql")  # SQLite lets one writer in at a time
def test_whoever_writes_is_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _write_while_the_key_goes(house, somebody(house)) == {"/first": "/first 1", "/second": "/second 1"}
    monkeypatch.setattr(Select, "with_for_update", lambda self, **_options: self)
    lost = _write_while_the_key_goes(house, somebody(house))
    assert lost["/second"] == "nothing", "a writer who does not hold the key loses what was written"


def test_nobody_is_left_out(told: Told, tmp_path: Path) -> None:
    """Every key of the demo is wrapped anew, and what it closed stands as it did."""
    built = told.house(tmp_path / "demo")
    with built.unit() as session:
        before = session.scalar(sa.text("select count(*) from lms_person_key"))
    page = built.client(told.story.people["trainee"]).get("/account/data").text
    with built.unit() as session:
        assert rotate_key(session, told.story.people["trainee"]) > 10
    assert (
        built.client(told.story.people["trainee"]).get("/account/data").text.partition("Where you are")[0]
        == (page.partition("Where you are")[0])
    )
    with built.unit() as session:
        assert session.scalar(sa.text("select count(*) from lms_person_key")) == (before or 0) + 1
    built.close()
