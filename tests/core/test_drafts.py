"""Words that are not sent: merged by number, restored, put away, and nobody else's."""

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.core import clock
from lms.core.drafts import DeviceKey, Draft, rules
from lms.people.models import Person, UserSession
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person

SHEET = "/trial/long"


@pytest.fixture
def ada(trial_house: House) -> Client:
    with trial_house.unit() as session:
        person = make_person(session, {Role.ADMIN: make_node(session)}, name="Ada")
    return trial_house.client(person)


def save(client: Client, seq: object, text: str, *, place: str = SHEET, status: int = 200, **more: Any) -> Any:
    """A browser's save of what has been typed so far."""
    body = {"place": place, "seq": seq, "words": {"name": ["Ada"], "story": [text]}, **more}
    headers = {"X-CSRF-Token": client.csrf_token()}
    reply = client._client.post("/drafts", data=json.dumps(body), content_type="application/json", headers=headers)
    assert reply.status_code == status, reply.text
    return reply.json


def story(client: Client) -> str:
    return client.get(SHEET).one("textarea")


def drafts(house: House) -> list[tuple[str, int, dict[str, Any]]]:
    with house.unit() as session:
        return [(row.place, row.seq, row.words) for row in session.scalars(sa.select(Draft))]


@pytest.mark.parametrize(("coming", "kept", "newer"), [(1, None, True), (2, 1, True), (1, 1, False), (1, 2, False)])
def test_the_highest_number_wins(coming: int, kept: int | None, newer: bool) -> None:
    assert rules.is_newer(coming, kept) is newer


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 2, 3])))
def test_in_whatever_order_saves_arrive_the_newest_stays(order: tuple[int, ...]) -> None:
    kept: int | None = None
    for coming in order:
        kept = coming if rules.is_newer(coming, kept) else kept
    assert kept == 3


@pytest.mark.parametrize(
    ("given", "read"),
    [(7, 7), ("7", 7), (2**53, 2**53), (2**53 + 1, None), (-1, None), ("", None), (None, None), (True, None),
     (1.5, None), ("²", None), ("9" * 400, None)],
)  # fmt: skip
def test_numbers_as_they_are_sent(given: object, read: int | None) -> None:
    assert rules.readable_seq(given) == read


def test_words_that_are_never_kept_and_shapes_that_are_none() -> None:
    sent = {"story": ["a"], "csrf_token": ["t"], "_key": ["k"], "new_password": ["p"], "_version": ["3"]}
    assert rules.readable_words(sent) == {"story": ["a"], "_version": ["3"]}
    assert rules.readable_words({"story": ["x" * 65_531]}) is not None
    assert rules.readable_words({"story": ["x" * 65_532]}) is None
    for wrong in (None, [], "text", {"story": "a"}, {"story": [1]}, {str(n): ["a"] for n in range(201)}):
        assert rules.readable_words(wrong) is None


def test_saves_that_arrive_late_twice_and_out_of_order(trial_house: House, ada: Client) -> None:
    assert save(ada, 20, "second") == {"seq": 20, "kept": True}
    assert save(ada, 10, "first, late") == {"seq": 20, "kept": False}
    assert save(ada, 20, "second, replayed") == {"seq": 20, "kept": True}
    assert story(ada) == "second"
    assert save(ada, 30, "third") == {"seq": 30, "kept": True}
    assert story(ada) == "third"
    assert [row[:2] for row in drafts(trial_house)] == [(SHEET, 30)]


def test_a_form_is_opened_with_unsent_words_and_a_line_that_says_so(trial_house: House, ada: Client) -> None:
    assert story(ada) == "as it was saved"
    assert ada.get(SHEET).attributes("[data-unsent]", "hidden") == [""]
    with clock.frozen(clock.now().replace(hour=14, minute=5)):
        save(ada, 1, "unsent words")
    page = ada.get(SHEET)
    assert page.one("textarea") == "unsent words"
    assert page.attributes("[data-unsent]", "hidden") == []
    shown = clock.local(clock.now().replace(hour=14, minute=5)).strftime("%H:%M")
    assert page.one("[data-unsent] p") == f"You have unsaved words. They are in the form below. Written at {shown}"
    assert ada.submit(SHEET).location == SHEET, "sending it works as ever"


def test_start_from_what_was_saved(trial_house: House, ada: Client) -> None:
    save(ada, 5, "unsent words")
    page = ada.get(SHEET)
    assert page.attributes("[data-throw]", "formaction") == ["/drafts/throw-away"]
    assert ada.post("/drafts/throw-away", page.fields(), status=303).location == SHEET
    assert story(ada) == "as it was saved"
    assert drafts(trial_house) == [(SHEET, 5, {})]
    save(ada, 5, "was still on its way")
    assert story(ada) == "as it was saved"


def test_once_it_is_sent_the_draft_goes_and_late_saves_are_too_late(trial_house: House, ada: Client) -> None:
    save(ada, 5, "unsent")
    ada.submit(SHEET, {"story": "sent", "_seq": "9"})
    assert drafts(trial_house) == [(SHEET, 9, {})]
    assert save(ada, 8, "unsent, late") == {"seq": 9, "kept": False}
    assert story(ada) == "as it was saved"
    save(ada, 10, "typed afterwards")
    assert story(ada) == "typed afterwards"


def test_a_form_with_an_error_keeps_its_draft(trial_house: House, ada: Client) -> None:
    save(ada, 5, "unsent")
    page = ada.submit(SHEET, {"name": "taken"}, status=422)
    assert page.one("textarea") == "unsent"
    assert page.fields()["_draft"] == SHEET
    assert [row[1] for row in drafts(trial_house)] == [5]


def test_save_draft_without_javascript(trial_house: House, ada: Client) -> None:
    assert "Save draft" in ada.get(SHEET).text
    reply = ada.submit(SHEET, {"story": "half a sent", "name": "taken", "_save_draft": "y"})
    assert reply.location == SHEET
    page = ada.follow(reply)
    assert page.all(".lms-notice[role=status] p")[0] == "Kept as a draft, not sent."
    assert page.one("textarea") == "half a sent"
    assert page.fields()["name"] == "taken"


@pytest.mark.parametrize("place", ["//evil.example/x", "/\\evil.example", "https://evil.example", "", "/x" * 300])
def test_save_draft_never_leads_elsewhere(trial_house: House, ada: Client, place: str) -> None:
    reply = ada.submit(SHEET, {"story": "x", "_draft": place, "_save_draft": "y"})
    assert reply.location == SHEET
    ada.post("/drafts/throw-away", {"_draft": place}, status=400)
    save(ada, 1, "x", place=place, status=400)


def test_a_draft_is_nobody_elses(trial_house: House, ada: Client) -> None:
    with trial_house.unit() as session:
        other = make_person(session, {Role.ADMIN: make_node(session)}, name="Grace")
    save(ada, 5, "mine alone")
    grace = trial_house.client(other)
    assert story(grace) == "as it was saved"
    save(grace, 6, "hers")
    grace.submit(SHEET)
    assert story(ada) == "mine alone"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"seq": "x"}, 400),
        ({"place": None}, 400),
        ({"words": {"story": ["x" * 70_000]}}, 413),
        ({"words": []}, 413),
    ],
)
def test_saves_that_cannot_be_kept(trial_house: House, ada: Client, body: dict[str, Any], status: int) -> None:
    headers = {"X-CSRF-Token": ada.csrf_token()}
    sent = {"place": SHEET, "seq": 1, "words": {"story": ["a"]}, **body}
    assert ada._client.post("/drafts", json=sent, headers=headers).status_code == status
    assert drafts(trial_house) == []


def test_a_save_without_the_pages_token_is_refused(trial_house: House, ada: Client) -> None:
    sent = {"place": SHEET, "seq": 1, "words": {"story": ["a"]}}
    for headers in ({}, {"X-CSRF-Token": "0" * 64}):
        assert ada._client.post("/drafts", json=sent, headers=headers).status_code == 403
    assert drafts(trial_house) == []


def test_nothing_is_audited_and_the_oldest_of_too_many_goes(trial_house: House, ada: Client) -> None:
    with trial_house.unit() as session:
        before = session.scalar(sa.text("select count(*) from lms_audit_event"))
    for number in range(103):
        save(ada, number + 1, "x", place=f"{SHEET}?n={number}")
    assert len(drafts(trial_house)) in {100, 101}
    with trial_house.unit() as session:
        assert session.scalar(sa.text("select count(*) from lms_audit_event")) == before


def test_the_form_still_works_after_twenty_hours(trial_house: House, ada: Client) -> None:
    page = ada.get(SHEET)
    with clock.frozen(clock.now() + timedelta(hours=20, minutes=1)):
        assert ada._client.post(SHEET, data={**page.fields(), "story": "slowly written"}).status_code == 303


def expire(house: House, **how: object) -> None:
    with house.unit() as session:
        session.execute(sa.update(UserSession).values(how or {"created_at": clock.now() - timedelta(days=31)}))


@pytest.mark.parametrize("moment", ["created_at", "seen_at"])  # too old, and too long unused
def test_the_words_of_an_expired_session_wait_behind_the_sign_in(trial_house: House, ada: Client, moment: str) -> None:
    page = ada.get(SHEET)
    expire(trial_house, **{moment: clock.now() - timedelta(days=31)})
    reply = ada._client.post(SHEET, data={**page.fields(), "story": "typed for an hour"})
    assert (reply.status_code, reply.location) == (302, "/sign-in?next=/trial/long")
    assert "Kept as a draft, not sent." in ada.get("/sign-in").text
    with trial_house.unit() as session:
        person = session.scalars(sa.select(Person).filter_by(chosen_name="Ada")).one()
    trial_house.sign_in(ada, person.id)
    assert story(ada) == "typed for an hour"


@pytest.mark.parametrize("fault", ["forged", "ended", "suspended", "another browser"])
def test_words_are_kept_for_nobody_when_it_is_not_sure_whose_they_are(
    trial_house: House, ada: Client, fault: str
) -> None:
    fields = {**ada.get(SHEET).fields(), "story": "typed"}
    expire(trial_house)
    if fault == "forged":
        fields["csrf_token"] = "0" * 64
    with trial_house.unit() as session:
        if fault == "ended":
            session.execute(sa.update(UserSession).values(ended_at=clock.now()))
        if fault == "suspended":
            session.execute(sa.update(Person).values(state="suspended"))
    browser = trial_house.client() if fault == "another browser" else ada
    assert browser._client.post(SHEET, data=fields).status_code == 302
    assert drafts(trial_house) == []


def key(client: Client, *names: str) -> dict[str, str]:
    headers = {"X-CSRF-Token": client.csrf_token()}
    reply = client._client.post("/drafts/key", json={"devices": names}, headers=headers)
    assert reply.status_code == 200
    found: dict[str, str] = reply.json
    return found


def test_the_key_of_a_device_is_one_persons_and_goes_with_their_sign_in(trial_house: House, ada: Client) -> None:
    with trial_house.unit() as session:
        other = make_person(session, {Role.ADMIN: make_node(session)}, name="Grace")
    first = key(ada)
    assert key(ada, "unknown", first["device"]) == first
    hers = key(trial_house.client(other), first["device"])
    assert hers["device"] != first["device"]
    assert hers["key"] != first["key"]
    expire(trial_house)
    with trial_house.unit() as session:
        person = session.scalars(sa.select(Person).filter_by(chosen_name="Ada")).one()
    trial_house.sign_in(ada, person.id)
    assert key(ada, first["device"]) == first, "a session that ran out leaves the words readable"
    left = ada.post("/sign-out")
    assert left.reply.headers["Clear-Site-Data"] == '"storage"'
    with trial_house.unit() as session:
        assert session.scalars(sa.select(DeviceKey.key)).all() == [hers["key"]]


def test_a_key_asked_for_again_because_the_answer_was_lost_is_the_same(trial_house: House, ada: Client) -> None:
    first = key(ada)
    assert key(ada) == first, "the device has not learnt its name"
    with trial_house.unit() as session:
        person = session.scalars(sa.select(Person).filter_by(chosen_name="Ada")).one()
    assert key(trial_house.client(person)) != first, "another sign-in may be on another device"


def test_a_shared_computer_keeps_no_copies(trial_house: House, ada: Client) -> None:
    key(ada)
    ada.submit("/account/this-device", {"shared": "yes"})
    assert key(ada) == {"off": True}
    with trial_house.unit() as session:
        assert session.scalars(sa.select(DeviceKey)).all() == []
    assert ada.get("/account/this-device").attributes("input[checked]", "value") == ["yes"]
    ada.submit("/account/this-device", {"shared": "no"})
    assert set(key(ada)) == {"device", "key"}


def test_a_person_sees_their_unsent_words_among_their_data(trial_house: House, ada: Client) -> None:
    save(ada, 5, "not sent yet")
    assert "not sent yet" in ada.get("/account/data").text
