"""Words typed into every sealed field are nowhere in what a thief, a backup or a log would hold."""

import base64
import gzip
import io
import logging
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from access.objects import objects_of
from conftest import Told
from engines import Engine
from postgres import Server
from sealed.fields import PLAIN, SEALED, columns, undecided
from sealed.searching import found_below, found_in
from sealed.typing_in import CHOSEN, CONTROL, MADE, SENT, UNSEALED, WORDS, Typist

from lms.backup import make
from lms.core.db.kept import REFLECTION
from lms.testing import House


@pytest.fixture
def house(told: Told, tmp_path: Path) -> Iterator[House]:
    """A copy of the demo whose every file lies below its folder."""
    built = told.house(tmp_path / "demo", PEER_LMS_CACHE_DIR=tmp_path / "demo" / "cache")
    yield built
    built.close()


def test_every_field_of_these_kinds_is_sealed_or_says_why_not() -> None:
    found = columns()
    assert undecided(found) == []
    assert len(PLAIN) < len(SEALED) == 22
    planted = sa.Column("planted", sa.Text(), info={"kept": REFLECTION})
    opened = sa.Column("text", sa.Text(), info={"kept": REFLECTION})
    assert undecided({**found, "lms_x.planted": planted}) == ["lms_x.planted: in no list"]
    assert undecided({**found, "lms_reflection.text": opened}) == ["lms_reflection.text: not sealed"]
    assert set(WORDS) | CHOSEN | MADE == SEALED


def _zipped(word: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", word)
    return packed.getvalue()


@pytest.mark.parametrize(
    "wrapped",
    [
        b"canary-word",
        "canary-word".encode("utf-16"),
        b"x" + base64.b64encode(b"so: canary-word"),
        base64.urlsafe_b64encode(gzip.compress(b"canary-word", mtime=0)),
        b"canary-word".hex().encode(),
        b"%PDF" + zlib.compress(b"canary-word"),
        b"before" + gzip.compress(b"canary-word", mtime=0) + b"after",
        _zipped("canary-word"),
    ],
)
def test_the_search_finds_what_is_wrapped(wrapped: bytes) -> None:
    assert found_in(b"\x00\x01" + wrapped, {"canary-word", "another"}) == {"canary-word"}


def test_no_word_of_a_sealed_field_is_anywhere(
    house: House,
    told: Told,
    engine: Engine,
    postgres: Server | None,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    house.client(told.story.people["trainee"])  # one of the objects is a session of hers
    typist = Typist(house, told.story, objects_of(house, told.story))
    with caplog.at_level(logging.DEBUG):
        typist.everything()
        house.work()
        broken = _broken_page(house, typist)
    said = capfd.readouterr()
    assert typist.made.keys() == MADE
    words = {*WORDS.values(), *typist.made.values(), *SENT.values(), CONTROL, UNSEALED}
    house.runtime.files.write(uuid4(), [UNSEALED.encode()])
    _dump(house, postgres if engine.name == "postgresql" else None)
    make(house.runtime, house.folder / "backup.zip")
    found = found_below(house.folder, words)
    assert set().union(*found.values()) == {CONTROL, UNSEALED}, found
    assert found_in(f"{caplog.text}{said.out}{said.err}{broken}".encode(), words) == set()
    _came_back(typist)
    _are_closed(house)


def _broken_page(house: House, typist: Typist) -> str:
    """The page of something that does not open any more, and was not meant to be read."""
    kept = sa.table("lms_check", sa.column("id", sa.Uuid()), sa.column("conditions"))
    check = typist.objects["trainee_check"]["check_id"]
    with house.unit() as session:
        closed = session.scalar(sa.select(kept.c.conditions).where(kept.c.id == check))
        session.execute(sa.update(kept).where(kept.c.id == check).values(conditions=f"{str(closed)[:-8]}AAAAAAA="))
    page = typist.at("hr").get(typist.path("employment.check", "trainee_check"), status=500)
    with house.unit() as session:
        session.execute(sa.update(kept).where(kept.c.id == check).values(conditions=closed))
    return page.reply.get_data(as_text=True)


def _dump(house: House, server: Server | None) -> None:
    """Everything the database holds, beside the files: SQLite's are files already, its write-ahead log among them."""
    if server is not None:
        address = str(house.runtime.settings.database).replace("+psycopg", "")
        dump = subprocess.run([server.program("pg_dump"), address], capture_output=True, check=True)
        (house.folder / "dump.sql").write_bytes(dump.stdout)


def _came_back(typist: Typist) -> None:
    """Each word is read by whoever may: it was kept, and not only lost."""
    step = {"endpoint": "recruitment.step", "name": "own_application"}
    pages = {
        "lms_application.adjustments": ("applicant", typist.path(**step, step="adjustments")),
        "lms_application_answer.text": ("applicant", "/account/data"),
        "lms_draft.words": ("applicant", typist.path(**step, step="lived-experience")),
        "lms_reflection.text": ("trainee", typist.path("modules.activity", "trainee_reflection")),
        "lms_evidence.text": ("trainee", "/account/data"),
        "lms_evidence.linked": ("trainee", "/account/data"),
        "lms_check.conditions": ("hr", typist.path("employment.check", "trainee_check")),
        "lms_retention_hold.reason": ("admin", "/admin/retention/holds"),
        "lms_emergency.reason": ("a2", "/account/emergencies"),
        "lms_emergency.finding": ("a2", "/account/emergencies"),
        "lms_leaving.reason": ("hr", typist.path("employment.leaving", "peer1_start")),
        **dict.fromkeys((name for name in WORDS if name.startswith("lms_matter.")), ("hr", typist.matter)),
        "lms_placement_hold.reason": ("peer1", "/account/matters"),
    }
    assert pages.keys() == WORDS.keys()
    missing = [name for name, (who, path) in pages.items() if WORDS[name] not in typist.at(who).get(path).text]
    assert missing == []
    assert [SENT[what].encode() in typist.heard(what) for what in SENT] == [True, True]
    assert typist.at("peer1").get(typist.app).one(".lms-key").replace(" ", "") == typist.made["lms_factor.secret"]


def _are_closed(house: House) -> None:
    """Whatever stands in a sealed column is empty or sealed, what was chosen from lists too."""
    seen = 0
    with house.unit() as session:
        for name in sorted(SEALED):
            table, _dot, column = name.partition(".")
            kept = sa.select(sa.column(column)).select_from(sa.table(table))
            values = [value for value in session.scalars(kept) if value]
            assert all(value.startswith("s2:") for value in values), name
            assert values, f"{name}: nothing was there to look at"
            seen += len(values)
    assert seen >= 150
