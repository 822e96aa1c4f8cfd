"""The pages: the person's own, the lead's, and the public check."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from certificates.models import CertificateState, TitleKind
from lms.people.models import Person

NOTHING = "No certificate can be shown for this code"


def test_a_trainee_sees_from_day_one_what_is_done_and_what_is_left(world: Any) -> None:
    world.facts.modules, world.facts.left = (10, 11), ("Endings",)
    page = world.house.client(world.trainee).get("/certificates")
    assert page.h1 == "My certificates"
    assert page.attributes("[data-verdict]", "data-verdict") == ["not-yet"]
    assert page.attributes("[data-code]", "data-state") == ["to-do", "done"]
    assert "10 of 11 so far. Still to do: Endings." in page.text and "Next: You" in page.text
    assert "/learn" in page.attributes("[data-code] a", "href")


def test_when_all_is_done_it_says_that_nothing_is_left_to_the_person(world: Any) -> None:
    page = world.house.client(world.trainee).get("/certificates")
    assert page.attributes("[data-verdict]", "data-verdict") == ["ok"]
    assert "You do not have to do anything more." in page.text


def test_somebody_without_a_place_reads_what_will_be_here(world: Any) -> None:
    assert "There is no certificate yet." in world.house.client(world.stranger).get("/certificates").text


def test_the_title_is_chosen_before_the_certificate_is_issued(world: Any) -> None:
    browser = world.house.client(world.trainee)
    path = "/certificates/awards/foundations-award/title"
    assert browser.get(path).attributes("input[type=radio][checked]", "value") == ["full"]
    assert browser.submit(path, {"title": "neutral"}).location == "/certificates"
    assert "Certificate in Relational Support Practice" in browser.get("/certificates").all("h2")
    assert world.get(world.issue()).title_as_printed == "Certificate in Relational Support Practice"
    assert browser.submit(path, {"title": "golden"}, status=422).errors == ["Choose one of the answers in the list."]
    assert browser.post(path, {}, status=422).errors == ["Choose the title that should be printed."]
    browser.get("/certificates/awards/nothing/title", status=404)
    world.house.client(world.stranger).get(path, status=404)


def test_the_holder_waits_downloads_and_gets_the_very_same_bytes(world: Any) -> None:
    made = world.issue()
    browser = world.house.client(world.trainee)
    page = browser.get(f"/certificates/{made}")
    assert "The PDF is being made." in page.text and page.attributes("[data-state=being-made]", "data-state") == [
        "being-made"
    ]
    assert "The PDF is being made." in browser.get("/certificates").text
    browser.get(f"/certificates/{made}.pdf", status=404)
    world.house.work()
    page = browser.get(f"/certificates/{made}")
    first, second = (browser.get(f"/certificates/{made}.pdf").reply for _twice in range(2))
    assert first.data == second.data and sha256(first.data).hexdigest() == world.get(made).sha256
    assert (
        first.mimetype == "application/pdf"
        and first.headers["Content-Disposition"] == f'attachment; filename="{world.get(made).serial}.pdf"'
    )
    assert world.get(made).sha256 in page.text and "Valid" in page.text
    assert "Nobody else can check it" in browser.get("/certificates").text


def test_a_later_change_of_name_or_award_changes_no_bytes(world: Any, publish_again: Callable[..., UUID]) -> None:
    made = world.issue()
    world.house.work()
    browser = world.house.client(world.trainee)
    before = browser.get(f"/certificates/{made}.pdf").reply.data
    with world.house.unit() as session:
        session.get_one(Person, world.trainee).certificate_name = "Another Name"
    publish_again(version="2.0", title="Another title")
    assert browser.get(f"/certificates/{made}.pdf").reply.data == before
    assert "Siân Ŵyn Prydderch" in browser.get(f"/certificates/{made}").text


def test_nobody_but_the_holder_and_the_lead_there_sees_a_certificate(world: Any) -> None:
    made = world.issue()
    world.house.work()
    for person, status in ((world.trainee, 200), (world.lead, 200), (world.other_lead, 404), (world.stranger, 404)):
        browser = world.house.client(person)
        browser.get(f"/certificates/{made}", status=status)
        browser.get(f"/certificates/{made}.pdf", status=status)
        browser.get(f"/certificates/{made}/sharing", status=200 if person == world.trainee else 404)
        browser.post(
            f"/certificates/{made}/sharing",
            {"public": "anyone", "title": "full"},
            status=303 if person == world.trainee else 404,
        )
    for path in ("", ".pdf", "/sharing", "/revoke"):
        assert "/sign-in" in world.house.client().get(f"/certificates/{made}{path}", status=302).location
    world.house.client(world.trainee).get(f"/certificates/{uuid4()}", status=404)


def test_a_lead_sees_neither_the_link_nor_the_square(world: Any) -> None:
    made = world.issue()
    world.set(made, public=True)
    page = world.house.client(world.lead).get(f"/certificates/{made}")
    assert world.get(made).code not in page.reply.get_data(as_text=True) and not page.attributes("img", "src")
    assert f"/certificates/{made}/revoke" in page.attributes("main a", "href")
    own = world.house.client(world.trainee).get(f"/certificates/{made}")
    assert world.get(made).address in own.attributes("main a", "href") and own.attributes("img", "alt") == [
        "QR code of the link above"
    ]
    assert f"/certificates/{made}/revoke" not in own.attributes("main a", "href")


def test_the_holder_turns_checking_on_and_off_again(world: Any) -> None:
    made = world.issue()
    world.house.work()
    code = world.get(made).code
    browser, stranger = world.house.client(world.trainee), world.house.client()
    path = f"/certificates/{made}/sharing"
    assert stranger.get(f"/verify/{code}", status=404).h1 == NOTHING
    browser.submit(path, {"public": "anyone", "title": "neutral"})
    page = stranger.get(f"/verify/{code}")
    assert page.h1 == "Certificate: Valid" and "Siân Ŵyn Prydderch" in page.text
    assert "Certificate in Relational Support Practice" in page.text and "Peer Support" not in page.one("main")
    browser.submit(path, {"public": "anyone", "title": "full"})
    assert "Certificate in the Foundations of Peer Support" in stranger.get(f"/verify/{code}").text
    assert "Anyone who has the code can check it." in browser.get("/certificates").text
    browser.submit(path, {"public": "nobody", "title": "full"})
    assert stranger.get(f"/verify/{code}", status=404).h1 == NOTHING
    assert browser.submit(path, {"public": "everyone"}, status=422).errors == ["Choose one of the answers in the list."]
    assert browser.post(path, {}, status=422).errors == [
        "Choose who may check this certificate.",
        "Choose the title they see.",
    ]
    browser.post(path, {"public": "anyone", "title": "full", "_version": "99"}, status=409)


def test_a_neutral_certificate_offers_no_other_title_to_strangers(world: Any) -> None:
    made = world.issue()
    world.set(made, title_as_printed="Certificate in Relational Support Practice", public_title=TitleKind.NEUTRAL)
    browser = world.house.client(world.trainee)
    path = f"/certificates/{made}/sharing"
    assert browser.get(path).attributes("input[name=title]", "value") == ["neutral"]
    browser.post(path, {"public": "anyone", "title": "full"}, status=422)
    assert "Peer Support" not in browser.get(path).one("main")


def body(page: Any) -> str:
    return " ".join(page.one("main").split())


def test_unknown_and_private_codes_look_exactly_alike(world: Any) -> None:
    made = world.issue()
    code = world.get(made).code
    stranger = world.house.client()
    private = stranger.get(f"/verify/{code}", status=404)
    unknown = stranger.get("/verify/0000-0000-0000-0000-0000-0000-0000", status=404)
    silly = stranger.get("/verify/%01%F0%9F%92%A5'--", status=404)
    assert body(private) == body(unknown) == body(silly)
    assert stranger.get("/verify/%00", status=404).h1 == "Page not found", "no address has a NUL in it"
    assert stranger.get(f"/verify/{code}.json", status=404).reply.json == {"found": False}
    assert stranger.get("/verify/0000.json", status=404).reply.json == {"found": False}
    world.set(made, public=True)
    assert stranger.get(f"/verify/{code}").h1 == "Certificate: Valid"
    assert stranger.get(f"/verify/{code.upper().replace('-', ' ')}").h1 == "Certificate: Valid"


def test_a_code_is_typed_as_people_type(world: Any) -> None:
    made = world.issue()
    world.set(made, public=True)
    code = world.get(made).code
    stranger = world.house.client()
    reply = stranger.submit("/verify", {"code": f"  {code.upper().replace('-', ' ')} "})
    assert reply.location == f"/verify/{code}" and stranger.follow(reply).h1 == "Certificate: Valid"
    assert stranger.submit("/verify", {"code": ""}, status=422).errors == [
        "Type the code that is printed on the certificate."
    ]
    assert "at most 200 characters" in stranger.submit("/verify", {"code": "a" * 201}, status=422).errors[0]
    assert stranger.submit("/verify", {"code": "?!"}, status=404).h1 == NOTHING


@pytest.mark.parametrize(
    ("values", "heading", "says", "named"),
    [
        ({"state": CertificateState.SUSPENDED}, "Certificate: On hold", "is on hold at the moment", True),
        (
            {"state": CertificateState.SUPERSEDED},
            "Certificate: Replaced by a newer one",
            "Ask the person for the new code",
            False,
        ),
        ({"expires_on": date(2020, 1, 31)}, "Certificate: Expired", "was good until 31 January 2020", True),
    ],
)
def test_a_stranger_reads_how_it_stands(
    values: dict[str, Any], heading: str, says: str, named: bool, world: Any
) -> None:
    made = world.issue()
    world.set(made, public=True, **values)
    page = world.house.client().get(f"/verify/{world.get(made).code}")
    assert page.h1 == heading and says in page.text
    assert ("Siân" in page.text) is named


def test_a_lead_revokes_and_everyone_who_may_reads_why(world: Any) -> None:
    made = world.issue()
    world.set(made, public=True)
    lead, path = world.house.client(world.lead), f"/certificates/{made}/revoke"
    assert lead.submit(path, {"why": "", "words": ""}, status=422).errors == [
        "Say why the certificate is revoked.",
        "Write one sentence for anyone who checks the code.",
    ]
    assert "at most 500 characters" in lead.submit(path, {"why": "x" * 501, "words": "y"}, status=422).errors[0]
    world.house.client(world.other_lead).get(path, status=404)
    world.house.client(world.other_lead).post(path, {"why": "x", "words": "y"}, status=404)
    world.house.client(world.trainee).get(path, status=403)
    world.house.client(world.trainee).post(path, {"why": "x", "words": "y"}, status=403)
    assert (
        lead.submit(path, {"why": "The wrong person.", "words": "It was issued in error."}).location
        == f"/certificates/{made}"
    )
    own = world.house.client(world.trainee).get(f"/certificates/{made}")
    assert "The wrong person." in own.text and "talk to your programme lead" in own.text
    page = world.house.client().get(f"/verify/{world.get(made).code}")
    assert (
        page.h1 == "Certificate: Revoked"
        and "It was issued in error." in page.text
        and "The wrong person." not in page.text
    )
    told = world.house.client().get(f"/verify/{world.get(made).code}.json").reply.json
    assert told["state"] == "revoked" and told["words"] == "It was issued in error." and told["revoked_on"]
    assert path not in lead.get(f"/certificates/{made}").attributes("main a", "href")
    assert "no longer stands" in lead.submit(path, {"why": "x", "words": "y"}, status=422).errors[0]


def test_programs_are_told_the_same_as_people(world: Any) -> None:
    made = world.issue()
    world.house.work()
    world.set(made, public=True, expires_on=date(2099, 1, 2))
    found = world.get(made)
    told = world.house.client().get(f"/verify/{found.code}.json").reply.json
    assert told == {
        "found": True,
        "state": "valid",
        "name": "Siân Ŵyn Prydderch",
        "title": "Certificate in the Foundations of Peer Support",
        "issuer": "Fernbrook Trust",
        "issued_on": found.issued_on.isoformat(),
        "expires_on": "2099-01-02",
        "revoked_on": None,
        "words": "",
        "sha256": found.sha256,
    }
    assert found.sha256 in world.house.client().get(f"/verify/{found.code}").text


def test_a_lead_issues_in_one_press(world: Any) -> None:
    lead = world.house.client(world.lead)
    page = lead.get("/certificates/ready")
    assert page.attributes("main [data-verdict]", "data-verdict") == ["ok"] and "Siân" in page.text
    action = f"/certificates/ready/{world.enrolment}/{world.rule}"
    fields = page.fields(action)
    assert lead.post(action, fields).location == "/certificates/ready"
    assert lead.post(action, fields).location == "/certificates/ready"
    page = lead.get("/certificates/ready")
    assert "Issued. The PDF is being made" in page.text and "Nobody is waiting for you here." in page.text
    issued = lead.get("/certificates/issued")
    assert "Siân Ŵyn Prydderch" in issued.text and "PDF being made" in issued.text
    assert "holds this certificate already" in lead.post(action, status=422).errors[0]


def test_a_press_that_comes_too_early_says_what_is_left(world: Any) -> None:
    lead = world.house.client(world.lead)
    world.facts.areas = (20, 24)
    page = lead.post(f"/certificates/ready/{world.enrolment}/{world.rule}", status=422)
    assert "Siân has something still to do" in page.errors[0] and page.h1 == "Certificates to issue"
    page = lead.get("/certificates/ready")
    assert (
        page.attributes("main [data-verdict]", "data-verdict") == ["not-yet"]
        and "Next: Siân, then the assessor" in page.text
    )
    assert page.attributes("[data-code] a", "href") == []


def test_a_lead_reaches_nobody_elsewhere(world: Any) -> None:
    other = world.house.client(world.other_lead)
    assert "Siân" not in other.get("/certificates/ready").text
    other.post(f"/certificates/ready/{world.enrolment}/{world.rule}", status=404)
    made = world.issue()
    assert "No certificate has been issued yet." in other.get("/certificates/issued").text
    assert "PL-" not in other.get("/certificates/issued.csv").text
    lead = world.house.client(world.lead)
    lead.post(f"/certificates/ready/{world.enrolment}/{uuid4()}", status=404)
    lead.post(f"/certificates/ready/{uuid4()}/{world.rule}", status=404)
    table = lead.get("/certificates/issued.csv").text
    assert world.get(made).serial in table and "Siân Ŵyn Prydderch" in table
    for path in ("/certificates/ready", "/certificates/issued", "/certificates/issued.csv"):
        world.house.client(world.trainee).get(path, status=403)


def test_without_an_address_the_lead_reads_what_to_set(world: Any) -> None:
    object.__setattr__(world.house.runtime.settings, "base_url", "")
    lead = world.house.client(world.lead)
    assert "set PEER_LMS_BASE_URL first" in lead.get("/certificates/ready").text
    assert "PEER_LMS_BASE_URL" in lead.post(f"/certificates/ready/{world.enrolment}/{world.rule}", status=422).errors[0]


def test_pages_cost_the_same_however_many_there_are(world: Any, many: Callable[[int], None]) -> None:
    def cost(path: str) -> int:
        reply = world.house.client(world.lead).get(path).reply
        return int(reply.headers["Server-Timing"].split('desc="')[1].split()[0])

    few = {path: cost(path) for path in ("/certificates/ready", "/certificates/issued", "/certificates")}
    many(12)
    more = {path: cost(path) for path in few}
    assert few == more and max(more.values()) <= 12
