"""From a new post to an accepted offer, on the pages only."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from recruitment.trust import Trust

from lms.audit.models import AuditEvent
from lms.core import clock
from lms.jobs.models import Job
from lms.people.models import Person
from lms.recruitment.models import Decision, GuaranteedInterview, Offer, Post
from lms.recruitment.signals import offer_accepted
from lms.testing import Client

POST = {
    "title": "Peer Support Worker, nights",
    "hours": "22,5",
    "contact": "Jo, 01632 960000",
    "approval_reference": "TRAC-77",
    "closes_on-day": "30",
    "closes_on-month": "6",
    "closes_on-year": "2026",
}


def new_post(trust: Trust, hr: Client) -> str:
    """HR makes a draft; the address of its desk."""
    hr.submit("/posts/new", {**POST, "team": str(trust.team_id)})
    with trust.house.unit() as session:
        post = session.scalars(sa.select(Post).where(Post.title == POST["title"])).one()
        assert post.hours_per_week == 22.5
        assert [one["code"] for one in post.spec["steps"]] == ["why", "lived-experience", "experience"]
        return f"/posts/{post.id}"


def test_a_post_is_made_named_edited_opened_and_closed(trust: Trust) -> None:
    hr = trust.client("hr")
    post = new_post(trust, hr)
    stranger = trust.house.client()
    stranger.get(post, status=404)
    assert "This is a draft" in hr.get(post).text
    desk = hr.get(f"{post}/desk")
    assert desk.attributes("[data-verdict]", "data-verdict") == ["not-yet"]
    assert hr.post(f"{post}/open", status=422).h1 == "That cannot be done just now"
    hr.submit(f"{post}/edit", {"band": "4"})
    for name, lived in (("denise", "yes"), ("farah", "no"), ("third", "no")):
        hr.submit(f"{post}/panel", {"person": str(trust.people[name]), "lived_experience": lived}, action="/panel")
    ends = hr.get(f"{post}/panel").attributes("form[action$='/end']", "action")
    assert len(ends) == 3
    hr.post(ends[-1])
    assert hr.get(f"{post}/panel").all("td:first-child") == ["Denise", "Farah"]
    assert hr.get(f"{post}/desk").attributes("[data-verdict]", "data-verdict") == ["ok"]
    hr.submit(f"{post}/desk", action="/open")
    assert "Peer Support Worker, nights" in stranger.get("/posts").text
    advert = stranger.get(post)
    assert "You understand that peer support means being alongside" in advert.text
    [href] = advert.attributes("main a.nhsuk-button", "href")
    assert unquote(href) == f"/sign-up?next={post}/apply"
    assert hr.get(f"{post}/edit", status=303).location == f"{post}/desk"
    hr.post(
        f"{post}/edit", {**POST, "band": "5", "about": "x", "route": "offer-then-train", "programme_slug": "p"}, 422
    )
    hr.submit(f"{post}/desk", action="/close")
    hr.post(f"{post}/close", status=422)
    assert "takes no applications any more" in stranger.get(post).text
    assert "Peer Support Worker, nights" not in stranger.get("/posts").text
    assert sorted(hr.get("/posts/ours").all("td .nhsuk-tag")) == ["Closed", "Open"]


def write_application(trust: Trust, ana: Client) -> None:
    """Ana starts, writes, leaves half an answer, comes back, and sends."""
    apply = f"/posts/{trust.post_id}/apply"
    ana.submit(apply)
    home = trust.path("ana")
    assert ana.get(apply, status=303).location == home
    assert ana.get(home).all("[data-state=to-do] a") == [
        "About you",
        "Why would you like to do this work?",
        "What has your own experience taught you?",
        "What have you done that would help you in this role?",
        "What would help you",
    ]
    page = ana.submit(f"{home}/about-you", {"chosen_name": "Ana R", "certificate_name": "Ana Ruiz", "phone": "01632"})
    assert page.location == f"{home}/why"
    assert ana.submit(f"{home}/why", {"text": "To be alongside."}).location == f"{home}/lived-experience"
    half = ana.submit(f"{home}/lived-experience", {"text": "Half a"}, button="later")
    assert half.location == home
    assert ana.get(home).attributes("main a.nhsuk-button", "href") == [f"{home}/lived-experience"]
    assert ana.get(f"{home}/lived-experience").fields()["text"].strip() == "Half a"
    assert ana.get(f"{home}/check-and-send").attributes("[data-verdict]", "data-verdict") == ["not-yet"]
    refused = ana.post(f"{home}/check-and-send", status=422)
    assert refused.errors == ["Still to do before you can send it: What has your own experience taught you?"]
    ana.submit(f"{home}/lived-experience", {"text": "Half a story, and the rest."})
    assert ana.submit(f"{home}/experience", {"text": "A café."}).location == f"{home}/adjustments"
    ana.submit(f"{home}/adjustments", {"adjustments": "A quiet room", "guaranteed_interview": "no"})
    checked = ana.get(f"{home}/check-and-send")
    assert "Half a story, and the rest." in checked.text
    ana.submit(f"{home}/check-and-send")
    assert ana.get(f"{home}/why", status=303).location == home
    ana.post(f"{home}/check-and-send", status=303)


def test_an_applicant_writes_sends_and_is_hired_and_types_nothing_twice(trust: Trust) -> None:
    heard: list[dict[str, Any]] = []

    def hear(_sender: object, **told: Any) -> None:
        heard.append(told)

    owner = trust.house.runtime.owner
    ana, hr = trust.client("ana"), trust.client("hr")
    write_application(trust, ana)
    points = {f"points_c{n}": "2" for n in range(1, 10)}
    for name in ("denise", "farah"):
        scorer = trust.client(name)
        assert scorer.get("/applications/scoring").all(".lms-queue__main h2") == ["Ana R"]
        scorer.submit(trust.path("ana", "/score"), {"points_c1": "3"}, action="/score", button="later")
        assert scorer.get("/applications/scoring").all(".lms-queue__side") == ["Begun"]
        scorer.submit(trust.path("ana", "/score"), points, action="/score")
        assert scorer.get("/applications/scoring").all(".lms-queue__main h2") == []
        assert scorer.get("/applications/scoring?show=scored").all(".lms-queue__main h2") == ["Ana R"]
    review = trust.path("ana", "/review")
    hr.submit(review, action="/shortlist")
    invite = {"on-day": "8", "on-month": "6", "on-year": "2026", "at": "14:30", "place": "Room 2", "meets": "Denise"}
    shown = hr.submit(
        trust.path("ana", "/write/interview"),
        {**invite, "letter": "**Come** <script>alert(1)</script>"},
        button="preview",
        status=200,
    )
    assert shown.one(".nhsuk-inset-text strong") == "Come"
    assert shown.all(".nhsuk-inset-text script") == []
    hr.submit(trust.path("ana", "/write/interview"), {**invite, "letter": "Come and meet us."})
    page = ana.get(trust.path("ana"))
    assert "8 June 2026, 14:30" in page.text
    assert "What does being alongside someone mean to you" in page.text
    assert "Come and meet us." in page.text
    outcome = {f"points_q{n}": "2" for n in range(1, 6)}
    assert "There is nothing to write down yet" in hr.get(trust.path("ana", "/outcome")).text
    hr.post(trust.path("ana", "/outcome"), {**outcome, "leaning": "offer"}, status=422)
    with clock.frozen(datetime(2026, 6, 9, 9, 0, tzinfo=UTC)):
        ana, hr = trust.client("ana"), trust.client("hr")  # signed in anew after so many days
        assert "We write to you when we have decided" in ana.get(trust.path("ana")).text
        hr.submit(trust.path("ana", "/outcome"), {**outcome, "leaning": "offer"})
        hr.post(trust.path("ana", "/outcome"), {**outcome, "leaning": "offer"}, status=422)
        hr.submit(trust.path("ana", "/write/offer"), {"hours": "20"})
        offer = ana.get(trust.path("ana"))
        assert "Our offer" in offer.text
        with offer_accepted.connected_to(hear, sender=owner):
            ana.submit(trust.path("ana"), action="/accept")
        ana.post(trust.path("ana", "/accept"), status=422)
    [told] = heard
    del told["session"]
    assert told == {
        "application_id": trust.application_id("ana"),
        "person_id": trust.people["ana"],
        "post_id": trust.post_id,
        "node_id": trust.team_id,
        "programme_slug": "foundations",
        "route": "offer-then-train",
        "at": datetime(2026, 6, 9, 9, 0, tzinfo=UTC),
    }
    with trust.house.unit() as session:
        ana_now = session.get_one(Person, trust.people["ana"])
        assert (ana_now.chosen_name, ana_now.certificate_name, ana_now.phone) == ("Ana R", "Ana Ruiz", "01632")
        kinds = list(session.scalars(sa.select(Decision.kind).order_by(Decision.decided_at, Decision.created_at)))
        assert [kind.value for kind in kinds] == ["shortlisted", "interview", "offer", "accepted"]
        terms = session.scalars(sa.select(Offer.terms)).one()
        assert terms == {"team": "North team", "node_id": str(trust.team_id), "hours": 20.0, "band": "3"}
        actions = set(session.scalars(sa.select(AuditEvent.action)))
        assert {"application.submitted", "score.submitted", "application.offer", "application.accepted"} <= actions


def test_mail_says_only_that_there_is_something_to_read(trust: Trust) -> None:
    trust.offered("ana")
    with trust.house.unit() as session:
        mails = [job.payload for job in session.scalars(sa.select(Job).where(Job.kind == "people.mail"))]
    ours = [mail for mail in mails if mail["key"].startswith("recruitment.")]
    assert len(ours) == 3
    assert {mail["to"] for mail in ours} == {str(trust.people["ana"])}
    text = " ".join(f"{mail['subject']} {mail['body']}" for mail in ours).lower()
    assert not [word for word in ("peer", "mental", "interview", "offer", "post", "job") if word in text]
    assert {mail["path"] for mail in ours} == {trust.path("ana")}


def test_an_offer_can_be_declined_without_a_reason(trust: Trust) -> None:
    trust.offered("ana")
    ana = trust.client("ana")
    page = ana.get(trust.path("ana", "/decline"))
    assert set(page.fields()) == {"csrf_token", "_key", "_version"}
    ana.submit(trust.path("ana", "/decline"))
    assert ana.get(trust.path("ana", "/decline"), status=303).location == trust.path("ana")
    assert "You can apply again whenever you wish" in ana.get(trust.path("ana")).text
    ana.post(trust.path("ana", "/accept"), status=422)
    assert "Not taken up" in trust.client("hr").get(trust.path("ana", "/review")).text


def test_a_lost_race_for_an_answer_is_told(trust: Trust) -> None:
    trust.offered("ana")
    trust.client("ana").post(trust.path("ana", "/accept"), {"_version": "1"}, status=409)


def test_the_reserve_list_then_a_place(trust: Trust) -> None:
    trust.interviewed("ana")
    hr, ana = trust.client("hr"), trust.client("ana")
    letter = {"letter": "You did well."}
    past = {"until-day": "1", "until-month": "6", "until-year": "2026"}
    assert hr.submit(trust.path("ana", "/write/reserve"), {**letter, **past}, status=422).errors == [
        "Choose a day that is still to come."
    ]
    hr.submit(trust.path("ana", "/write/reserve"), {**letter, **past, "until-month": "10"})
    page = ana.get(trust.path("ana"))
    assert "until 1 October 2026" in page.text
    assert "Leave the reserve list" in page.text
    ana.submit(trust.path("ana", "/feedback"), {"way": "call"})
    assert "They asked for feedback: a call." in hr.get(trust.path("ana", "/review")).text
    hr.submit(trust.path("ana", "/review"), action="/feedback-given")
    assert "You have had your feedback" in ana.get(trust.path("ana")).text
    ana.post(trust.path("ana", "/feedback"), {"way": "writing"}, status=422)
    hr.post(trust.path("ana", "/feedback-given"), status=422)
    hr.submit(trust.path("ana", "/write/offer"))
    assert "22.5" in ana.get(trust.path("ana")).text


def test_not_this_time_is_kind_and_offers_feedback(trust: Trust) -> None:
    trust.interviewed("ana")
    hr, ana = trust.client("hr"), trust.client("ana")
    hr.submit(trust.path("ana", "/write/not-this-time"))
    page = ana.get(trust.path("ana"))
    assert "it says nothing about your worth" in page.text
    assert ana.get(trust.path("ana", "/feedback")).errors == []
    assert ana.post(trust.path("ana", "/feedback"), status=422).errors == ["Choose a call or writing."]
    ana.submit(trust.path("ana", "/feedback"), {"way": "writing"})
    assert "You asked for feedback." in ana.get(trust.path("ana")).text
    assert "There is no feedback to ask for here now" in ana.get(trust.path("ana", "/feedback")).text
    assert ana.get(trust.path("ana", "/withdraw"), status=303).location == trust.path("ana")
    assert hr.get(trust.path("ana", "/write/not-this-time"), status=303).location == trust.path("ana", "/review")


def test_an_application_is_taken_back_without_a_reason(trust: Trust) -> None:
    trust.send("ana")
    ana, hr = trust.client("ana"), trust.client("hr")
    assert set(ana.get(trust.path("ana", "/withdraw")).fields()) == {"csrf_token", "_key", "_version"}
    ana.submit(trust.path("ana", "/withdraw"))
    ana.post(trust.path("ana", "/withdraw"), status=422)
    trust.client("denise").get(trust.path("ana", "/score"), status=404)
    assert "Withdrawn" in hr.get(trust.path("ana", "/review")).text


def test_a_guaranteed_interview_is_kept(trust: Trust) -> None:
    trust.send("ana", guaranteed=GuaranteedInterview.YES)
    trust.score("ana", "denise")
    trust.score("ana", "farah")
    hr = trust.client("hr")
    page = hr.get(trust.path("ana", "/review"))
    assert "guaranteed interview and meet every essential point" in page.text
    assert "Not this time" not in page.all("a.nhsuk-button")
    refused = hr.submit(trust.path("ana", "/write/not-this-time"), status=422)
    assert "invite them to an interview" in refused.errors[0]


def test_hr_cannot_decide_before_the_scores_are_in(trust: Trust) -> None:
    trust.send("ana")
    trust.score("ana", "denise")
    hr = trust.client("hr")
    assert hr.get(trust.path("ana", "/review")).attributes("[data-verdict]", "data-verdict") == ["not-yet"]
    hr.post(trust.path("ana", "/shortlist"), status=422)
    assert "Still to do first" in hr.submit(trust.path("ana", "/write/not-this-time"), status=422).errors[0]
    trust.score("ana", "farah")
    hr.post(trust.path("ana", "/shortlist"))
    hr.post(trust.path("ana", "/shortlist"), status=422)
    hr.post(
        trust.path("ana", "/outcome"), {**{f"points_q{n}": "2" for n in range(1, 6)}, "leaning": "offer"}, status=422
    )
