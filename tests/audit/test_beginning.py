"""A trail whose oldest part has had its time: it begins later, says since where, and hides nothing by that."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from audit.tampering import tamper
from audit.trail import (
    EVENTS,
    MORNING,
    SEALS,
    examined,
    faults,
    heads_file,
    put,
    rows,
    seal,
    take_triggers_away,
    undone,
    unguarded,
    write,
)
from sqlalchemy.engine import Connection

from lms.audit import disposing, heads, queries
from lms.audit.chain import Head
from lms.cli.audit import says
from lms.cli.migrate import downgrade
from lms.core import clock
from lms.testing import House
from lms.testing.house import SECRET


def cut(house: House, *, before: timedelta = timedelta(hours=3)) -> int:
    """What happened in the first hours has had its time; gives how many events went."""
    with house.unit() as session, clock.frozen(MORNING + timedelta(hours=9)):
        return disposing.dispose(
            session, before=MORNING + before, held=lambda _session, _links: (), folder=house.folder, secret=SECRET
        )


@pytest.fixture
def begun(sealed: House) -> House:
    """Twelve events were sealed; the first eight have gone."""
    assert cut(sealed) == 8
    return sealed


def test_what_is_left_is_whole_and_goes_on(begun: House) -> None:
    report = examined(begun)
    assert (report.flaws, report.begins, report.sealed, report.head.position) == ([], 8, 4, 12)
    with undone(begun) as (connection, _session):
        assert sorted(row["action"] for row in rows(connection, EVENTS)) == [f"tests.did-{n}" for n in range(4)]
        assert sorted(row["position"] for row in rows(connection, SEALS)) == [8, 9, 10, 11, 12]
    write(begun, 3, at=MORNING + timedelta(hours=10))
    assert seal(begun, at=MORNING + timedelta(hours=12)) == 3
    assert (examined(begun).flaws, examined(begun).sealed) == ([], 7)
    assert cut(begun, before=timedelta(hours=9)) == 4
    assert (examined(begun).flaws, examined(begun).begins, examined(begun).sealed) == ([], 12, 3)
    assert cut(begun, before=timedelta(days=9)) == 3, "all of it, when nothing happened for so long"
    assert (examined(begun).flaws, examined(begun).begins, examined(begun).sealed) == ([], 15, 0)
    write(begun, 1, at=MORNING + timedelta(days=9))
    assert seal(begun, at=MORNING + timedelta(days=9, hours=2)) == 1
    assert (examined(begun).flaws, examined(begun).head.position) == ([], 16)


def test_only_what_lies_before_the_beginning_may_go(begun: House) -> None:
    refused = [
        "DELETE FROM lms_audit_event",
        "DELETE FROM lms_audit_seal",
        "UPDATE lms_audit_event SET request_id = ''",
        "UPDATE lms_audit_seal SET version = 2",
        "DELETE FROM lms_audit_origin",
        "UPDATE lms_audit_origin SET position = 12",
    ]
    for statement in refused:
        with (
            undone(begun) as (connection, _session),
            pytest.raises(sa.exc.DBAPIError, match="never changed or removed"),
        ):
            connection.exec_driver_sql(statement)
    assert examined(begun).sealed == 4


def _without_the_line(house: House, _connection: Connection) -> None:
    lines = heads_file(house).read_text().splitlines(keepends=True)
    assert sum('"begins":true' in line for line in lines) == 1
    heads_file(house).write_text("".join(line for line in lines if "begins" not in line))


def _begins_later(house: House, connection: Connection) -> None:
    """Behind the last position, for which there is a head, as there is for every round."""
    last = max(rows(connection, SEALS), key=lambda row: int(str(row["position"])))
    connection.execute(sa.delete(EVENTS))
    connection.execute(sa.delete(SEALS).where(SEALS.c.position < 12))
    connection.exec_driver_sql(f"UPDATE lms_audit_origin SET position = 12, hash = '{last['hash']}'")


def _never_began(house: House, connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM lms_audit_origin")


def _the_last_seal_goes(house: House, connection: Connection) -> None:
    connection.execute(sa.delete(SEALS).where(SEALS.c.position == 8))


def _an_event_comes_back(house: House, connection: Connection) -> None:
    """Under the one seal whose event has gone: nobody can work out any more whether it fits."""
    eighth = next(row for row in rows(connection, SEALS) if row["position"] == 8)
    some = rows(connection, EVENTS)[0]
    put(connection, EVENTS, **{**some, "id": eighth["id"], "created_at": MORNING, "action": "tests.invented"})


def _an_event_before(house: House, connection: Connection) -> None:
    """With a seal of its own, at a place that nobody looks at."""
    made = {**rows(connection, EVENTS)[0], "id": UUID(int=7), "created_at": MORNING, "action": "tests.invented"}
    put(connection, EVENTS, **made)
    put(connection, SEALS, **{**rows(connection, SEALS)[0], "id": made["id"], "position": 7, "hash": "00" * 32})


Way = Callable[[House, Connection], None]
WAYS: dict[Way, set[str]] = {
    _without_the_line: {"beginning"},
    _begins_later: {"beginning"},
    _never_began: {"missing", "gone"},
    _the_last_seal_goes: {"missing"},
    _an_event_comes_back: {"before"},
    _an_event_before: {"before"},
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_makes_it_begin_elsewhere_is_found(begun: House, way: Way) -> None:
    with undone(begun) as (connection, session):
        take_triggers_away(connection)
        way(begun, connection)
        report = examined(begun, session)
        assert faults(report) == WAYS[way]
        assert all(says(flaw) for flaw in report.flaws)


def test_all_that_was_found_before_is_found_in_what_is_left(begun: House) -> None:
    unguarded(begun)
    tally = tamper(begun, 72, seed=11)  # each way three times at least
    assert tally.missed == []
    assert len(tally.ways) == 20


def test_what_does_not_hold_stays(sealed: House) -> None:
    """It is evidence: nothing goes until somebody has looked."""
    unguarded(sealed)
    with sealed.unit() as session:
        session.execute(sa.update(EVENTS).where(EVENTS.c.action == "tests.did-6").values(request_id="changed"))
    with pytest.raises(disposing.NotWhole, match="position 7"):
        cut(sealed)
    assert (examined(sealed).sealed, examined(sealed).begins) == (12, 0)


def test_it_does_not_go_on_from_a_beginning_that_nothing_signed_bears_out(begun: House) -> None:
    with begun.unit() as session:
        last = queries.chain_head(session)
    _without_the_line(begun, None)  # type: ignore[arg-type]
    heads.export(last, at=MORNING + timedelta(days=3), folder=begun.folder, secret=SECRET)
    with pytest.raises(disposing.NotWhole, match="begins behind position 8"):
        cut(begun, before=timedelta(hours=9))
    assert faults(examined(begun)) == {"beginning"}
    heads.begin(Head(8, "ab" * 32), at=MORNING, folder=begun.folder, secret=SECRET)
    assert faults(examined(begun)) == {"beginning"}, "nor from one of another chain"


def test_another_secret_key_keeps_the_beginning(begun: House) -> None:
    later = House(begun.folder, PEER_LMS_SECRET_KEY="x" * 40, PEER_LMS_DATABASE_URL=begun.runtime.settings.database)
    assert examined(begun).ok
    with later.app.app_context():
        disposing.begin_again(later.runtime)
    report = examined(begun)
    assert (report.ok, report.foreign) == (True, 1)
    later.close()


def test_an_older_version_guards_every_row_again(sealed: House) -> None:
    downgrade(sealed.runtime.database, "0019")
    for table in ("lms_audit_event", "lms_audit_seal"):
        with undone(sealed) as (connection, _session), pytest.raises(sa.exc.DBAPIError, match="never changed"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
