"""`peer-lms audit verify|show`: words, lines of JSON, and how it ends."""

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa
from audit.tampering import Hand, insert_without_a_seal
from audit.trail import EVENTS, MORNING, SEALS, heads_file, rows, seal, undone, unguarded, write

from lms.audit.chain import Fault
from lms.cli import build
from lms.cli.audit import SAYS
from lms.testing import House

Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(house: House, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command over the house: its exit code, lines on standard output, and words on standard error."""

    def asked(*words: str) -> tuple[int, list[str], str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            build(house.app).main(["audit", *words])
        said = capsys.readouterr()
        return int(str(ended.value.code or 0)), said.out.splitlines(), said.err

    return asked


def test_a_whole_trail(sealed: House, run: Run) -> None:
    write(sealed, 2, at=MORNING + timedelta(hours=8, minutes=1))
    code, lines, words = run("verify")
    assert (code, lines) == (0, [])
    assert words.splitlines()[0] == "12 events sealed, 2 not yet; 2 signed heads."
    assert words.splitlines()[1] == "Not sealed since 2 March 2026, 17:01."
    assert words.splitlines()[-1] == "Nothing is wrong."
    code, lines, _words = run("verify", "--json")
    (totals,) = map(json.loads, lines)
    assert (code, totals["ok"], totals["sealed"], totals["unsealed"], totals["position"]) == (0, True, 12, 2, 12)
    assert totals["last_head"] == "2026-03-02T17:00:00+00:00"


def change(house: House, *statements: str) -> None:
    """Write past the house."""
    unguarded(house)
    with house.unit() as session:
        for statement in statements:
            session.execute(sa.text(statement))


def test_what_is_wrong_is_said_with_its_place(sealed: House, run: Run) -> None:
    with undone(sealed) as (connection, _session):
        seals = sorted(rows(connection, SEALS), key=lambda row: f"{row['position']:>9}")
    event = seals[4]["id"]
    change(
        sealed,
        "UPDATE lms_audit_event SET action = 'tests.undone' WHERE action = 'tests.did-4'",
        "DELETE FROM lms_audit_event WHERE action = 'tests.did-7'",
        "DELETE FROM lms_audit_seal WHERE position IN (2, 12)",
    )
    code, lines, words = run("verify")
    assert code == 1
    assert lines == [
        (
            "The chain has a gap, from position 2 to 2: what was sealed there was taken out, and the position behind it "
            "cannot be judged."
        ),
        f"Position 5 is not as it was sealed. Event {event}, or a seal there, was changed.",
        f"The event at position 8, {seals[7]['id']}, is gone: its seal is still there.",
        (
            "An event that is not sealed yet says it happened on 2 March 2026, 09:01, but was not there when all was "
            "sealed on 2 March 2026, 12:00: it was put in later."
        ),
        (
            "The end was cut off: a head was signed on 2 March 2026, 17:00 at position 12, and nothing is there now "
            "from position 12 on."
        ),
    ]
    assert words.splitlines()[-1] == (
        "5 things are wrong. Change nothing: copy the database, the heads file and the worker's log to another place, "
        "compare them with the newest backup, and tell whoever answers for the records."
    )
    code, lines, _words = run("verify", "--json")
    facts = [json.loads(line) for line in lines]
    assert [(fact["fault"], fact["position"]) for fact in facts[:2]] == [("missing", 2), ("changed", 5)]
    assert facts[-1]["ok"] is False


def test_every_fault_has_a_sentence() -> None:
    assert set(SAYS) == set(Fault)


def test_a_head_that_was_changed_and_no_heads_at_all(sealed: House, run: Run) -> None:
    file = heads_file(sealed)
    file.write_text(file.read_text().replace('"position":12', '"position":11'))
    assert run("verify")[:2] == (
        1,
        ["Line 2 of the file of heads was changed: its signature does not hold."],
    )
    file.unlink()
    code, lines, _words = run("verify")
    assert (code, lines[0].split(",")[0]) == (1, "The file of heads")


def test_a_demo_may_date_back(house: House, run: Run) -> None:
    write(house, 3)
    seal(house, at=MORNING + timedelta(hours=3))
    with house.unit() as session:
        insert_without_a_seal(Hand(session.connection(), Random(1)))
    assert run("verify")[0] == 1
    demo = House(house.folder, PEER_LMS_DEMO="1", PEER_LMS_DATABASE_URL=house.runtime.settings.database)
    with pytest.raises(SystemExit) as ended:
        build(demo.app).main(["audit", "verify"])
    assert ended.value.code == 0
    demo.close()


def test_a_database_that_is_not_ready(house: House) -> None:
    """Exit 3, and the mend."""
    with house.runtime.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE lms_audit_seal")
    with pytest.raises(sa.exc.DBAPIError):  # `peer-lms` itself makes exit 3 of it: lms/cli/endings.py
        build(house.app).main(["audit", "verify"], standalone_mode=False)


def test_the_trail_of_a_record(sealed: House, run: Run) -> None:
    code, lines, words = run("show", "--about", str(UUID(int=1)))
    assert (code, words) == (0, "")
    assert lines[0] == "2 March 2026, 09:00: The system did something that has no words here."
    assert len(lines) == 6
    code, lines, _words = run("show", "--about", str(UUID(int=9)), "--json")
    facts = [json.loads(line) for line in lines]
    assert [fact["action"] for fact in facts[:2]] == ["tests.did-0", "tests.did-1"]
    assert (len(facts), facts[1]["details"]) == (12, {"n": 1, "of": {"z": "ü"}})
    with undone(sealed) as (connection, _session):
        assert {fact["id"] for fact in facts} == {str(row["id"]) for row in rows(connection, EVENTS)}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--about", str(UUID(int=77))), 1, f"Nothing is recorded of {UUID(int=77)}."),
        (("--person", "nobody@test.example"), 1, "Nothing is recorded of nobody@test.example."),
        ((), 2, "Say whose trail"),
        (("--person", "a@b", "--about", str(UUID(int=1))), 2, "Say whose trail"),
        (("--about", "five"), 2, "'five' is not a valid UUID"),
    ],
)
def test_what_there_is_not(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    ended, lines, told = run("show", *words)
    assert (ended, lines) == (code, [])
    assert said in told
