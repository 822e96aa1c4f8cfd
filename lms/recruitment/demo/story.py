"""Who applies for what, and how far each has come: seven posts, fifteen applications, every point of the way."""

from sqlalchemy.orm import Session

from lms.plugins import Chapter, DemoStory
from lms.recruitment.demo.stage import PostPlan, Stage
from lms.recruitment.models import Leaning

__all__ = ["tell"]

POSTS = (
    PostPlan("post-old", "south", "Peer Support Worker", 22.5, 345, 320, "TRAC-4108"),
    PostPlan("post-north-1", "north", "Peer Support Worker", 30, 125, 98, "TRAC-5521"),
    PostPlan("post-city-1", "city", "Peer Support Worker", 22.5, 125, 98, "TRAC-5522"),
    PostPlan("post-south-1", "south", "Peer Support Worker", 30, 125, 98, "TRAC-5523"),
    PostPlan("post-south-2", "south", "Peer Support Worker", 18.75, 55, 30, "TRAC-5790"),
    PostPlan("post-city-2", "city", "Peer Support Worker (groups and drop-in)", 22.5, 16, -12, "TRAC-5841"),
    PostPlan("post-north-2", "north", "Peer Support Worker", 30, 12, -19, "TRAC-5844"),
)

COHORT = {
    "trainee": "post-north-1",
    "t2": "post-city-1",
    "t3": "post-south-1",
    "t4": "post-north-1",
    "t5": "post-city-1",
    "t6": "post-south-1",
}


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """HOUSE makes the posts; LINE lets people apply."""
    stage = Stage(session, story)
    if chapter is Chapter.HOUSE:
        for plan in POSTS:
            stage.post(plan)
    elif chapter is Chapter.LINE:
        _cohort(stage)
        _now(stage)
        for plan in POSTS:
            if plan.closed:
                stage.close(plan)


def _cohort(stage: Stage) -> None:
    stage.apply("peer1", "post-old", days=322, score=(316, 315))
    stage.hire("peer1", meet=308, offer=304, answer=302)
    for place, (key, post) in enumerate(COHORT.items()):
        stage.apply(key, post, days=105 - place, score=(94, 92))
        stage.hire(key, meet=86 - place % 3, offer=82, answer=80 - place % 4)


def _now(stage: Stage) -> None:
    stage.begin("applicant", "post-north-2", days=3, steps=("why",), half=("lived-experience",))
    stage.apply("a2", "post-north-2", days=6)
    stage.apply("a3", "post-city-2", days=5)
    stage.score("a3", "manager", days=2)
    stage.apply("a4", "post-city-2", days=11, score=(7, 3), guaranteed=True)
    stage.apply("a5", "post-south-2", days=33, score=(26, 25))
    stage.shortlist("a5", days=20)
    stage.invite("a5", days=9, ahead=7)
    for key in ("a6", "a7"):
        stage.apply(key, "post-south-2", days=36, score=(28, 26))
        stage.meet(key, shortlisted=22, days=14, leaning=Leaning.RESERVE if key == "a6" else Leaning.NOT_THIS_TIME)
    stage.reserve("a6", days=10, ahead=120)
    stage.not_this_time("a7", days=8)
    stage.apply("a8", "post-south-2", days=34)
    stage.withdraw("a8", days=29)
