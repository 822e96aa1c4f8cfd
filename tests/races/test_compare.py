"""Whoever loses a race reads their own words beside what is stored now: on every form that carries a version."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from access.objects import objects_of
from architecture.reading import ROOT, templates
from conftest import Told
from playwright.sync_api import Browser, expect

from assessments.models import Evidence, EvidenceState
from lms.core import clock
from lms.core.web.browser import SESSION_COOKIE
from lms.employment.models import Start, StartState
from lms.recruitment.models import ApplicationAnswer, Post, PostState
from lms.testing import Client, House, Page
from lms.testing.live import served

OLD = "77777"
MINE = "Mine: the loser's own words"
VERSIONED = re.compile(r"(submit_form|press)\([^%]*?\bversion=")
FORM = re.compile(r"call submit_form\(")
# Forms that make something new, look something up, or are one person's one press: there is nothing to write over.
NO_VERSION = {
    "modules/quiz", "modules/scenario", "modules/new_cohort", "certificates/choose_title", "certificates/verify_form",
    "assessments/allocation", "assessments/link_this", "employment/record_supervision", "recruitment/apply",
    "recruitment/new_post", "recruitment/feedback", "recruitment/not_this_person", "recruitment/step_check",
    "recruitment/panel", "recruitment/step_back", "recruitment/close_answer", "recruitment/withdraw", "recruitment/score_again", "certificates/replace",
    "people/host_signed_out", "people/sign_in", "people/admin_person", "people/link", "people/admin_invite",
    "people/again", "people/factor", "people/factor_app", "people/password", "people/reading",
    "people/reset", "people/sign_up", "drafts/device", "assessments/link", "recruitment/post",
    "retention/holds", "emergency/ask", "complaints/write", "privacy/ask", "privacy/erase_other",
}  # fmt: skip


@dataclass(frozen=True)
class Versioned:
    """One form: its template, endpoint, object and person, and words of one's own in a field of it."""

    template: str
    endpoint: str
    who: str
    object: str = ""
    mine: Mapping[str, str] = field(default_factory=dict)
    shows: str = ""  # the words the page has to show; those of the first field if not said
    step: str = ""
    settled: bool = False

    def words(self) -> str:
        """What the loser wrote."""
        return self.shows or next(iter(self.mine.values()), "")


OUTCOME = {"leaning": "reserve"}
FORMS = [
    Versioned("people/account", "people.account", "trainee", mine={"chosen_name": MINE}),
    Versioned("recruitment/step_about", "recruitment.step", "applicant", "own_step", {"chosen_name": MINE}),
    Versioned("recruitment/step_question", "recruitment.step", "applicant", "own_application", {"text": MINE}, step="lived-experience"),
    Versioned("recruitment/step_adjustments", "recruitment.step", "applicant", "own_application", {"adjustments": MINE, "later": "y"}, step="adjustments"),
    Versioned("recruitment/score", "recruitment.save_score", "scorer", "a2_application", {"comment": MINE, "later": "y"}),
    Versioned("recruitment/write", "recruitment.write", "hr", "a5_offer", {"letter": MINE, "hours": "20"}),
    Versioned("recruitment/edit_post", "recruitment.edit_post", "hr", "draft_post", {"contact": MINE}),
    Versioned("assessments/write", "assessments.piece", "trainee", "trainee_draft", {"text": MINE, "later": "y"}),
    Versioned("assessments/mark", "assessments.mark", "assessor", "t5_evidence", {"strong": MINE, "later": "y"}),
    Versioned("assessments/look", "assessments.look", "iqa", "decision", {"comment": MINE, "again": "y"}),
    Versioned("certificates/revoke", "certificates.revoke", "lead", "peer1_certificate", {"why": MINE, "words": "Issued in error."}),
    Versioned("certificates/sharing", "certificates.sharing", "peer1", "peer1_certificate", {"public": "nobody"}, "Nobody"),
    Versioned("employment/check", "employment.record_step", "hr", "trainee_check", {"reference": MINE, "value": "in-progress"}),
    Versioned("employment/follow", "employment.agree_waiver", "hr", "trainee_dbs_line", {"reason": MINE, "ends_on-day": "1", "ends_on-month": "3", "ends_on-year": "2030"}),
    Versioned("employment/withdraw", "employment.withdraw", "hr", "trainee_start", {"sure": "y"}, "Somebody has spoken with the person"),
    Versioned("employment/date", "employment.set_date", "manager", "trainee_start", {"day-day": "3", "day-month": "3", "day-year": "2031"}, "2031"),
    Versioned("employment/leaving", "employment.leaving", "hr", "peer1_start", {"reason": MINE, "last_day-day": "1", "last_day-month": "3", "last_day-year": "2031"}),
    Versioned("employment/last_day", "employment.last_day", "hr", "left_start", {"last_day-day": "7", "last_day-month": "3", "last_day-year": "2031", "right": "other-day", "why": "agreed"}, "2031"),
    Versioned("complaints/tell", "complaints.tell", "hr", "untold_complaint", {"told": MINE, "support": "Curtis"}),
    Versioned("complaints/hold", "complaints.hold", "hr", "a_complaint", {"reason": MINE, "review_on-day": "1", "review_on-month": "3", "review_on-year": "2031"}),
    Versioned("complaints/answer", "complaints.answer", "t6", "a_complaint", {"answer": MINE}),
    Versioned("complaints/close", "complaints.close", "hr", "a_complaint", {"decision": MINE, "outcome": "upheld", "reasons": "None."}),
    Versioned("emergency/review", "emergency.review", "admin", "an_emergency", {"finding": MINE, "was_right": "yes"}),
    Versioned("retention/one_class", "retention.one_class", "admin", "drafts_class", {"reason": MINE, "number": "7"}),
    Versioned("modules/reviewers", "modules.reviewers", "lead", "version_module", {"first": MINE, "second": "Grace"}),
    Versioned("modules/reflection", "modules.reflect", "trainee", "trainee_reflection", {"p_r1": MINE}),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(tell: Callable[[], Told]) -> Told:
    return tell()


@pytest.fixture(scope="module")
def shop(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Told, Any]]:
    house = told.house(tmp_path_factory.mktemp("races") / "demo")
    house.client(told.story.people["trainee"])  # whose session the matrix names
    objects = {**objects_of(house, told.story), **_begun(house, told)}
    yield house, told, objects
    house.close()


def _begun(house: House, told: Told) -> dict[str, dict[str, Any]]:
    """A post that is still a draft, points that were saved for later, and a kind of record whose period was changed."""
    scorer = house.client(told.story.people["scorer"])
    case = told.story.things["application-a2"]
    scorer.submit(f"/applications/{case}/score", {"comment": "Stored words", "later": "y"}, action="/score")
    with house.unit() as session:
        post = session.get_one(Post, told.story.things["post-city-2"])
        post.state = PostState.DRAFT
        left = session.get_one(Start, told.story.things["start.t6"])
        left.state, left.start_date, left.left_on = StartState.STARTED, clock.today(), clock.today()
        return {
            "left_start": {"start_id": left.id},
            "draft_post": {"post_id": post.id},
            "drafts_class": {"code": "draft"},
        }


def address(house: House, objects: Any, one: Versioned) -> str:
    params = {**(objects[one.object] if one.object else {}), **({"step": one.step} if one.step else {})}
    with house.app.test_request_context():
        return house.app.url_for(f"lms.{one.endpoint}", **params)


def lost(client: Client, at: str, one: Versioned) -> Page:
    """Send the form as it was opened long ago."""
    opened = client.status("GET", at) == 200
    fields = dict(client.get(at).form(at).form_values()) if opened else {}
    return client.post(at, {**fields, **one.mine, "_version": OLD}, status=409)


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("one", FORMS, ids=lambda one: f"{one.template}-{one.step}")
def test_the_loser_reads_their_own_words(shop: tuple[House, Told, Any], one: Versioned) -> None:
    house, told, objects = shop
    client, at = house.client(told.story.people[one.who]), address(house, objects, one)
    page = lost(client, at, one)
    assert page.h1 == "Somebody else has just changed this"
    assert "Yours has not been saved over it." in page.text
    form = page.form(at)
    sent = dict(form.form_values())
    assert sent["_version"] != OLD
    assert one.words() in page.text or one.words() in sent.values()
    for name, value in one.mine.items():
        assert sent[name] == value, name
    assert page.all("[data-stored]"), "what is stored now stands beside it"
    again = client._client.post(at, data=sent)
    assert again.status_code in {303, 422}, "“Save mine instead” is not stale any more"


def test_every_form_with_a_version_is_in_the_list_and_the_others_say_why_not() -> None:
    names = {path: path.relative_to(ROOT).as_posix().split("templates/lms/")[1].removesuffix(".jinja")
             for path in templates() if "docs/examples" not in str(path)}  # fmt: skip
    with_form = {name for path, name in names.items() if FORM.search(path.read_text(encoding="utf-8"))}
    versioned = {name for path, name in names.items() if "version=" in _calls(path)}
    assert versioned - {one.template for one in FORMS} - PLAIN - {"kit"} == set()
    assert with_form - versioned - NO_VERSION - {"kit", "compare"} == set(), (
        "give it a version, or say why it needs none"
    )


# One choice or one tick, nothing typed: the same page, shown for their neighbours above.
PLAIN = {
    "employment/name",
    "employment/confirm",
    "recruitment/outcome",
    "recruitment/decline",
    "employment/keeper",
    "complaints/hand_over",
    "complaints/again",
    "compare",
}


def _calls(path: Path) -> str:
    return "\n".join(re.findall(r"call submit_form\(.*?%\}", path.read_text(encoding="utf-8"), re.DOTALL))


@pytest.mark.on("sqlite")
def test_two_tabs_of_one_assessor(demo_house: House, told: Told) -> None:
    demo_house.client(told.story.people["trainee"])
    at = address(demo_house, objects_of(demo_house, told.story), FORMS[8])
    denise = demo_house.client(told.story.people["assessor"])
    tab, other = (denise.get(at).fields() for _ in range(2))
    denise.post(at, {**tab, "strong": "From the first tab", "later": "y"})
    page = denise.post(at, {**other, "strong": "From the second tab", "later": "y"}, status=409)
    assert page.one("[data-stored=strong]") == "From the first tab"
    assert page.one("textarea[name=strong]").strip() == "From the second tab"
    denise.post(at, page.fields())
    assert denise.get(at).one("textarea[name=strong]").strip() == "From the second tab"


@pytest.mark.browser
@pytest.mark.on("sqlite")
def test_opened_again_it_is_still_not_written_over(demo_house: House, told: Told, browser: Browser) -> None:
    """The words the loser comes back to were begun on the older version, however long the comparison stood open."""
    demo_house.client(told.story.people["trainee"])
    at = address(demo_house, objects_of(demo_house, told.story), FORMS[8])
    denise = demo_house.client(told.story.people["assessor"])
    cookie = denise._client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    with served(demo_house) as site, browser.new_context() as context:
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": site}])
        page = context.new_page()
        page.goto(f"{site}{at}")
        denise.post(at, {**denise.get(at).fields(), "strong": "From somewhere else", "later": "y"})
        for again in range(2):
            page.locator("textarea[name=strong]").fill(f"{MINE} {again}")
            page.locator("button[name=later]").click()
            expect(page.locator("[data-stored=strong]")).to_have_text("From somewhere else")
            page.wait_for_timeout(3000)  # longer than it takes until what is typed is kept
            page.goto(f"{site}{at}")
            expect(page.locator("textarea[name=strong]")).to_have_value(f"{MINE} {again}")


@pytest.mark.on("sqlite")
def test_a_decision_by_somebody_else_stands_and_the_words_can_be_copied(demo_house: House, told: Told) -> None:
    demo_house.client(told.story.people["trainee"])
    objects = objects_of(demo_house, told.story)
    at = address(demo_house, objects, FORMS[8])
    denise = demo_house.client(told.story.people["assessor"])
    opened = denise.get(at).fields()
    with demo_house.unit() as session:
        piece = session.get_one(Evidence, objects["t5_evidence"]["evidence_id"])
        piece.state = EvidenceState.ASSESSED
    page = denise.post(at, {**opened, "strong": MINE, "later": "y"}, status=409)
    assert page.one("[data-mine=strong]") == MINE
    assert "yours can no longer be saved here" in page.text
    assert "Save mine instead" not in page.text


@pytest.mark.on("sqlite")
def test_an_answer_that_was_not_there_is_not_written_over_either(demo_house: House, told: Told) -> None:
    case = told.story.things["application-applicant"]
    marek = demo_house.client(told.story.people["applicant"])
    with demo_house.unit() as session:
        session.execute(sa.delete(ApplicationAnswer).filter_by(application_id=case, step="lived-experience"))
    at = f"/applications/{case}/lived-experience"
    first, second = (marek.get(at).fields() for _ in range(2))
    marek.post(at, {**first, "text": "First"})
    page = marek.post(at, {**second, "text": "Second"}, status=409)
    assert page.one("[data-stored=text]") == "First"
