"""The demo story of recruitment, its home cards, and what its pages cost."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from recruitment.trust import Trust, facts

from lms.core import clock
from lms.plugins import Chapter, DemoStory
from lms.recruitment import queries, services
from lms.recruitment.demo.stage import found
from lms.recruitment.models import ApplicationState as S
from lms.recruitment.models import Post, PostState
from lms.testing import House
from lms.testing.house import Template

TODAY = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
STATES = {
    **dict.fromkeys(("trainee", "t2", "t3", "t4", "t5", "t6", "peer1"), S.ACCEPTED),
    "applicant": S.DRAFT,
    "a2": S.SUBMITTED,
    "a3": S.SUBMITTED,
    "a4": S.SUBMITTED,
    "a5": S.INTERVIEW,
    "a6": S.RESERVE,
    "a7": S.NOT_THIS_TIME,
    "a8": S.WITHDRAWN,
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, template: Template) -> Iterator[tuple[House, DemoStory]]:
    """People and recruitment tell their part; nobody above does."""
    house = House(tmp_path_factory.mktemp("told"), template, PEER_LMS_DEMO="1")
    story = DemoStory(today=TODAY.date(), now=TODAY, runtime=house.runtime)
    with clock.frozen(TODAY), house.unit() as session:
        for chapter in Chapter:
            for plugin in house.runtime.plugins:
                if type(plugin).__name__ in {"PeoplePlugin", "RecruitmentPlugin"}:
                    plugin.demo(session=session, story=story, chapter=chapter)
                    session.flush()
    yield house, story
    house.close()


def cards(house: House, story: DemoStory, key: str) -> list[str]:
    page = house.client(story.people[key]).get("/")
    return [re.sub(r"\s+", " ", text) for text in page.all(".lms-card h3")]


def test_everybody_stands_where_the_story_puts_them(told: tuple[House, DemoStory]) -> None:
    house, story = told
    with clock.frozen(TODAY), house.unit() as session:
        found_states = {}
        for key in STATES:
            [standing] = queries.own_standings(session, story.people[key])
            assert story.things[f"application-{key}"] == standing.application.id
            found_states[key] = standing.application.state
        assert found_states == STATES
        posts = [session.get_one(Post, post_id) for key, post_id in story.things.items() if key.startswith("post-")]
        assert sorted(post.state.value for post in posts) == ["closed"] * 5 + ["open"] * 2
        assert len({post.node_id for post in posts}) == 3
        interview = queries.interview_of(session, story.things["application-a5"])
        assert interview is not None
        assert (clock.local(interview.starts_at).date() - TODAY.date()).days == 7
        texts = [
            answer.text
            for key in STATES
            for answer in queries.answers_of(session, story.things[f"application-{key}"]).values()
        ]
    assert len(set(texts)) == len(texts) == 14 * 3 + 2


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("applicant", ["Finish your application: Peer Support Worker"]),
        ("a2", ["Your application: Peer Support Worker"]),
        ("a5", ["Get ready for your interview"]),
        ("a6", ["Your application: Peer Support Worker"]),
        ("a7", ["There is something for you to read"]),
        ("a8", []),
        ("scorer", ["Score applications 2"]),
        ("manager", ["Score applications 1"]),
        ("hr", ["Decide whom to meet 1", "Applications being scored 2", "Interviews arranged 1"]),
    ],
)
def test_everybody_has_something_to_do(told: tuple[House, DemoStory], key: str, expected: list[str]) -> None:
    with clock.frozen(TODAY):
        found_cards = cards(*told, key)
    ours = ("pplication", "interview", "something for you to read", "whom to meet", "Interviews")
    assert [text for text in found_cards if any(word in text for word in ours)] == expected


def test_pages_cost_twelve_statements_at_most(told: tuple[House, DemoStory]) -> None:
    house, story = told
    asked = [
        ("hr", "/applications"),
        ("hr", "/posts/ours"),
        ("scorer", "/applications/scoring"),
        ("applicant", "/posts"),
    ]
    for key, state in STATES.items():
        own, review = f"/applications/{story.things[f'application-{key}']}", "/review"
        asked.append((key, own))
        if state is not S.DRAFT:
            asked.append(("hr", own + review))
        if state not in {S.DRAFT, S.WITHDRAWN}:
            asked.append(("scorer", own + "/score"))
    for post_id in (story.things["post-north-2"], story.things["post-old"]):
        asked += [("hr", f"/posts/{post_id}/desk"), ("hr", f"/posts/{post_id}/panel"), ("hr", f"/posts/{post_id}")]
    clients = {key: house.client(story.people[key]) for key, _path in asked}
    with clock.frozen(TODAY):
        for key, path in asked:
            timing = clients[key].get(path).reply.headers["Server-Timing"]
            queries_run = re.search(r'desc="(\d+) queries"', timing)
            assert queries_run is not None
            assert int(queries_run[1]) <= 12, path
    assert len(asked) > 40


def test_a_list_costs_the_same_whatever_its_length(trust: Trust) -> None:
    def cost(name: str, path: str) -> str:
        timing: str = trust.client(name).get(path).reply.headers["Server-Timing"].split("desc=")[-1]
        return timing

    trust.send("ana")
    before = [
        cost("hr", "/applications"),
        cost("hr", f"/posts/{trust.post_id}/desk"),
        cost("denise", "/applications/scoring"),
    ]
    trust.send("ben")
    after = [
        cost("hr", "/applications"),
        cost("hr", f"/posts/{trust.post_id}/desk"),
        cost("denise", "/applications/scoring"),
    ]
    assert before == after


def test_cards_follow_an_application(trust: Trust) -> None:
    def titles(name: str) -> list[str]:
        shown: list[str] = trust.client(name).get("/").all(".lms-card h3")
        return shown

    assert titles("ana") == ["See the posts that are open"]
    assert titles("denise") == []
    trust.interviewed("ana")
    assert titles("hr") == ["Decide after interviews 1"]
    assert "Get ready for your interview" in titles("ana")
    with clock.frozen(datetime(2026, 6, 11, tzinfo=UTC)):
        assert titles("ana") == ["Your application: Peer Support Worker"]
    trust.as_hr("ana", services.make_offer, hours=20.0, letter="Yes")
    assert titles("ana") == ["We have made you an offer"]
    assert titles("hr") == ["Offers made 1"]
    trust.send("ben")
    trust.score("ben", "denise")
    trust.score("ben", "farah")
    trust.as_hr("ben", services.shortlist)
    assert titles("hr") == ["Arrange interviews 1", "Offers made 1"]
    trust.as_hr("ben", services.not_this_time, letter="Thank you")
    assert titles("ben") == ["There is something for you to read"]
    with clock.frozen(datetime(2026, 6, 29, 9, 0, tzinfo=UTC)):
        assert titles("ben") == []


def test_lists_are_kind_when_empty(trust: Trust) -> None:
    assert "You have not started an application yet." in trust.client("ana").get("/applications").text
    assert "No applications here." in trust.client("hr").get("/applications?state=offer").text
    assert "You have not scored anything yet." in trust.client("denise").get("/applications/scoring?show=scored").text
    trust.client("hr").post(f"/posts/{trust.post_id}/close")
    assert "No post is open today." in trust.house.client().get("/posts?after=nonsense").text
    with trust.house.unit() as session:
        post = services.create_post(session, node_id=trust.team_id, facts=facts(), by=trust.actor(session, "hr"))
        assert post.state is PostState.DRAFT
        post_id = post.id
    assert "Nobody is named yet." in trust.client("hr").get(f"/posts/{post_id}/panel").text


def test_staff_who_do_not_apply_see_an_advert_without_a_button(trust: Trust) -> None:
    assert trust.client("admin").get(f"/posts/{trust.post_id}").all("main a.nhsuk-button") == []
    assert trust.client("ana").get(f"/posts/{trust.post_id}").all("main a.nhsuk-button") == ["Start an application"]
    trust.draft("ana")
    assert trust.client("ana").get(f"/posts/{trust.post_id}").all("main a.nhsuk-button") == ["Open your application"]


def test_starting_twice_goes_on_and_naming_twice_changes(trust: Trust) -> None:
    trust.draft("ana")
    first = trust.application_id("ana")
    trust.draft("ana")
    assert trust.application_id("ana") == first
    with trust.house.unit() as session:
        hr, farah = trust.actor(session, "hr"), trust.people["farah"]
        place = queries.managed_post(session, hr, trust.post_id)
        assert place is not None
        services.name_member(session, place=place, person_id=farah, lived_experience=True, by=hr)
        assert [member.lived_experience for member, _name in queries.panel_of(session, trust.post_id)] == [True, True]


def test_the_story_says_when_it_has_lost_its_thread() -> None:
    with pytest.raises(LookupError):
        found(None)
    assert found(Path("x")) == Path("x")
