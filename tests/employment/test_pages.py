"""Pages: what each role reads, what forms refuse, what nobody else may see."""

import csv
import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from employment.conftest import LINES, Crew, days_ago
from employment.test_lines import Certificates
from employment.test_services import workday

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import SYSTEM
from lms.employment import services
from lms.employment.models import CheckState, StartState, SupervisionKind
from lms.employment.services.checks import StepFacts
from lms.people.queries import grants_of
from lms.people.roles import Role
from lms.people.services import end_grant, grant


def parts(name: str, chosen: date) -> dict[str, str]:
    return {f"{name}-day": str(chosen.day), f"{name}-month": str(chosen.month), f"{name}-year": str(chosen.year)}


def test_the_board_shows_who_acts_next(asked: Crew) -> None:
    page = asked.client("hr").get("/start")
    assert page.h1 == "Start checklists"
    assert page.all("tbody th a") == ["Person"]
    assert "Work health check: decision needed. Invite them to talk first." in page.text
    assert page.attributes("tbody .nhsuk-tag[data-state=decision-needed]", "data-state") == ["decision-needed"]
    assert "19 days" in page.all("details .nhsuk-tag")
    assert int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0]) <= 12


@pytest.mark.parametrize("key", ["manager", "lead"])
def test_managers_and_leads_never_see_a_decision_in_the_making(asked: Crew, key: str) -> None:
    client = asked.client(key)
    for path in ("/start", asked.path(), "/start.csv"):
        text = client.get(path).text
        assert "ecision" not in text, path
        assert "17 days" in text, path


def test_each_employer_sees_its_own_people(crew: Crew) -> None:
    assert "Nobody is on their way" in crew.client("charity_hr").get("/start").text
    assert "Nobody is on their way" in crew.client("south_manager").get("/start").text
    for key in ("charity_hr", "south_manager", "stranger"):
        crew.client(key).get(crew.path(), status=404)
    check = crew.check_id("identity")
    crew.client("charity_hr").get(f"/checks/{check}", status=404)
    crew.client("charity_hr").post(f"/checks/{check}", {"value": "requested"}, status=404)
    crew.client("charity_hr").post(f"/checks/{check}/chase", status=404)
    assert "No check is open" in crew.client("charity_hr").get("/checks").text


@pytest.mark.parametrize("key", ["manager", "lead", "supervisor", "person", "trainer"])
def test_checks_are_for_hr_alone(crew: Crew, key: str) -> None:
    client, check = crew.client(key), crew.check_id("identity")
    for path in ("/checks", f"/checks/{check}"):
        client.get(path, status=403)
    client.post(f"/checks/{check}/chase", status=403)


def test_a_trainer_has_no_business_here(crew: Crew) -> None:
    for path in ("/start", "/start.csv", crew.path(), "/start/mine", "/supervision"):
        crew.client("trainer").get(path, status=403)


def test_board_filters_stay_in_the_address(crew: Crew) -> None:
    client = crew.client("hr")
    assert "Person" in client.get(f"/start?team={crew.nodes['north']}&waiting=hr").all("tbody th a")
    assert "Nobody matches" in client.get(f"/start?team={crew.nodes['south']}").text
    assert "Nobody matches" in client.get("/start?state=started").text
    assert "Nobody matches" in client.get("/start?waiting=ready").text
    page = client.get("/start?team=not-a-team&state=nonsense&waiting=nonsense&after=rubbish")
    assert page.all("tbody th a") == ["Person"]


def test_the_board_pages_by_key(crew: Crew) -> None:
    with crew.house.unit() as session:
        for _n in range(26):
            crew.open_start(session, "stranger")
    client = crew.client("hr")
    first = client.get("/start")
    assert len(first.all("tbody tr")) == 25
    more = next(link for link in first.attributes("main a", "href") if "after=" in link)
    assert len(client.get(more).all("tbody tr")) == 2


def test_the_board_as_a_spreadsheet(asked: Crew) -> None:
    page = asked.client("hr").get("/start.csv")
    rows = list(csv.DictReader(io.StringIO(page.text.lstrip("\ufeff"))))
    assert len(rows) == 1
    assert (rows[0]["Name"], rows[0]["Team"], rows[0]["DBS"], rows[0]["Health"]) == (
        "Person",
        "North team",
        "19 days",
        "Decision",
    )
    assert rows[0]["Who acts next"] == "HR"


def test_a_start_tells_hr_and_manager_apart(crew: Crew) -> None:
    hr, manager = crew.client("hr").get(crew.path()), crew.client("manager").get(crew.path())
    assert "Agree that it may follow" in hr.text
    assert "Open the check" in hr.text
    assert "Agree that it may follow" not in manager.text
    assert "Open the check" not in manager.text
    assert "Mark as done" in manager.text
    lead = crew.client("lead").get(crew.path())
    assert "Mark as done" not in lead.text
    assert f"{LINES} lines still to do" not in lead.text
    assert f"{LINES - 1} lines still to do" in lead.text


def test_ones_own_start_is_at_mine(crew: Crew) -> None:
    page = crew.client("person").get(crew.path(), status=303)
    assert page.location.endswith("/start/mine")


def test_a_supervisor_whose_role_has_ended_ticks_nothing(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.name_both(session)
        person = crew.people["supervisor"]
        grant(session, person_id=person, role=Role.MANAGER, node_id=crew.nodes["south"], by=SYSTEM)
        (old,) = [one for one in grants_of(session, [person]) if one.role is Role.SUPERVISOR]
        end_grant(session, grant=old, by=SYSTEM)
    crew.client("supervisor").post(crew.path("/lines/first-supervision-booked/done"), status=422)
    with crew.house.unit() as session:
        assert not crew.sheet(session).items["first-supervision-booked"].done


def test_the_supervisor_does_not_open_checklists(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.name_both(session)
    crew.client("supervisor").get(crew.path(), status=403)


def test_mine_is_in_plain_words(asked: Crew) -> None:
    with asked.house.unit() as session:
        sheet = asked.sheet(session)
        services.record_step(
            session,
            check=sheet.checks["criminal-record"],
            start=sheet.start,
            value="going-ahead-agreed",
            by=asked.actor(session, "hr"),
            facts=StepFacts(conditions="Works with a colleague in May"),
        )
    page = asked.client("person").get("/start/mine")
    assert page.h1 == "My start"
    assert "Works with a colleague in May" in page.text
    assert "talks with you before anything is decided" in page.text
    assert "Next is you: Pay details: still to do." in page.text
    asked.client("person").submit("/start/mine", action="/lines/pay-details-given/done")
    after = asked.client("person").get("/start/mine")
    assert "Nothing waits on you just now" in after.text
    assert "You have no start on the way" in asked.client("stranger").get("/start/mine").text


def test_mine_follows_the_start_to_the_first_day(crew: Crew) -> None:
    client = crew.client("person")
    with crew.house.unit() as session:
        crew.make_ready(session)
    assert "Everything is done. HR confirms your start next." in client.get("/start/mine").text
    with crew.house.unit() as session:
        services.confirm(session, start=crew.sheet(session).start, by=crew.actor(session, "hr"))
    assert "HR has confirmed your start" in client.get("/start/mine").text
    with crew.house.unit() as session:
        services.set_date(session, start=crew.sheet(session).start, day=workday(), by=crew.actor(session, "manager"))
    assert "Your first day is" in client.get("/start/mine").text
    with crew.house.unit() as session:
        services.withdraw(session, start=crew.sheet(session).start, by=crew.actor(session, "hr"))
    page = client.get("/start/mine")
    assert "This start is not going ahead" in page.text
    assert "Your checks" not in page.text


def test_hr_records_a_check(crew: Crew) -> None:
    check, client = crew.check_id("criminal-record"), crew.client("hr")
    page = client.submit(f"/checks/{check}", {"value": "requested", "reference": "F001", "who_pays": "employer"})
    after = client.follow(page)
    assert "Requested" in after.text
    assert "F001" in after.text
    assert "The employer" in after.text
    client.submit(f"/checks/{check}", action="/chase")
    assert "chased once" in client.get(f"/checks/{check}").text
    client.submit(f"/checks/{check}", {"value": "going-ahead"}, action=str(check))
    with crew.house.unit() as session:
        assert crew.sheet(session).checks["criminal-record"].state is CheckState.DONE


def test_opening_a_check_is_noted_whatever_there_is_to_read(crew: Crew) -> None:
    check, client = crew.check_id("criminal-record"), crew.client("hr")
    client.get(f"/checks/{check}")
    client.submit(f"/checks/{check}", {"value": "going-ahead"})
    with crew.house.unit() as session:
        found = session.scalars(sa.select(AuditEvent).filter_by(action="check.opened")).all()
        assert {(row.actor_id, row.about_id) for row in found} == {(crew.people["hr"], crew.people["person"])}
        assert len(found) == 2  # the page, and once more to fill in its form


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Choose one answer for “What has happened?”."),
        ({"value": "cleared"}, "Choose one of the answers in the list."),
        ({"value": "requested", "who_pays": "the moon"}, "Choose one of the answers in the list."),
        ({"value": "requested", "reference": "x" * 61}, "at most 60 characters"),
        ({"value": "requested", "on-day": "32", "on-month": "1", "on-year": "2026"}, "Enter a real date"),
        ({"value": "requested", **parts("on", date(2100, 1, 4))}, "in the future"),
        ({"value": "going-ahead-agreed"}, "Write what was agreed for work"),
        ({"value": "going-ahead-agreed", "conditions": "x" * 1001}, "at most 1000 characters"),
        ({"value": "going-ahead", "conditions": "what the certificate says"}, "No notes about a check are kept here"),
    ],
)
def test_bad_answers_about_a_check(crew: Crew, data: dict, says: str) -> None:
    check = crew.check_id("criminal-record")
    page = crew.client("hr").submit(f"/checks/{check}", data, status=422)
    assert any(says in error for error in page.errors), page.errors
    with crew.house.unit() as session:
        assert crew.sheet(session).checks["criminal-record"].state is CheckState.NOT_STARTED


def test_a_check_changed_meanwhile_is_not_overwritten(crew: Crew) -> None:
    check = crew.check_id("identity")
    crew.client("hr").submit(f"/checks/{check}", {"value": "requested", "_version": "77"}, status=409)


def test_the_list_of_checks(asked: Crew) -> None:
    client = asked.client("hr")
    page = client.get("/checks")
    assert page.all(".lms-queue__row h2 a")[0].startswith("Criminal record check (DBS)")
    assert len(page.all(".lms-queue__row")) == 5
    assert len(client.get("/checks?state=decision-needed").all(".lms-queue__row")) == 1
    assert len(client.get("/checks?state=not-required").all(".lms-queue__row")) == 1
    assert len(client.get("/checks?code=identity").all(".lms-queue__row")) == 1
    assert "No check matches" in client.get("/checks?state=expired").text
    assert "No check matches" in client.get(f"/checks?team={asked.nodes['south']}").text
    assert len(client.get("/checks?state=x&code=y&team=z").all(".lms-queue__row")) == 5


def test_chasing_from_the_list_comes_back_to_it(asked: Crew) -> None:
    client, check = asked.client("hr"), asked.check_id("criminal-record")
    page = client.submit("/checks?code=criminal-record", action="/chase")
    assert page.location == f"/checks?code=criminal-record#c-{check}"
    assert "Recorded: chased today." in client.get(page.location).text
    client.post(f"/checks/{check}/chase", status=422)


def test_a_long_list_of_checks_goes_on(crew: Crew) -> None:
    with crew.house.unit() as session:
        for _n in range(10):
            crew.open_start(session, "stranger")
    client = crew.client("hr")
    first = client.get("/checks")
    assert len(first.all(".lms-queue__row")) == 50
    more = next(link for link in first.attributes("main a", "href") if "after=" in link)
    assert len(client.get(more).all(".lms-queue__row")) == 5


def test_naming_people(crew: Crew) -> None:
    hr, manager = crew.client("hr"), crew.client("manager")
    hr.submit(crew.path("/manager"), {"person": str(crew.people["manager"])})
    page = manager.submit(crew.path("/supervisor"), {"person": str(crew.people["supervisor"])})
    assert "Curtis" not in manager.follow(page).text
    with crew.house.unit() as session:
        start = crew.sheet(session).start
        assert (start.manager_id, start.supervisor_id) == (crew.people["manager"], crew.people["supervisor"])
    hr.get(crew.path("/supervisor"), status=403)
    manager.get(crew.path("/manager"), status=403)


@pytest.mark.parametrize("chosen", ["", "nobody", "trainer", "south_manager"])
def test_naming_somebody_else(crew: Crew, chosen: str) -> None:
    sent = str(crew.people[chosen]) if chosen in crew.people else chosen
    page = crew.client("hr").submit(crew.path("/manager"), {"person": sent}, status=422)
    assert page.errors
    page = crew.client("manager").submit(crew.path("/supervisor"), {"person": sent}, status=422)
    assert page.errors


def test_naming_where_nobody_holds_the_role(crew: Crew) -> None:
    with crew.house.unit() as session:
        start = crew.open_start(session, "stranger", team="south")
    page = crew.client("south_manager").get(f"/start/{start}/supervisor")
    assert "Nobody holds this role at this team yet" in page.text


def test_managers_tick_their_own_lines(crew: Crew) -> None:
    manager = crew.client("manager")
    done = manager.submit(crew.path(), action="/lines/induction-booked/done")
    assert done.location.endswith(f"{crew.start_id}#induction-booked")
    manager.submit(crew.path(), action="/lines/induction-booked/again")
    manager.post(crew.path("/lines/benefits-advice-offered/done"), status=422)
    manager.post(crew.path("/lines/nonsense/done"), status=404)
    manager.post(crew.path("/lines/induction-booked/burn"), status=404)
    crew.client("south_manager").post(crew.path("/lines/induction-booked/done"), status=404)
    crew.client("stranger").post(crew.path("/lines/pay-details-given/done"), status=404)
    crew.client("lead").post(crew.path("/lines/induction-booked/done"), status=403)


def test_from_confirming_to_the_first_day(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session)
    hr, manager = crew.client("hr"), crew.client("manager")
    manager.submit(crew.path("/date"), parts("day", workday()), status=422)
    assert "Confirm the start" in hr.get(crew.path()).text
    assert hr.submit(crew.path("/confirm"), status=422).errors == ["Tick the box to confirm the start."]
    hr.submit(crew.path("/confirm"), {"sure": "y"})
    assert "Confirmed by HR by Hr on" in hr.get(crew.path()).text
    manager.submit(crew.path("/date"), parts("day", workday()))
    assert "Move the start date" in manager.get(crew.path()).text
    manager.post(crew.path("/begun"), status=422)
    with crew.house.unit() as session:
        crew.sheet(session).start.start_date = clock.today()
    assert "The first day has come." in manager.get(crew.path()).text
    manager.submit(crew.path(), action="/begun")
    page = manager.get(crew.path())
    assert "They have started. Reviews are offered" in page.text
    assert "Mark as done" not in page.text
    assert "You started on" in crew.client("person").get("/start/mine").text
    printed = manager.get(crew.path("/decision"))
    assert printed.h1 == "Start confirmed: Person"
    assert len(printed.all(".lms-checklist__line")) == LINES
    assert "NHS employment check standards, England" in printed.text
    assert manager.get("/start?state=started").all("tbody th a") == ["Person"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Enter the day, month and year"),
        ({"day-day": "x", "day-month": "1", "day-year": "2027"}, "Enter a real date"),
        (parts("day", date(2020, 1, 6)), "cannot be in the past"),
        (parts("day", workday() + timedelta(days=5)), "weekend"),
    ],
)
def test_bad_start_dates(crew: Crew, data: dict, says: str) -> None:
    with crew.house.unit() as session:
        crew.confirm(session)
    page = crew.client("manager").submit(crew.path("/date"), data, status=422)
    assert any(says in error for error in page.errors), page.errors
    crew.client("hr").get(crew.path("/date"), status=403)
    crew.client("south_manager").get(crew.path("/date"), status=404)


def test_confirming_too_early_or_elsewhere(crew: Crew) -> None:
    page = crew.client("hr").get(crew.path("/confirm"))
    assert "You can confirm when every line is done" in page.text
    page = crew.client("hr").post(crew.path("/confirm"), {"sure": "y"}, status=422)
    assert "Some lines are still to do" in page.text
    crew.client("charity_hr").post(crew.path("/confirm"), {"sure": "y"}, status=404)
    crew.client("manager").post(crew.path("/confirm"), {"sure": "y"}, status=403)
    crew.client("hr").get(crew.path("/decision"), status=404)
    crew.client("hr").get(f"/start/{uuid4()}/decision", status=404)


def test_letting_a_line_follow(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("criminal-record",))
    hr, ends = crew.client("hr"), clock.today() + timedelta(days=28)
    hr.submit(crew.path("/follow/criminal-record"), {"reason": "Alongside a colleague", **parts("ends_on", ends)})
    page = hr.get(crew.path())
    assert "Alongside a colleague" in page.text
    manager = crew.client("manager").get(crew.path())
    assert "Alongside a colleague" not in manager.text
    assert "agreed by Hr to follow" in manager.text
    refused = hr.submit(crew.path("/confirm"), {"sure": "y"}, status=422)
    assert "somebody else in HR confirms" in refused.text
    crew.client("hr2").submit(crew.path("/confirm"), {"sure": "y"})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Answer “Why it is safe to start first”."),
        ({"reason": "x" * 1001, **parts("ends_on", date(2100, 1, 4))}, "at most 1000"),
        ({"reason": "x"}, "Enter the day, month and year"),
        ({"reason": "x", **parts("ends_on", date(2020, 1, 4))}, "Enter a day after today"),
    ],
)
def test_bad_waivers(crew: Crew, data: dict, says: str) -> None:
    page = crew.client("hr").submit(crew.path("/follow/references"), data, status=422)
    assert any(says in error for error in page.errors), page.errors
    crew.client("hr").get(crew.path("/follow/nonsense"), status=404)
    crew.client("charity_hr").get(crew.path("/follow/references"), status=404)


def test_not_going_ahead(crew: Crew) -> None:
    hr = crew.client("hr")
    assert hr.submit(crew.path("/withdraw"), status=422).errors
    hr.submit(crew.path("/withdraw"), {"sure": "y"})
    assert "This start is not going ahead" in hr.get(crew.path()).text
    assert hr.get(crew.path("/decision")).h1 == "Start not going ahead: Person"
    assert "Nobody is on their way" in hr.get("/start").text
    assert "Not going ahead." in hr.get("/start?state=withdrawn").text
    assert "No check is open" in hr.get("/checks").text
    crew.client("charity_hr").get(crew.path("/withdraw"), status=404)


def test_supervision_pages(crew: Crew) -> None:
    supervisor = crew.client("supervisor")
    assert "Nobody has named you" in supervisor.get("/supervision").text
    with crew.house.unit() as session:
        crew.name_both(session)
    page = supervisor.get("/supervision")
    assert page.all(".lms-queue__row .nhsuk-tag") == ["Due"]
    supervisor.submit("/supervision", action="/lines/first-supervision-booked/done")
    assert "The first supervision is booked" not in supervisor.get("/supervision").text
    supervisor.submit(f"/supervision/{crew.start_id}", {**parts("on", clock.today()), "kind": "peer"})
    assert supervisor.get("/supervision").all(".lms-queue__row .nhsuk-tag") == ["Recent"]
    own = crew.client("person")
    for path in ("/supervision", "/start/mine"):
        assert "Peer supervision" in own.get(path).text
    assert "No supervision is recorded for you yet" in crew.client("stranger").get("/supervision").text
    crew.client("other_supervisor").get(f"/supervision/{crew.start_id}", status=404)
    own.get(f"/supervision/{crew.start_id}", status=403)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "peer"}, "Enter the day, month and year"),
        ({**parts("on", date(2100, 1, 4)), "kind": "peer"}, "still to come"),
        (parts("on", date(2026, 1, 5)), "Choose one answer"),
        ({**parts("on", date(2026, 1, 5)), "kind": "gossip"}, "Choose one of the answers"),
    ],
)
def test_bad_supervision(crew: Crew, data: dict, says: str) -> None:
    with crew.house.unit() as session:
        crew.name_both(session)
    page = crew.client("supervisor").submit(f"/supervision/{crew.start_id}", data, status=422)
    assert any(says in error for error in page.errors), page.errors


def test_nobody_is_hr_of_their_own_start(crew: Crew) -> None:
    with crew.house.unit() as session:
        start = crew.open_start(session, "hr2")
    client = crew.client("hr2")
    client.get(f"/start/{start}", status=303)
    client.get(f"/start/{start}/confirm", status=404)
    assert len(client.get("/start").all("tbody tr")) == 1
    assert len(crew.client("hr").get("/start").all("tbody tr")) == 2


def test_home_tells_each_what_to_do(asked: Crew) -> None:
    hr = asked.client("hr").get("/")
    for text in ("Check decisions needed", "Checks to begin", "Checks under way", "Person, 19 days"):
        assert text in hr.text
    assert "Starts to confirm" not in hr.text
    assert "something for you" in asked.client("manager").get("/").text
    assert "Something on your start checklist is for you." in asked.client("person").get("/").text
    with asked.house.unit() as session:
        asked.name_both(session)
    supervisor = asked.client("supervisor").get("/")
    assert "Supervision due" in supervisor.text


def test_home_when_ready_confirmed_and_begun(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session)
    assert "Every line is done for Person" in crew.client("hr").get("/").text
    assert "HR confirms your start next." in crew.client("person").get("/").text
    with crew.house.unit() as session:
        services.confirm(session, start=crew.sheet(session).start, by=crew.actor(session, "hr"))
    assert "Start dates to set" in crew.client("manager").get("/").text
    assert "HR has confirmed your start." in crew.client("person").get("/").text
    with crew.house.unit() as session:
        services.set_date(session, start=crew.sheet(session).start, day=workday(), by=crew.actor(session, "manager"))
    assert "Your first day is" in crew.client("person").get("/").text
    assert "Start dates to set" not in crew.client("manager").get("/").text
    with crew.house.unit() as session, days_ago(0):
        sheet = crew.sheet(session)
        services.record_supervision(
            session,
            start=sheet.start,
            on=clock.today(),
            kind=SupervisionKind.PEER,
            by=crew.actor(session, "supervisor"),
        )
        sheet.start.state = StartState.STARTED
    assert "Supervision due" not in crew.client("supervisor").get("/").text
    assert "your start" not in crew.client("person").get("/").text


def test_two_ready_starts_lead_to_the_board(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session)
        first, crew.start_id = crew.start_id, crew.open_start(session, "stranger")
        crew.people["person"] = crew.people["stranger"]
        crew.make_ready(session)
        assert first != crew.start_id
    assert "/start?waiting=ready" in crew.client("hr").get("/").attributes("main a", "href")


def test_a_supervisor_who_is_a_peer_too_does_not_open_the_checklist(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.name_both(session)
        grant(session, person_id=crew.people["supervisor"], role=Role.PEER, node_id=crew.nodes["north"], by=SYSTEM)
    crew.client("supervisor").get(crew.path(), status=404)


def test_another_features_line_leads_to_where_it_is_done(crew: Crew) -> None:
    crew.house.runtime.owner.loaded.manager.register(Certificates())
    page = crew.client("hr").get(crew.path())
    assert "Certificate: 6 of 8 areas met" in page.text
    assert "/supervision" in page.attributes("main [data-code=certificate] a", "href")
    board = crew.client("hr").get("/start")
    assert "Certificate" in board.all("thead th")


def test_home_when_nothing_waits_on_the_person(crew: Crew) -> None:
    with crew.house.unit() as session:
        crew.make_ready(session, leave=("access-ready",))
    assert "Nothing on your start checklist waits on you" in crew.client("person").get("/").text
