"""A scene from practice: somebody closes an answer after scoring. Its words close, points stay, others may score."""

from dataclasses import dataclass, field

import pytest
from recruitment.trust import SECRET, Trust

from lms.people.models import Node
from lms.people.roles import Role
from lms.recruitment import services
from lms.recruitment.presenters import scoring as presenters
from lms.recruitment.services import again
from lms.testing import Page, make_person

BOATS = "She spoke of boats"  # what scorers wrote, which repeats the answer
ANSWER = "/answers/lived-experience/close"
TWO = {f"points_c{number}": "2" for number in range(1, 10)}
THREE = {f"points_c{number}": "3" for number in range(1, 10)}


@dataclass
class Seen:
    """How many pages people opened after the answer was closed, and whom they told what it said."""

    pages: int = 0
    told: list[str] = field(default_factory=list)

    def look(self, who: str, page: Page) -> Page:
        self.pages += 1
        whole = page.reply.get_data(as_text=True)  # what stands in forms too
        self.told += [f"{who}: {words}" for words in (SECRET, BOATS) if words in whole]
        return page


def scored(trust: Trust) -> None:
    """Both scorers send points for Ana; for Ben one of them does, and the other has read and begun."""
    trust.send("ana")
    trust.send("ben")
    given = {**TWO, "comment": BOATS}
    for who in ("denise", "farah"):
        trust.client(who).submit(trust.path("ana", "/score"), given, action="/score")
    trust.client("denise").submit(trust.path("ben", "/score"), given, action="/score")
    trust.client("farah").submit(trust.path("ben", "/score"), given, action="/score", button="later")
    assert BOATS in trust.client("denise").get(trust.path("ana", "/score")).text
    assert BOATS in trust.client("farah").get(trust.path("ben", "/score")).fields("/score")["comment"]


def looked_at(trust: Trust) -> Seen:
    """Both close the answer; then everybody who works with it opens their pages."""
    seen, hr = Seen(), trust.client("hr")
    for name in ("ana", "ben"):
        trust.client(name).submit(trust.path(name, ANSWER))
        for who in ("denise", "farah"):
            seen.look(who, trust.client(who).get(trust.path(name, "/score")))
        seen.look("hr", hr.get(trust.path(name, "/review")))
    seen.look("hr", hr.get("/applications"))
    return seen


@pytest.mark.on("sqlite")
def test_the_page_says_before_what_goes_and_what_stays(trust: Trust) -> None:
    trust.send("ana")
    page = trust.client("ana").get(trust.path("ana", ANSWER))
    for said in (
        "cannot be opened to them again. HR never could",
        "What they wrote beside their points, about any of your answers",
        "Points that were sent, without words: we have to be able to show how we chose",
        "deleted some time after decision and feedback are done",
        "See who opened your answers, and when",
        "you can ask that other people score your application",
    ):
        assert said in page.text, said
    assert {"/account/data/erase", "/account/access-log"} <= set(page.attributes("main a", "href"))


@pytest.mark.on("sqlite")
def test_words_close_and_points_stay(trust: Trust) -> None:
    scored(trust)
    seen = looked_at(trust)
    assert (seen.pages, seen.told) == (7, [])
    farah = trust.client("farah")
    together = farah.get(trust.path("ana", "/score"))
    assert together.all("tbody tr")[-1] == "In all1818"
    assert "What was written beside the points is closed" in together.text
    begun = farah.get(trust.path("ben", "/score"))
    assert "as anybody may wish, and that says nothing about them" in begun.text
    assert begun.fields("/score")["points_c1"] == "2"
    farah.submit(trust.path("ben", "/score"), {"comment": BOATS}, action="/score")  # as from a page opened before
    later = Seen()
    later.look("denise", trust.client("denise").get(trust.path("ben", "/score")))
    assert later.told == []


@pytest.mark.on("sqlite")
def test_planted_words_that_stay_open_are_noticed(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody asks whether an answer was closed before showing what was written about it."""
    monkeypatch.setattr(presenters, "comments_closed", lambda closed, scored_again_at: False)
    scored(trust)
    assert looked_at(trust).told == [f"{who}: {BOATS}" for who in ("denise", "farah", "farah")]


def asked_again(trust: Trust) -> list[str]:
    """Ben closes his answer and asks for other people; who of the panel can still open it."""
    scored(trust)
    looked_at(trust)
    ben = trust.client("ben")
    ben.submit(trust.path("ben", "/score-again"))
    panel = ("denise", "farah")
    return [who for who in panel if trust.client(who).status("GET", trust.path("ben", "/score")) == 200]


def test_other_people_score_it_once(trust: Trust) -> None:
    with trust.house.unit() as session:
        team = session.get_one(Node, trust.team_id)
        trust.people["noor"] = make_person(session, {Role.SCORER: team}, name="Noor").id
    assert asked_again(trust) == []
    ben, hr, path = trust.client("ben"), trust.client("hr"), trust.path("ben")
    ben.post(path + "/score-again", status=422)
    assert ben.get(path + "/score-again", status=303).location == path
    own = ben.get(path)
    assert "Somebody else is being found to read and score it. Next: HR" in own.text
    assert "you asked that other people score it" in own.text
    assert "Find somebody else to score 1" in [" ".join(card.split()) for card in hr.get("/").all(".lms-card h3")]
    [tagged] = hr.get("/applications?state=submitted").all("tr:has([data-state=short])")
    assert tagged.startswith("Ben")
    assert hr.get("/applications?state=submitted").all("tr:has([data-state=short]) td:nth-child(4)") == ["0"]
    review = hr.get(path + "/review")
    assert "HR: name another scorer" in review.text
    assert "Earlier points stay on record, and count no longer" in review.text
    assert review.all("main ul.nhsuk-list li") == ["Denise Not available", "Farah Not available"]
    for who, lived in (("noor", "yes"), ("third", "no")):
        named = {"person": str(trust.people[who]), "lived_experience": lived}
        hr.submit(f"/posts/{trust.post_id}/panel", named, action="/panel")
        scorer = trust.client(who)
        assert SECRET not in scorer.get(path + "/score").reply.get_data(as_text=True)
        scorer.submit(path + "/score", {**THREE, "comment": f"{who} looked at the rest"}, action="/score")
    together = trust.client("noor").get(path + "/score")
    assert together.all("tbody tr")[-1] == "In all2727"
    assert "third looked at the rest" in together.text
    assert hr.get("/applications").all("[data-state=short]") == []
    hr.submit(path + "/review", action="/shortlist")
    assert "Shortlisted" in ben.get(path).text


@pytest.mark.on("sqlite")
def test_planted_somebody_who_only_read_is_noticed(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: only who has sent points steps aside."""
    monkeypatch.setattr(again, "_have_read", lambda session, application_id: set())
    assert asked_again(trust) == ["farah"]


@pytest.mark.on("sqlite")
def test_nobody_asks_without_a_closed_answer_or_once_it_is_decided(trust: Trust) -> None:
    trust.send("ana")
    ana = trust.client("ana")
    assert "Have other people score it" not in ana.get(trust.path("ana")).text
    ana.post(trust.path("ana", "/score-again"), status=422)
    ana.submit(trust.path("ana", ANSWER))
    assert "Have other people score it" in ana.get(trust.path("ana")).text
    trust.score("ana", "denise")
    trust.score("ana", "farah")
    trust.as_hr("ana", services.shortlist)
    assert "Have other people score it" not in ana.get(trust.path("ana")).text
    ana.post(trust.path("ana", "/score-again"), status=422)
