"""What a seal is, computed a second time with nothing of ours."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from audit.trail import EVENTS, SEALS, rows, undone

from lms.audit.canonical import canonical
from lms.audit.chain import ORIGIN, Fault, Flaw, Link, follow, seal_of
from lms.audit.models import AuditEvent
from lms.audit.written import SEALED, moment
from lms.testing import House

AT = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ROW = {
    "id": UUID(int=1),
    "version": 1,
    "created_at": datetime(2026, 3, 14, 10, 2, 0, 250_000, UTC),
    "actor_id": UUID(int=2),
    "actor_name": "Zoë",
    "action": "start.confirmed",
    "subject_kind": "lms_start_decision",
    "subject_id": UUID(int=3),
    "about_id": None,
    "details": {"share": 37.50, "code": "dbs"},
    "request_id": "",
}
FIRST = (
    '{"about_id":null,"action":"start.confirmed","actor_id":"00000000-0000-0000-0000-000000000002",'
    '"actor_name":"Zo\xeb","created_at":"2026-03-14T10:02:00.250000Z","details":{"code":"dbs","share":37.5},'
    '"id":"00000000-0000-0000-0000-000000000001","request_id":"",'
    '"subject_id":"00000000-0000-0000-0000-000000000003","subject_kind":"lms_start_decision","version":1}'
)
SECOND = FIRST.replace('0001","request_id"', '0004","request_id"')
NOON = "2026-03-14T12:00:00.000000Z"
FIRST_BYTES = b'{"event":' + FIRST.encode() + b',"position":1,"sealed_at":"2026-03-14T12:00:00.000000Z"}'
SECOND_BYTES = b'{"event":' + SECOND.encode() + b',"position":2,"sealed_at":"2026-03-14T12:00:00.000000Z"}'


def _links() -> list[Link]:
    first = hashlib.sha256(bytes(32) + FIRST_BYTES).hexdigest()
    second = hashlib.sha256(bytes.fromhex(first) + SECOND_BYTES).hexdigest()
    return [
        Link(1, first, NOON, UUID(int=1).hex, FIRST),
        Link(2, second, NOON, str(UUID(int=4)), SECOND),
    ]


def test_two_rows_by_hand() -> None:
    one, two = _links()
    assert canonical(ROW).decode() == FIRST
    assert moment(AT) == NOON
    assert seal_of(ORIGIN.hash, position=1, sealed_at=NOON, event=FIRST) == one.hash
    assert seal_of(one.hash, position=2, sealed_at=NOON, event=SECOND) == two.hash
    assert [flaws for _link, flaws in follow([one, two])] == [[], []]
    assert [flaws for _link, flaws in follow([two])] == [[Flaw(Fault.MISSING, 1, 1)]]
    changed = Link(2, two.hash, NOON, UUID(int=4).hex, FIRST)
    assert [flaws for _link, flaws in follow([one, changed])] == [[], [Flaw(Fault.CHANGED, 2, event_id=UUID(int=4))]]


def test_another_reader_of_the_same_database(sealed: House) -> None:
    """A few lines of plain Python, told by the decision record what a seal is, come to the hashes that are kept."""
    with undone(sealed) as (connection, _session):
        events = {row["id"]: row for row in rows(connection, EVENTS)}
        seals = sorted(rows(connection, SEALS), key=lambda row: str(row["created_at"]) + f"{row['position']:09}")

    def plain(value: object) -> str:
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if isinstance(value, datetime) else str(value)

    before = bytes(32)
    for seal in seals:
        facts = {"event": events[seal["id"]], "position": seal["position"], "sealed_at": seal["created_at"]}
        text = json.dumps(facts, default=plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before = hashlib.sha256(before + text.encode()).digest()
        assert before.hex() == seal["hash"]
    assert len(seals) == 12


def test_a_seal_covers_every_column_of_an_event() -> None:
    """Whoever adds a column has to think of the seals that are there: see the decision record."""
    assert set(SEALED) == {column.name for column in AuditEvent.__table__.c}
    assert len(SEALED) == 11
