"""The pages of retention: what they say, what they refuse, and what they change."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from retention.seeded import Seeded, seed

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.people.roles import Role
from lms.retention import running
from lms.retention.models import ClassPeriod, Disposal, Hold, Run
from lms.testing import House, make_node, make_person

MARCH = datetime(2027, 3, 10, 12, tzinfo=UTC)
CLASS = "/admin/retention/classes/application"
HOLDS = "/admin/retention/holds"
LATER = {"review_on-day": "1", "review_on-month": "9", "review_on-year": "2027"}


@pytest.fixture
def seeded(house: House) -> Seeded:
    return seed(house)


@pytest.fixture
def admin(seeded: Seeded) -> Any:
    with clock.frozen(MARCH):
        yield seeded.house.client(seeded.people["ada"])


def cells(reply: Any, code: str) -> list[str]:
    return [cell.text_content().strip() for cell in reply.html.cssselect(f"tr[data-code={code}] td")]


def events(house: House, action: str) -> list[dict[str, Any]]:
    with house.unit() as session:
        return [event.details for event in session.scalars(sa.select(AuditEvent).filter_by(action=action))]


def test_the_list_counts_what_is_due_now_and_within_a_month(admin: Any) -> None:
    """On 10 March 2027 dan's application is due, ann's is on 31 March; nobody else's is before 1 May."""
    reply = admin.get("/admin/retention")
    assert cells(reply, "application")[1:] == ["1", "2", "0"]
    assert "12 months after the decision, when unsuccessful" in cells(reply, "application")[0]
    assert "to be confirmed by you" in cells(reply, "application")[0]
    assert "to be confirmed" not in cells(reply, "check")[0]
    assert len(reply.html.cssselect("tr[data-code]")) == 17
    assert "There has been no run yet" in reply.text
    queries = reply.reply.headers["Server-Timing"].partition('desc="')[2]
    assert int(queries.split()[0]) <= 12
    one = admin.get(CLASS)
    assert one.all("tbody td:first-child") == ["10 February 2027 goes with the next run", "31 March 2027"]
    assert int(one.reply.headers["Server-Timing"].partition('desc="')[2].split()[0]) <= 12


def test_a_shorter_period_warns_of_what_is_due_at_once(seeded: Seeded, admin: Any) -> None:
    """With nine months, what was decided by 10 June 2026 is due: ann's and flo's beside dan's."""
    typed = {"number": "9", "unit": "months", "reason": "Our policy says so"}
    refused = admin.submit(CLASS, typed, status=422)
    assert "2 more would be due at once" in refused.errors[0]
    assert refused.fields()["reason"] == "Our policy says so"
    assert events(seeded.house, "retention.period-changed") == []
    admin.submit(CLASS, {**typed, "sure": "y"})
    assert events(seeded.house, "retention.period-changed") == [
        {"code": "application", "before": "12 months", "after": "9 months", "due_at_once": 2}
    ]
    reply = admin.get("/admin/retention")
    assert cells(reply, "application")[1] == "3"
    assert "changed by you" in cells(reply, "application")[0]
    assert "Our policy says so" in admin.get(CLASS).text
    assert "That is the period already" in admin.submit(CLASS, typed, status=422).errors[0]


@pytest.mark.parametrize(
    ("code", "typed", "says"),
    [
        ("check", {"number": "23", "unit": "months"}, "It has to be kept for at least 2 years."),
        ("check-outcome", {"number": "1", "unit": "years"}, "The rules allow 6 months at most."),
        ("draft", {"number": "101", "unit": "years"}, "between 1 day and 100 years"),
        ("draft", {"number": "0", "unit": "days"}, "Enter a whole number from 1 to 36600."),
        ("draft", {"number": "9", "unit": "days", "reason": ""}, "Say why"),
    ],
)
@pytest.mark.on("sqlite")
def test_a_period_that_cannot_be_is_refused(
    seeded: Seeded, admin: Any, code: str, typed: dict[str, str], says: str
) -> None:
    reply = admin.submit(f"/admin/retention/classes/{code}", {"reason": "Why not", **typed}, status=422)
    assert says in " ".join(reply.errors)
    assert reply.fields()["number"] == typed["number"]
    with seeded.house.unit() as session:
        assert session.scalars(sa.select(ClassPeriod)).all() == []


@pytest.mark.on("sqlite")
def test_a_period_that_somebody_else_has_changed_meanwhile_is_not_lost(admin: Any) -> None:
    typed = {"unit": "years", "reason": "Longer"}
    opened = admin.get(CLASS).fields()
    admin.submit(CLASS, {**typed, "number": "2"})
    admin.post(CLASS, {**opened, **typed, "number": "3"}, status=409)
    assert "2 years after" in admin.get("/admin/retention").text


@pytest.mark.on("sqlite")
def test_a_class_without_a_period_has_no_form(admin: Any) -> None:
    assert admin.get("/admin/retention/classes/decision").html.cssselect("main form") == []
    admin.get("/admin/retention/classes/nothing", status=404)


def test_a_hold_is_placed_reviewed_and_lifted(seeded: Seeded, admin: Any) -> None:
    assert "There is no hold on anything." in admin.get(HOLDS).text
    admin.submit(HOLDS, {"email": "Dan@test.example", "reason": "A claim is open", **LATER})
    assert cells(admin.get("/admin/retention"), "application")[1:] == ["0", "1", "1"]
    assert "on hold" in admin.get(CLASS).one("tbody tr:first-child")
    page = admin.get(HOLDS)
    assert "A claim is open" in page.text
    assert "time to look again" not in page.text
    with clock.frozen(datetime(2027, 9, 1, 12, tzinfo=UTC)):
        assert "time to look again" in seeded.house.client(seeded.people["ada"]).get(HOLDS).text
    with seeded.house.unit() as session:
        held = session.scalars(sa.select(Hold)).one()
    assert events(seeded.house, "retention.held") == [{"record": ""}], "no reason in the audit"
    admin.submit(HOLDS, action=f"/{held.id}/lift")
    assert "There is no hold on anything." in admin.get(HOLDS).text
    assert "lifted already" in admin.post(f"{HOLDS}/{held.id}/lift", {}, status=422).text
    assert cells(admin.get("/admin/retention"), "application")[1:] == ["1", "2", "0"]


def test_one_record_is_held_from_the_list_of_what_is_due(admin: Any) -> None:
    link = admin.get(CLASS).attributes("tbody tr:first-child a", "href")[0]
    admin.submit(link, {"reason": "A complaint", **LATER})
    assert "on hold" in admin.get(CLASS).one("tbody tr:first-child")
    assert cells(admin.get("/admin/retention"), "application")[1:] == ["0", "1", "1"]


@pytest.mark.on("sqlite")
def test_what_is_of_nobody_offers_no_hold(seeded: Seeded) -> None:
    """On 10 March 2029 two security records are due: a sign-in of ada's, and a wrong password of who knows whom."""
    with clock.frozen(datetime(2029, 3, 10, 12, tzinfo=UTC)):
        page = seeded.house.client(seeded.people["ada"]).get("/admin/retention/classes/security")
    assert len(page.all("tbody tr")) == 2
    assert [seeded.records[UUID(link.partition("record=")[2].partition("#")[0])] for link in _links(page)] == [
        "ada-session"
    ]


def _links(page: Any) -> list[str]:
    found: list[str] = page.attributes("tbody a", "href")
    return found


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Enter the e-mail address of a person, or the number of a record."),
        ({"email": "nobody@test.example"}, "Nobody whom you look after has this address."),
        ({"email": "far@test.example"}, "Nobody whom you look after has this address."),
        ({"record": "12"}, "There is no such record"),
        ({"record": str(uuid4())}, "There is no such record"),
        ({"email": "dan@test.example", "record": "12"}, "not both"),
        ({"email": "dan@test.example", "reason": ""}, "Say why"),
        ({"email": "dan@test.example", "review_on-year": "2026"}, "Choose a day that is still to come."),
    ],
)
@pytest.mark.on("sqlite")
def test_a_hold_that_cannot_be_is_refused(seeded: Seeded, admin: Any, typed: dict[str, str], says: str) -> None:
    with seeded.house.unit() as session:
        make_person(session, {Role.TRAINEE: make_node(session)}, email="far@test.example")
    reply = admin.submit(HOLDS, {"reason": "A long story", **LATER, **typed}, status=422)
    assert says in " ".join(reply.errors)
    assert typed.get("reason", "A long story") == reply.fields()["reason"].strip()
    with seeded.house.unit() as session:
        assert session.scalars(sa.select(Hold)).all() == []


def test_holds_of_another_organisation_are_neither_seen_nor_lifted(seeded: Seeded, admin: Any) -> None:
    with seeded.house.unit() as session:
        far = make_person(session, {Role.TRAINEE: make_node(session)}, name="Far Away")
        held = Hold(person_id=far.id, reason="Theirs", review_on=date(2028, 1, 1), placed_by_id=far.id)
        session.add(held)
        session.flush()
    assert "Theirs" not in admin.get(HOLDS).text
    admin.post(f"{HOLDS}/{held.id}/lift", {}, status=404)


def test_the_log_says_what_went_and_nothing_of_it(seeded: Seeded, admin: Any) -> None:
    assert "Nothing has been disposed of yet." in admin.get("/admin/retention/log").text
    with seeded.house.app.app_context():
        running.run(seeded.house.runtime)
    reply = admin.get("/admin/retention/log")
    assert reply.text.count("10 February 2027") == 1
    assert "Applications that did not lead to a post" in reply.text
    assert not [name for name in ("Dan", "Dear", "Lived") if name in reply.text]
    assert "Last run: 10 March 2027." in admin.get("/admin/retention").text


@pytest.mark.on("sqlite")
def test_a_long_log_comes_fifty_at_a_time(seeded: Seeded, admin: Any) -> None:
    with seeded.house.unit() as session:
        run = Run(
            day=date(2027, 3, 9), finished_at=MARCH, counts={"gone": {"gone-kind": 120}, "held": {}, "failed": []}
        )
        session.add(run)
        session.flush()
        own = {"run_id": run.id, "code": "gone-kind", "table": "lms_x", "due_on": run.day, "day": run.day}
        session.add_all(Disposal(row_id=uuid4(), **own) for _n in range(120))
    page, seen = admin.get("/admin/retention/log"), []
    while True:
        seen.append(len(page.html.cssselect("tbody tr")))
        more = [link for link in page.html.cssselect("main a") if link.text_content() == "Show more"]
        if not more:
            break
        page = admin.get(more[0].get("href"))
    assert seen == [50, 50, 20]
