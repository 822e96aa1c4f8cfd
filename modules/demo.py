"""Learning's part of the demo: a programme, a cohort of six at different points of it, one who finished long ago."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory
from modules import queries, services
from modules.importing import read_programme
from modules.models import Activity, ActivityKind, Enrolment

__all__ = ["CONTENT", "tell"]

CONTENT = Path(__file__).parent / "content" / "foundations"
# Steps done, and days since last seen: different points of the line. None means all of them.
POINTS: dict[str, tuple[int | None, int]] = {
    "trainee": (12, 1), "t2": (None, 6), "t3": (4, 18), "t4": (7, 25), "t5": (10, 3), "t6": (None, 12),
    "peer1": (None, 290),
}  # fmt: skip


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """Bring the programme and cohort in; then let everybody learn."""
    if chapter is Chapter.HOUSE:
        _house(session, story)
    if chapter is Chapter.LINE:
        for key, (steps, days) in POINTS.items():
            enrolment = queries.current_enrolment(session, story.people[key])
            if enrolment is not None:
                _learn(session, story, key, enrolment, steps, days)


def _house(session: Session, story: DemoStory) -> None:
    with clock.frozen(story.now - timedelta(days=360)):
        version = services.store_programme(session, content=read_programme(CONTENT), by=SYSTEM)
        services.publish(session, version=version, by=SYSTEM)
    with clock.frozen(story.now - timedelta(days=80)):
        cohort = services.add_cohort(
            session, name="Autumn cohort", version=version, node_id=story.nodes["org"], capacity=8,
            starts_on=story.today - timedelta(days=49), ends_on=story.today + timedelta(days=70), by=SYSTEM,
        )  # fmt: skip
    story.things.update(programme_version=version.id, cohort=cohort.id)


def _learn(session: Session, story: DemoStory, key: str, enrolment: Enrolment, steps: int | None, days: int) -> None:
    by = actor_for(session, story.people[key], story.runtime.permissions)
    modules = queries.modules_of(session, enrolment.version_id)
    order = {module.id: module.number for module in modules}
    row = sorted(queries.activities_of(session, order), key=lambda a: (order[a.module_id], a.position))
    begun = max(clock.now() - enrolment.created_at, timedelta(days=days + 1))
    for number, activity in enumerate(row[:steps]):
        ago = timedelta(days=days) + (begun - timedelta(days=days)) * (1 - (number + 1) / len(row[:steps]))
        with clock.frozen(story.now - ago):
            _do(session, enrolment, activity, by)
    with clock.frozen(story.now - timedelta(days=days)):
        if steps is not None:
            services.opened(session, enrolment=enrolment, activity=row[steps])
        if key == "t4":
            services.pause(session, enrolment=enrolment, by=by)


def _do(session: Session, enrolment: Enrolment, activity: Activity, by: Actor) -> None:
    if activity.kind is ActivityKind.SCENARIO:
        services.choose(session, enrolment=enrolment, activity=activity, choice=0, by=by)
    elif activity.kind is ActivityKind.QUIZ:
        answers = {
            str(n): [str(i) for i, option in enumerate(question["options"]) if option["right"]]
            for n, question in enumerate(activity.body["questions"])
        }
        services.answer_quiz(session, enrolment=enrolment, activity=activity, answers=answers, by=by)
    elif activity.kind is ActivityKind.REFLECTION:
        texts = {activity.body["prompts"][0]["id"]: "I notice that I listen better after a short walk."}
        services.reflect(session, enrolment=enrolment, activity=activity, texts=texts, by=by)
    else:
        services.mark_done(session, enrolment=enrolment, activity=activity, by=by)
