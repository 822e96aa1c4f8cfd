"""Every form, given what it should not get: a sentence, nothing lost, nothing kept."""

from typing import Any
from uuid import uuid4

import pytest
from recruitment.trust import Trust, facts

from lms.core.errors import Refused
from lms.recruitment import queries, services
from lms.recruitment.models import Leaning, Post
from lms.recruitment.template import post_template

GOOD = {
    "title": "T",
    "about": "A",
    "band": "3",
    "hours": "30",
    "route": "offer-then-train",
    "programme_slug": "foundations",
    "closes_on-day": "30",
    "closes_on-month": "6",
    "closes_on-year": "2026",
    "contact": "Jo",
}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Enter the title of the post."),
        ("title", "x" * 201, "“Title of the post” can be at most 200 characters long. Yours is 201: shorten it a little."),
        ("about", " ", "Write the advert."),
        ("band", "x" * 41, "“Band” can be at most 40 characters long. Yours is 41: shorten it a little."),
        ("hours", "", "Enter the hours a week, like 22.5."),
        ("hours", "many", "Enter hours a week from 1 to 48, like 30 or 22.5."),
        ("hours", "49", "Enter hours a week from 1 to 48, like 30 or 22.5."),
        ("hours", "0", "Enter hours a week from 1 to 48, like 30 or 22.5."),
        ("route", "sideways", "Choose one of the answers in the list."),
        ("programme_slug", "Not A Slug", "Use small letters, numbers and hyphens only, like foundations."),
        ("closes_on-month", "13", "Enter a real date, like 27 3 2027."),
        ("contact", "", "Enter a name and a telephone number."),
        ("approval_reference", "x" * 61, "“Approval reference” can be at most 60 characters long. Yours is 61: shorten it a little."),
        ("team", "", "Choose the team."),
    ],
)  # fmt: skip
def test_a_post_says_what_is_missing(trust: Trust, field: str, value: str, said: str) -> None:
    data = {**GOOD, "team": str(trust.team_id), field: value}
    assert trust.client("hr").post("/posts/new", data, status=422).errors == [said]


def test_a_post_goes_to_a_team_of_ones_own(trust: Trust) -> None:
    hr2 = trust.client("hr2")
    page = hr2.post("/posts/new", {**GOOD, "team": str(trust.team_id)}, status=422)
    assert page.errors == ["Choose one of the answers in the list."]
    hr2.post("/posts/new", {**GOOD, "team": str(uuid4())}, status=422)
    assert hr2.get("/posts/ours").all("tbody tr") == []


def test_the_panel_takes_scorers_of_this_place_only(trust: Trust) -> None:
    hr, panel = trust.client("hr"), f"/posts/{trust.post_id}/panel"
    yes = {"lived_experience": "yes"}
    assert hr.post(panel, yes, status=422).errors == ["Choose who scores."]
    assert hr.post(panel, {"person": str(trust.people["third"])}, status=422).errors == ["Choose yes or no."]
    for wrong in (str(trust.people["ana"]), str(trust.people["far"]), "nobody"):
        hr.post(panel, {"person": wrong, **yes}, status=422)
    hr.post(f"{panel}/{trust.people['denise']}/end", status=404)
    with trust.house.unit() as session, pytest.raises(Refused) as refused:
        place = queries.managed_post(session, trust.actor(session, "hr"), trust.post_id)
        assert place is not None
        services.name_member(
            session, place=place, person_id=trust.people["ana"], lived_experience=True, by=trust.actor(session, "hr")
        )
    assert refused.value.field == "person"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"chosen_name": ""}, "Enter the name you go by."),
        ({"certificate_name": ""}, "Enter the name for certificates. It can be the same."),
        ({"phone": "1" * 41}, "“Telephone number” can be at most 40 characters long. Yours is 41: shorten it a little."),
        ({"chosen_name": "x" * 201}, "“Name you go by” can be at most 200 characters long. Yours is 201: shorten it a little."),
    ],
)  # fmt: skip
def test_about_you_says_what_is_missing(trust: Trust, data: dict[str, str], said: str) -> None:
    trust.draft("ana")
    ana = trust.client("ana")
    page = ana.submit(trust.path("ana", "/about-you"), data, status=422)
    assert page.errors == [said]
    assert "Still to do About you" in ana.get(trust.path("ana")).text


def test_an_answer_is_never_lost(trust: Trust) -> None:
    trust.draft("ana")
    ana, why = trust.client("ana"), trust.path("ana", "/why")
    assert ana.post(why, {"text": "  "}, status=422).errors == [
        "Write your answer, or choose “Save and come back later”."
    ]
    long = "word " * 301
    page = ana.post(why, {"text": long}, status=422)
    assert page.errors == ["Use at most 300 words. You have written 301."]
    assert page.fields()["text"].split() == long.split()
    ana.post(why, {"text": long, "later": "y"})
    assert len(ana.get(why).fields()["text"].split()) == 301
    assert "Still to do Why would you like" in ana.get(trust.path("ana")).text
    ana.post(why, {"text": "x" * 12_001, "later": "y"}, status=422)
    ana.post(why, {"text": "", "later": "y"})
    ana.post(why, {"text": "Older window", "_version": "1"}, status=409)
    ana.get(trust.path("ana", "/nothing"), status=404)
    with trust.house.unit() as session, pytest.raises(LookupError):
        services.save_answer(
            session, case=trust.case(session, "ana"), step="nothing", text="x", by=trust.actor(session, "ana")
        )


def test_the_guaranteed_interview_needs_an_answer_to_go_on(trust: Trust) -> None:
    trust.draft("ana")
    ana, step = trust.client("ana"), trust.path("ana", "/adjustments")
    assert ana.post(step, {}, status=422).errors == ["Choose yes or no for the guaranteed interview."]
    ana.post(step, {"guaranteed_interview": "perhaps"}, status=422)
    ana.post(step, {"adjustments": "x" * 2001, "guaranteed_interview": "no"}, status=422)
    ana.post(step, {"adjustments": "A break", "later": "y"})
    assert ana.get(step).fields()["adjustments"].strip() == "A break"


def test_nothing_changes_in_an_application_that_was_sent(trust: Trust) -> None:
    trust.send("ana")
    with trust.house.unit() as session:
        case, by = trust.case(session, "ana"), trust.actor(session, "ana")
        with pytest.raises(Refused, match="no longer be changed"):
            services.save_answer(session, case=case, step="why", text="x", by=by)
        with pytest.raises(Refused):
            services.submit(session, case=case, by=by)


def test_a_closed_post_takes_nothing(trust: Trust) -> None:
    trust.draft("ana")
    trust.client("hr").post(f"/posts/{trust.post_id}/close")
    ana, ben = trust.client("ana"), trust.client("ben")
    assert "can no longer be sent" in ana.get(trust.path("ana")).text
    assert ben.post(f"/posts/{trust.post_id}/apply", status=422).errors == [
        "This post takes no applications any more. Look at the posts that are open now."
    ]
    ben.get(f"/posts/{uuid4()}/apply", status=404)
    ben.get(f"/posts/{uuid4()}", status=404)


def test_points_are_whole_and_complete(trust: Trust) -> None:
    trust.send("ana")
    denise, score = trust.client("denise"), trust.path("ana", "/score")
    full = {f"points_c{n}": "2" for n in range(1, 10)}
    page = denise.post(score, {**full, "points_c4": ""}, status=422)
    said = (
        "Give points for “You listen well and can get on with many kinds of people. This may be from home, "
        "community or paid work.”"
    )
    assert page.errors == [said]
    for wrong in ("4", "-1", "two"):
        denise.post(score, {**full, "points_c1": wrong}, status=422)
    denise.post(score, {**full, "comment": "x" * 2001}, status=422)
    denise.post(score, {"points_c1": "9", "later": "y"}, status=422)
    with pytest.raises(Refused) as refused:
        trust.score("ana", "denise", {"c1": 1})
    assert refused.value.field == "points_c2"
    denise.post(score, {"points_c1": "1", "later": "y"})
    denise.post(score, {"points_c1": "2", "later": "y"})
    denise.post(score, {**full, "_version": "1"}, status=409)


INVITE = {
    "on-day": "8",
    "on-month": "6",
    "on-year": "2026",
    "at": "14:30",
    "place": "Room 2",
    "meets": "Denise",
    "letter": "Come",
}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"at": "25:00"}, "Enter a time in 24 hours, like 14:30."),
        ({"at": ""}, "Enter the time, like 14:30."),
        ({"on-day": "31"}, "Enter a real date, like 27 3 2027."),
        ({"on-month": "5"}, "Choose a date and a time that are still to come."),
        ({"place": ""}, "Enter where you will meet."),
        ({"meets": "x" * 301}, "“Who they will meet” can be at most 300 characters long. Yours is 301: shorten it a little."),
        ({"letter": ""}, "Write the letter."),
        ({"letter": "x" * 6001}, "“Letter” can be at most 6000 characters long. Yours is 6001: shorten it a little."),
    ],
)  # fmt: skip
def test_an_interview_says_what_is_missing(trust: Trust, data: dict[str, str], said: str) -> None:
    trust.send("ana")
    trust.score("ana", "denise")
    trust.score("ana", "farah")
    trust.as_hr("ana", services.shortlist)
    page = trust.client("hr").post(trust.path("ana", "/write/interview"), {**INVITE, **data}, status=422)
    assert page.errors == [said]


def test_letters_outcomes_and_offers_refuse_nonsense(trust: Trust) -> None:
    trust.interviewed("ana")
    hr = trust.client("hr")
    letter = {"letter": "Kind words"}
    hr.post(trust.path("ana", "/write/interview"), INVITE, status=422)
    hr.post(trust.path("ana", "/write/offer"), {**letter, "hours": "x"}, status=422)
    hr.post(trust.path("ana", "/write/offer"), {**letter, "hours": "20", "_version": "1"}, status=409)
    hr.post(trust.path("ana", "/write/reserve"), letter, status=422)
    hr.post(trust.path("ana", "/write/reserve"), {"preview": "y"}, status=422)
    hr.get(trust.path("ana", "/write/party"), status=404)
    hr.post(trust.path("ana", "/outcome"), {"points_q1": "7", "leaning": "maybe"}, status=422)
    hr.post(trust.path("ana", "/feedback-given"), status=422)


def test_an_interview_is_written_about_after_it_only(trust: Trust) -> None:
    trust.send("ana")
    with pytest.raises(Refused, match="no interview"):
        trust.as_hr("ana", services.record_interview, points={}, leaning=Leaning.OFFER)


def test_a_form_without_valid_fields_has_no_facts(trust: Trust) -> None:
    from lms.recruitment.forms import InterviewForm, PostForm

    with trust.house.app.test_request_context("/"):
        with pytest.raises(LookupError):
            PostForm().facts()
        with pytest.raises(LookupError):
            InterviewForm().starts_at()


def test_a_post_that_has_opened_is_not_edited(trust: Trust) -> None:
    with trust.house.unit() as session:
        post: Any = session.get_one(Post, trust.post_id)
        hr = trust.actor(session, "hr")
        with pytest.raises(Refused, match="has opened"):
            services.edit_post(session, post=post, facts=facts(), by=hr)
        with pytest.raises(Refused, match="has opened"):
            services.open_post(session, post=post, by=hr)


def test_a_post_keeps_its_own_copy_of_the_template(trust: Trust) -> None:
    with trust.house.unit() as session:
        spec = session.get_one(Post, trust.post_id).spec
        spec["criteria"].clear()
    assert len(post_template().spec["criteria"]) == 9
