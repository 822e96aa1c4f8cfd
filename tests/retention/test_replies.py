"""Replies to forms that are kept to be given again: a hold keeps those of its person, as everything else."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from lms.cli.migrate import downgrade, upgrade
from lms.core import clock
from lms.core.web.replies import Reply
from lms.people import retention as people_rules
from lms.people.identity import actor_for
from lms.people.roles import Role
from lms.privacy.copying import copy_of
from lms.retention import queries, running, services
from lms.retention.models import Hold
from lms.testing import House, make_node, make_person


@dataclass
class Replies:
    """Ama and Bo saved something on a page, and a stranger signed up; Ama is on hold."""

    house: House
    people: dict[str, UUID]
    held: UUID

    def left(self, years: int) -> Counter[str]:
        """Whose replies are kept after the run on that day of a later year."""
        with clock.frozen(datetime(2026 + years, 3, 2, 12, tzinfo=UTC)), self.house.app.app_context():
            assert running.run(self.house.runtime).counts["failed"] == []
        names = {key: name for name, key in self.people.items()}
        with self.house.unit() as session:
            return Counter(names.get(key, "") for key in session.scalars(sa.select(Reply.person_id)))


@pytest.fixture
def replies(house: House) -> Replies:
    with clock.frozen(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        with house.unit() as session:
            node = make_node(session)
            people = {name: make_person(session, {Role.ADMIN: node}, name=name).id for name in ("Ama", "Bo")}
        for person in people.values():
            house.client(person).submit("/account", {"phone": "01632 960000"}, action="/account")
        house.client().submit("/sign-up", {"email": "new@test.example"}, status=200)
        with house.unit() as session:
            by = actor_for(session, people["Bo"], house.runtime.permissions)
            whom = {"person_id": people["Ama"], "record_id": None}
            held = services.place(session, **whom, reason="A claim", review_on=date(2026, 6, 1), by=by)
    return Replies(house, people, held.id)


def test_a_hold_keeps_the_replies_to_its_persons_forms(replies: Replies) -> None:
    assert replies.left(0) == {"Ama": 1, "Bo": 1, "": 1}
    assert replies.left(1) == {"Ama": 1}
    with replies.house.unit() as session:
        by = actor_for(session, replies.people["Bo"], replies.house.runtime.permissions)
        services.lift(session, held=session.get_one(Hold, replies.held), by=by)
    assert replies.left(2) == {}


@pytest.mark.on("sqlite")
def test_the_planted_fault_replies_of_nobody(replies: Replies, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = queries.rules_of(replies.house.runtime.hooks)
    nobodys = people_rules._trace(Reply, people_rules.OF_NOBODY, Reply.created_at)
    planted = tuple(nobodys if rule.table == "lms_reply" else rule for rule in rules)
    assert planted != rules
    monkeypatch.setattr(queries, "rules_of", lambda hooks: planted)
    assert replies.left(1) == {}


def test_replies_from_before_they_named_their_person_find_them(replies: Replies) -> None:
    database = replies.house.runtime.database
    downgrade(database, "0021")
    upgrade(database)
    assert replies.left(0) == {"Ama": 1, "Bo": 1, "": 1}


@pytest.mark.on("sqlite")
def test_a_copy_says_when_and_where_to_and_not_what_the_page_said(replies: Replies) -> None:
    """What a page says next may name somebody else, whom a copy never names."""
    with replies.house.app.test_request_context(), replies.house.unit() as session:
        session.execute(sa.update(Reply).values(notices=["Bo is told."]))
        (part,) = [part for part in copy_of(session, replies.people["Ama"]).parts if part.name == "reply"]
    assert [sorted(row) for row in part.rows] == [["created_at", "id", "location", "person_id"]]
    assert [row["location"] for row in part.rows] == ["/account"]
