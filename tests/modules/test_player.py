"""What stands around an activity: the contents of its module, its words, a break."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lms.testing import House, make_node, make_person
from modules.models import EnrolmentState
from modules.testing import make_enrolment, make_programme

WORDS = """---
kind: glossary
---
## Peer
Somebody who has *been there*.

## Peer supervisor
<b>Somebody</b> to talk to.

## Kind
Wishing well.

## Unused
Nowhere.
"""
TEXT = (
    "01-one/01-page-first.md",
    "Some **words** to read.",
    "A peer supervisor is a peer. Peers are kind.\n\n## Peer\n",
)


def place(school: Any, tmp_path: Path, *changes: tuple[str, str, str]) -> str:
    """Where a programme with these words is learnt."""
    with school.house.unit() as session:
        make_programme(session, tmp_path / "w", slug="worded", changes=[("glossary.md", "", WORDS), *changes])
        enrolment = make_enrolment(session, person_id=school.trainee, node_id=school.node, slug="worded")
    return f"/learn/{enrolment.id}/one"


def lines(page: Any) -> Sequence[str]:
    return page.all(".lms-contents li")


def test_contents_say_what_is_done_what_is_left_and_where_one_is(school: Any) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one"
    first = browser.get(f"{at}/first")
    assert "Step 1 of 4 · about 14 minutes left in this module" in first.text
    assert lines(first) == [
        "Page one2 minutes · you are here", "Scenario one3 minutes", "Reflection one5 minutes", "Quiz one4 minutes",
    ]  # fmt: skip
    assert first.attributes("details.lms-contents", "open") == []
    browser.submit(f"{at}/first", action="/done")
    second = browser.get(f"{at}/scenario-quiet")
    assert "Step 2 of 4 · about 12 minutes left in this module" in second.text
    assert lines(second)[:2] == ["Page one2 minutes✓ Done", "Scenario one3 minutes · you are here"]
    assert second.attributes(".lms-contents a[aria-current=page]", "href") == [f"{at}/scenario-quiet"]
    assert second.attributes(".lms-contents a", "href") == [
        f"{at}/{slug}" for slug in ("first", "scenario-quiet", "reflection", "quiz")
    ]
    school.finish("one", browser)
    assert "Step 4 of 4 · everything in this module is done" in browser.get(f"{at}/quiz").text
    assert "about 14 minutes left" in browser.get(f"{school.path}/two/first").text


def test_one_minute_is_said_in_the_singular(house: House, tmp_path: Path) -> None:
    with house.unit() as session:
        node, person = make_node(session), make_person(session)
        quick = [(f"01-one/{name}", f"minutes: {n}", "minutes: 1") for name, n in (("01-page-first.md", 2),)]
        make_programme(session, tmp_path, changes=quick)
        at = f"/learn/{make_enrolment(session, person_id=person.id, node_id=node.id).id}/one"
    assert lines(house.client(person).get(f"{at}/first"))[0] == "Page one1 minute · you are here"


def test_words_of_the_glossary_lead_to_the_foot_of_the_page_and_back(school: Any, tmp_path: Path) -> None:
    at = place(school, tmp_path, TEXT)
    page = school.browser(school.trainee).get(f"{at}/first")
    assert page.all("a.lms-word") == ["peer supervisor", "peer", "kind"]
    assert page.attributes("a.lms-word", "href") == ["#word-peer-supervisor", "#word-peer", "#word-kind"]
    assert page.all("#words dt") == ["Kind", "Peer", "Peer supervisor"]
    assert page.attributes("#words dt", "id") == ["word-kind", "word-peer", "word-peer-supervisor"]
    assert page.attributes("#words dd a", "href") == ["#use-kind", "#use-peer", "#use-peer-supervisor"]
    assert page.all("#words dd em") == ["been there"]
    assert "<b>Somebody</b> to talk to." in page.text
    assert page.all("#words b") == []
    assert any("words." in source for source in page.attributes("script", "src"))


def test_a_page_without_such_words_has_no_list_and_no_script(school: Any, tmp_path: Path) -> None:
    at = place(school, tmp_path)
    browser = school.browser(school.trainee)
    for page in (browser.get(f"{at}/first"), browser.get(f"{school.path}/one/first")):
        assert page.all("#words") == []
        assert [source for source in page.attributes("script", "src") if "words." in source] == []


def test_a_scenarios_parts_share_their_words(school: Any, tmp_path: Path) -> None:
    scenario = "01-one/scenario-quiet.md"
    at = place(
        school, tmp_path, (scenario, "Somebody is quiet", "A peer is quiet"), (scenario, "They nod.", "The peer nods: kind."),
        (scenario, "Both can be kind.", "Both can be kind, peer supervisor."),
    )  # fmt: skip
    browser = school.browser(school.trainee)
    before = browser.get(f"{at}/scenario-quiet")
    assert before.all("#words dt") == ["Peer"]
    browser.submit(f"{at}/scenario-quiet", {"choice": "1"}, action="/choose")
    after = browser.get(f"{at}/scenario-quiet")
    assert after.all("a.lms-word") == ["peer", "kind", "peer supervisor"]
    assert after.all("section .lms-word") == ["kind"]
    assert after.all("#words dt") == ["Kind", "Peer", "Peer supervisor"]
    browser.submit(f"{at}/scenario-quiet", {"choice": "9"}, action="/choose", status=422)


def test_the_words_of_a_published_programme_are_read_once(school: Any, tmp_path: Path) -> None:
    at = place(school, tmp_path, TEXT)
    browser = school.browser(school.trainee)

    def cost() -> int:
        timing = browser.get(f"{at}/first").reply.headers["Server-Timing"]
        return int(timing.split('desc="')[1].split()[0])

    browser.get(f"{at}/scenario-quiet")
    first, again = cost(), cost()
    assert (first, again) == (5, 4)  # the first visit is noted, and no other


def test_a_break_keeps_the_place_and_says_what_one_may_do(school: Any) -> None:
    browser = school.browser(school.trainee)
    page = browser.get(f"{school.path}/one/scenario-quiet")
    assert f"{school.path}/break" in page.attributes("main nav a", "href")
    rest = browser.get(f"{school.path}/break")
    assert rest.h1 == "Take a break"
    assert "You were at “Scenario one”, in “Module one”." in rest.text
    assert rest.attributes("main a.nhsuk-button", "href") == [f"{school.path}/one/scenario-quiet"]
    assert rest.all("main form button") == ["Pause my learning", "Sign out"]
    assert rest.attributes("aside details", "open") != []
    assert "Call somebody you trust." in rest.text
    browser.submit(f"{school.path}/one/scenario-quiet", {"choice": "0"}, action="/choose")
    done = browser.get(f"{school.path}/break")  # done or not: it is where one was
    assert done.attributes("main a.nhsuk-button", "href") == [f"{school.path}/one/scenario-quiet"]
    sent = browser.submit(f"{school.path}/break", action="/pause")
    assert "Your learning is paused." in browser.follow(sent).text
    paused = browser.get(f"{school.path}/break")
    assert paused.all("main form button") == ["Come back now", "Sign out"]


def test_a_break_before_anything_and_after_everything(school: Any) -> None:
    browser = school.browser(school.trainee)
    fresh = browser.get(f"{school.path}/break")
    assert "You begin with “Page one”, in “Module one”." in fresh.text
    school.finish("one", browser)
    school.finish("two", browser)
    over = browser.get(f"{school.path}/break")
    assert "You were at “Quiz two”, in “Module two”." in over.text
    assert over.all("main form button") == ["Sign out"]


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.DEFERRED])
def test_a_break_of_a_programme_that_is_closed(school: Any, state: EnrolmentState) -> None:
    school.put(state)
    page = school.browser(school.trainee).get(f"{school.path}/break")
    assert "Ask your programme lead." in page.text
    assert page.all("main form button") == ["Sign out"]


def test_another_persons_break_is_not_found(school: Any) -> None:
    school.browser(school.other).get(f"{school.path}/break", status=404)
    school.browser(school.trainee).get(f"/learn/{uuid4()}/break", status=404)
    school.browser(school.trainer).get(f"{school.path}/break", status=403)


def test_a_reflection_is_saved_on_the_way_to_a_break(school: Any) -> None:
    browser = school.browser(school.trainee)
    at = f"{school.path}/one/reflection"
    sent = browser.submit(at, {"p_r1": "Half a thought."}, action="/reflect", button="rest")
    assert sent.location == f"{school.path}/break"
    assert "Saved, for your eyes only." in browser.follow(sent).text
    assert browser.get(at).one("textarea") == "Half a thought."
