"""One's own account, and the administration of everybody's."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from lms.audit import queries as audit
from lms.audit.models import AuditEvent
from lms.core import clock
from lms.core.access import NOBODY, SYSTEM, Mode
from lms.core.errors import Refused
from lms.people import links, queries, services
from lms.people.identity import actor_for
from lms.people.models import Grant, MailedLink, NodeKind, Person, UserSession
from lms.people.nodes import below
from lms.people.permissions import Can
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def actions(house: House) -> list[str]:
    with house.unit() as session:
        return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.created_at)))


def grant_of(place: Any, person: UUID) -> UUID:
    with place.house.unit() as session:
        return session.scalars(sa.select(Grant.id).filter_by(person_id=person)).one()


def test_a_new_name_is_used_everywhere(place: Any) -> None:
    ann, admin = place.browser("ann"), place.browser("admin")
    after = ann.submit(
        "/account", {"chosen_name": "Anni", "certificate_name": "Ann B.", "phone": "01632 960123"}, action="/account"
    )
    assert ann.follow(after).all(".lms-notice") == ["Saved."]
    assert ann.get("/").h1 == "Hello, Anni"
    assert admin.get(f"/admin/people/{place.ann}").h1 == "Anni"
    assert "Anni" in admin.get("/admin/people").text
    page = ann.get("/account")
    assert page.attributes("[name=certificate_name]", "value") == ["Ann B."]
    assert page.attributes("[name=phone]", "value") == ["01632 960123"]
    assert actions(place.house)[-2:] == ["person.renamed", "person.contact-changed"]


def test_saving_without_a_change_is_no_event(place: Any) -> None:
    ann = place.browser("ann")
    before = actions(place.house)
    ann.submit("/account", action="/account")
    assert actions(place.house) == before


@pytest.mark.parametrize(
    ("field", "sent", "says"),
    [
        ("chosen_name", "", "Enter the name you want us to use."),
        (
            "chosen_name",
            "x" * 201,
            "“Name you go by” can be at most 200 characters long. Yours is 201: shorten it a little.",
        ),
        ("certificate_name", " ", "Enter the name to print on certificates."),
        ("phone", "0" * 41, "“Telephone number” can be at most 40 characters long. Yours is 41: shorten it a little."),
    ],
)
def test_names_that_cannot_be_used(place: Any, field: str, sent: str, says: str) -> None:
    page = place.browser("ann").submit("/account", {field: sent}, action="/account", status=422)
    assert page.errors == [says]
    assert page.attributes(f"[name={field}]", "value") in ([sent], [""], [])


def test_two_who_rename_at_once(place: Any) -> None:
    ann = place.browser("ann")
    opened = ann.get("/account").fields("/account")
    ann.post("/account", {**opened, "_key": "1", "chosen_name": "First"})
    lost = ann.post("/account", {**opened, "_key": "2", "chosen_name": "Second"}, status=409)
    assert lost.h1 == "Somebody else has just changed this"
    assert ann.get("/").h1 == "Hello, First"


def test_one_ends_ones_own_sessions_only(place: Any) -> None:
    here, there = place.browser("ann"), place.browser("ann")
    with place.house.unit() as session:
        mine = [row.id for row in queries.sessions_of(session, place.ann)]
    place.browser("bob").post(f"/account/sessions/{mine[0]}/end", status=404)
    here.post(f"/account/sessions/{uuid4()}/end", status=404)
    assert len(mine) == 2
    here.post(f"/account/sessions/{mine[0]}/end")
    there.get("/account", status=302)
    here.get("/account")


def test_an_account_without_roles_has_no_pages(place: Any) -> None:
    with place.house.unit() as session:
        person = make_person(session)
    place.house.client(person).get("/account", status=403)


def test_inviting_somebody(place: Any) -> None:
    admin = place.browser("admin")
    page = admin.get("/admin/people/new")
    assert page.all("select[name=node] option") == ["Choose one", "Fernbrook", "North", "South"]
    answers = {"chosen_name": "Imran", "email": "imran@test.example", "role": "assessor", "node": str(place.north)}
    after = admin.submit("/admin/people/new", answers)
    assert admin.follow(after).all(".lms-notice") == ["Added. The invitation is on its way."]
    with place.house.unit() as session:
        link = session.scalars(sa.select(MailedLink)).one()
        assert queries.open_links(session) == 1
    assert "Invitations not yet taken up" in admin.get("/").text
    path = f"/link/{link.id}/{links.token(place.house.runtime.settings.secret_key, link.id)}"
    imran = place.house.client()
    assert imran.get(path).h1 == "Choose your password"
    imran.submit(path, {"password": "three words remembered"})
    assert "Assessor, North" in imran.get("/account").text
    assert "Invitations not yet taken up" not in admin.get("/").text
    imran.get("/admin/people", status=403)


@pytest.mark.parametrize(
    ("field", "sent", "says"),
    [
        ("chosen_name", "", "Enter the person’s name."),
        ("email", "", "Enter the person’s e-mail address."),
        ("email", "x", "Enter an e-mail address like name@example.com."),
        (
            "email",
            "ANN@test.example",
            "Somebody with this e-mail address is here already. Look them up in the list of people.",
        ),
        ("role", "", "Choose a role."),
        ("role", "king", "Choose one of the answers in the list."),
        ("node", "", "Choose where the role applies."),
        ("node", "nowhere", "Choose one of the answers in the list."),
    ],
)
def test_invitations_that_cannot_be_sent(place: Any, field: str, sent: str, says: str) -> None:
    answers = {"chosen_name": "I", "email": "i@test.example", "role": "assessor", "node": str(place.north)}
    page = place.browser("admin").submit("/admin/people/new", {**answers, field: sent}, status=422)
    assert page.errors == [says]
    with place.house.unit() as session:
        assert queries.person_by_email(session, "i@test.example") is None


def test_inviting_again_counts_once(place: Any) -> None:
    admin = place.browser("admin")
    for _ in range(2):
        admin.post(f"/admin/people/{place.ann}/invite")
    with place.house.unit() as session:
        links.ask_reset(session, email="bob@test.example")
        assert queries.open_links(session) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(MailedLink)) == 3


def test_a_role_is_given_with_dates_and_ends(place: Any) -> None:
    admin, where = place.browser("admin"), f"/admin/people/{place.ann}"
    dates = {"starts_on-day": "1", "starts_on-month": "2", "starts_on-year": "2090"}
    assert "/admin" in admin.submit(where, {"role": "scorer", "node": str(place.org), **dates}, action=where).location
    assert "from 1 February 2090" in admin.get(where).text
    backwards = {**dates, "ends_on-day": "31", "ends_on-month": "1", "ends_on-year": "2090"}
    page = admin.submit(where, {"role": "trainer", "node": str(place.org), **backwards}, action=where, status=422)
    assert page.errors == ["The last day must be on or after the first day."]
    odd = admin.submit(
        where, {"role": "trainer", "node": str(place.org), "ends_on-day": "31"}, action=where, status=422
    )
    assert odd.errors == ["Enter a real date, like 27 3 2027."]
    admin.post(f"/admin/grants/{uuid4()}/end", status=404)


def test_an_ended_role_is_gone_at_the_next_request(place: Any) -> None:
    ann, admin = place.browser("ann"), place.browser("admin")
    ann.get("/account")
    grant = grant_of(place, place.ann)
    admin.post(f"/admin/grants/{grant}/end")
    ann.get("/account", status=403)
    assert "ended" in admin.get(f"/admin/people/{place.ann}").text


def test_ending_a_role_again_leaves_its_last_day(place: Any) -> None:
    with place.house.unit() as session:
        grant = session.scalars(sa.select(Grant).filter_by(person_id=place.ann)).one()
        with clock.frozen(NOON):
            services.end_grant(session, grant=grant, by=SYSTEM)
        services.end_grant(session, grant=grant, by=SYSTEM)
        assert str(grant.ends_on) == "2026-02-28"


@pytest.mark.parametrize(
    ("starts", "ends", "day", "held"),
    [
        (None, None, 0, True), (0, None, 0, True), (1, None, 0, False), (1, None, 1, True),
        (None, 0, 0, True), (None, 0, 1, False), (-1, 1, 0, True), (-2, -1, 0, False),
    ],
)  # fmt: skip
def test_a_grant_holds_from_its_first_to_its_last_day(
    house: House, starts: int | None, ends: int | None, day: int, held: bool
) -> None:
    def on(days: int | None) -> Any:
        return None if days is None else NOON.date() + timedelta(days=days)

    with house.unit() as session:
        person, node = make_person(session), make_node(session)
        services.grant(
            session,
            person_id=person.id,
            role=Role.HR,
            node_id=node.id,
            by=SYSTEM,
            starts_on=on(starts),
            ends_on=on(ends),
        )
        with clock.frozen(NOON + timedelta(days=day)):
            actor = actor_for(session, person.id, house.runtime.permissions)
            assert actor.can(Can.OWN_ACCOUNT) is held
            assert actor.roles == (frozenset({"hr"}) if held else frozenset())
            assert [p.id for p in queries.people_with_role(session, Role.HR, node.path)] == (
                [person.id] if held else []
            )


def test_the_same_grant_is_given_once(house: House) -> None:
    with house.unit() as session:
        person, node = make_person(session), make_node(session)
        asked = {"person_id": person.id, "role": Role.HR, "node_id": node.id, "by": SYSTEM}
        assert services.grant(session, **asked) is services.grant(session, **asked)


def test_a_closed_account_is_closed_at_once_and_opens_without_its_sessions(place: Any) -> None:
    ann, admin = place.browser("ann"), place.browser("admin")
    ann.get("/account")
    after = admin.post(f"/admin/people/{place.ann}/suspend")
    assert admin.follow(after).all(".lms-notice") == ["The account is closed for now."]
    assert "Closed for now" in admin.get("/admin/people").text
    ann.get("/account", status=302)
    with place.house.unit() as session:
        assert session.scalars(sa.select(UserSession).filter_by(person_id=place.ann)).one().ended_at is not None
        assert actor_for(session, place.ann, place.house.runtime.permissions) is NOBODY
    after = admin.post(f"/admin/people/{place.ann}/suspend")
    assert admin.follow(after).all(".lms-notice") == ["The account is open again."]
    ann.get("/account", status=302)
    place.browser("ann").get("/account")
    assert [a for a in actions(place.house) if a.startswith(("person.s", "person.r"))] == [
        "person.suspended",
        "person.reinstated",
    ]


def test_whoever_lost_a_phone_is_signed_out_everywhere_and_stays(place: Any) -> None:
    phone, desk, admin = place.browser("ann"), place.browser("ann"), place.browser("admin")
    before = [browser.get("/account").h1 for browser in (phone, desk)]
    page = admin.get(f"/admin/people/{place.ann}")
    assert "Sign them out everywhere" in page.all("main button")
    after = admin.post(f"/admin/people/{place.ann}/sign-out")
    assert admin.follow(after).all(".lms-notice") == ["They are signed out everywhere. They can sign in again."]
    for browser in (phone, desk):
        browser.get("/account", status=302)
    assert place.browser("ann").get("/account").h1 == before[0]
    assert actions(place.house).count("session.ended") == 2


def test_nobody_closes_their_own_account(place: Any) -> None:
    admin = place.browser("admin")
    page = admin.post(f"/admin/people/{place.admin}/suspend", status=422)
    assert "You cannot suspend your own account. Ask another administrator." in page.text
    admin.get("/account")
    with place.house.unit() as session, pytest.raises(Refused):
        person = session.get_one(Person, place.admin)
        services.suspend(session, person=person, by=actor_for(session, place.admin, place.house.runtime.permissions))


def test_an_administrator_sees_the_people_of_their_own_nodes(place: Any) -> None:
    nora = place.browser("north_admin")
    page = nora.get("/admin/people")
    assert page.all("tbody a") == ["Ann", "Nora"]
    assert nora.get(f"/admin/people/{place.ann}").all("select[name=node] option") == ["Choose one", "North"]
    bobs = grant_of(place, place.bob)
    nora.get(f"/admin/people/{place.bob}", status=404)
    nora.get(f"/admin/people/{uuid4()}", status=404)
    for path in (
        f"people/{place.bob}/suspend",
        f"people/{place.bob}/invite",
        f"people/{place.bob}",
        f"grants/{bobs}/end",
    ):
        nora.post(f"/admin/{path}", {"role": "admin", "node": str(place.north)}, status=404)
    elsewhere = {"role": "admin", "node": str(place.org)}
    nora.submit(f"/admin/people/{place.ann}", elsewhere, action=str(place.ann), status=422)
    place.browser("bob").get("/account")


def test_roles_that_others_look_after_are_theirs_to_see(place: Any) -> None:
    """Bob is a trainee in the South, and scores in the North: Nora reads of the one, and that there is another."""
    with place.house.unit() as session:
        services.grant(session, person_id=place.bob, role=Role.SCORER, node_id=place.north, by=SYSTEM)
    nora, sam, elsewhere = place.browser("north_admin"), place.browser("admin"), "They hold a role elsewhere too"
    assert "South" not in nora.get("/admin/people").text
    page = nora.get(f"/admin/people/{place.bob}")
    assert len(page.all("main .lms-checklist__line")) == 1
    assert "South" not in page.text
    assert elsewhere in page.text
    whole = sam.get(f"/admin/people/{place.bob}")
    assert len(whole.all("main .lms-checklist__line")) == 2
    assert elsewhere not in whole.text


def test_an_account_that_reaches_further_is_not_closed_from_below(place: Any) -> None:
    with place.house.unit() as session:
        north = session.get_one(queries.Node, place.north)
        for person in (place.admin, place.bob):
            services.grant(session, person_id=person, role=Role.SCORER, node_id=north.id, by=SYSTEM)
    nora = place.browser("north_admin")
    for person in (place.admin, place.bob):
        page = nora.post(f"/admin/people/{person}/suspend", status=422)
        assert "They hold a role outside your part of the organisation, too." in page.text
    top = place.browser("admin")
    top.post(f"/admin/people/{place.bob}/suspend")
    nora.post(f"/admin/people/{place.bob}/suspend", status=422)
    with place.house.unit() as session:
        assert session.get_one(Person, place.bob).state.value == "suspended"


def test_the_audit_of_a_team_is_about_its_own_people(place: Any) -> None:
    admin, nora = place.browser("admin"), place.browser("north_admin")
    admin.post(f"/admin/people/{place.bob}/suspend")
    assert "Nothing fits." in nora.get("/admin/audit?action=person.suspended").text
    admin.post(f"/admin/people/{place.ann}/suspend")
    assert len(nora.get("/admin/audit?action=person.suspended").all("li[data-action]")) == 1
    assert len(admin.get("/admin/audit?action=person.suspended").all("li[data-action]")) == 2
    nora.submit(
        "/admin/people/new",
        {"chosen_name": "New", "email": "n@test.example", "role": "trainee", "node": str(place.north)},
    )
    assert "Nora added New." in nora.get("/admin/audit").all("li[data-action] a")


@pytest.mark.parametrize(
    ("search", "found"), [("an", ["Ann"]), ("BOB@", ["Bob"]), ("%", []), ("nobody", []), ("\x00ann\x00", ["Ann"])]
)
def test_looking_people_up(place: Any, search: str, found: list[str]) -> None:
    page = place.browser("admin").get("/admin/people", query_string={"q": search})
    names = page.all("tbody a")
    assert [name for name in names if name in {"Ann", "Bob", "Sam"}] == found
    if not found:
        assert "Nobody found." in page.text


def test_long_lists_go_on_behind_a_link_in_few_statements(place: Any) -> None:
    with place.house.unit() as session:
        north = session.get_one(queries.Node, place.north)
        for number in range(50):
            make_person(session, {Role.TRAINEE: north}, name=f"P{number:02}")
    admin = place.browser("admin")
    page = admin.get("/admin/people")
    assert len(page.all("tbody a")) == 50
    (more,) = [link for link in page.attributes("main a", "href") if "after=" in link]
    assert admin.get(more).all("tbody a") == ["P47", "P48", "P49", "Sam"]
    queries_used = int(page.reply.headers["Server-Timing"].split('desc="')[1].split()[0])
    assert queries_used <= 12


def test_the_audit_is_read_newest_first_by_how_it_begins(place: Any) -> None:
    admin = place.browser("admin")
    admin.post(f"/admin/people/{place.ann}/suspend")
    page = admin.get("/admin/audit?action=person.")
    actions = page.attributes("li[data-action]", "data-action")
    assert actions[0] == "person.suspended"
    assert {action.split(".")[0] for action in actions} == {"person"}
    assert page.all("li[data-action] a")[0] == "Sam closed the account of Ann for now."
    assert len(admin.get("/admin/audit").all("li[data-action]")) > len(actions)
    assert "Nothing fits." in admin.get("/admin/audit?action=%25").text
    place.browser("bob").get("/admin/audit", status=403)
    with place.house.unit() as session:
        event = audit.events(session, action="person.suspended").items[0][0]
        assert (event.actor_id, event.subject_id, event.about_id) == (place.admin, place.ann, place.ann)
        assert event.subject_kind == "lms_person"
        assert len(event.request_id) == 16


def test_the_tree_is_filtered_by_path(place: Any) -> None:
    with place.house.unit() as session:
        org, north = session.get_one(queries.Node, place.org), session.get_one(queries.Node, place.north)
        assert north.path == f"{org.id.hex}/{north.id.hex}/"
        assert [n.name for n in queries.nodes_at(session, [north.path])] == ["North"]
        assert [n.name for n in queries.nodes_at(session, [org.path], NodeKind.TEAM)] == ["North", "South"]
        assert session.scalars(sa.select(queries.Node).where(below(()))).all() == []
        assert [p.chosen_name for p in queries.people_with_role(session, Role.ADMIN, north.path)] == ["Nora", "Sam"]
        assert [p.chosen_name for p in queries.people_with_role(session, Role.ADMIN, org.path)] == ["Nora", "Sam"]
        assert queries.names(session, [place.ann, uuid4()]) == {place.ann: "Ann"}
        assert queries.names(session, []) == {}


def test_suspended_and_unknown_people_are_nobody(place: Any) -> None:
    with place.house.unit(Mode.READ) as session:
        assert actor_for(session, uuid4(), place.house.runtime.permissions) is NOBODY
        actor = actor_for(session, place.ann, place.house.runtime.permissions)
        assert actor.name == "Ann"
        assert not actor.can(Can.MANAGE_PEOPLE)


def test_strangers_are_welcomed(house: House) -> None:
    assert house.client().get("/").h1 == "Welcome"
