"""Learning's part of the demo: a programme, a cohort of six at different points of it, one who finished long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory
from modules import queries, services
from modules.importing import read_programme
from modules.models import Activity, ActivityKind, Enrolment, ProgrammeVersion

__all__ = ["CONTENT", "tell"]

CONTENT = Path(__file__).parent / "content" / "foundations"
OPEN = ("is-this-for-me", "welcoming-a-peer-worker")  # beside it, for everybody to read


@dataclass(frozen=True)
class Point:
    """Where somebody is: half way through a module or at its end (0 for the end of all), and last seen days ago."""

    module: int
    half: bool
    days: int


POINTS = {
    "trainee": Point(3, half=True, days=1),
    "t2": Point(0, half=False, days=6),
    "t3": Point(1, half=True, days=18),
    "t4": Point(1, half=True, days=25),
    "t5": Point(1, half=False, days=3),
    "t6": Point(0, half=False, days=12),
    "peer1": Point(0, half=False, days=235),
}


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """Bring the programme and cohorts in; then let everybody learn."""
    if chapter is Chapter.HOUSE:
        _house(session, story)
    if chapter is Chapter.LINE:
        for key, point in POINTS.items():
            _learn(session, story, key, point)


def _house(session: Session, story: DemoStory) -> None:
    with clock.frozen(story.now - timedelta(days=360)):
        for slug in OPEN:
            _published(session, CONTENT.parent / slug)
        version = _published(session, CONTENT)
        _cohort(session, story, version, "Winter cohort", -350, -200)
    with clock.frozen(story.now - timedelta(days=80)):
        autumn = _cohort(session, story, version, "Autumn cohort", -49, 70)
    story.things.update(programme_version=version.id, cohort=autumn)


def _published(session: Session, folder: Path) -> ProgrammeVersion:
    version = services.store_programme(session, content=read_programme(folder), by=SYSTEM)
    services.publish(session, version=version, by=SYSTEM)
    return version


def _cohort(session: Session, story: DemoStory, version: ProgrammeVersion, name: str, first: int, last: int) -> UUID:
    cohort = services.add_cohort(
        session, name=name, version=version, node_id=story.nodes["org"], capacity=8, by=SYSTEM,
        starts_on=story.today + timedelta(days=first), ends_on=story.today + timedelta(days=last),
    )  # fmt: skip
    return cohort.id


def _learn(session: Session, story: DemoStory, key: str, point: Point) -> None:
    """Everything up to the point, spread from the day of enrolling to the day last seen."""
    enrolment = queries.current_enrolment(session, story.people[key])
    if enrolment is None:
        raise LookupError(f"{key} is not enrolled: recruitment's part of the demo comes first, and accepts for them")
    by = actor_for(session, story.people[key], story.runtime.permissions)
    row, count = _row(session, enrolment, point)
    seen = story.now - timedelta(days=point.days)
    begun = min(enrolment.created_at, seen - timedelta(days=1))
    for number, activity in enumerate(row[:count], 1):
        with clock.frozen(begun + (seen - begun) * (number / count)):
            _do(session, enrolment, activity, by)
    with clock.frozen(seen):
        if point.half:
            services.opened(session, enrolment=enrolment, activity=row[count])
        if key == "t4":
            services.pause(session, enrolment=enrolment, by=by)


def _row(session: Session, enrolment: Enrolment, point: Point) -> tuple[Sequence[Activity], int]:
    """Every activity in order, and how many of them are done at this point."""
    numbers = {module.id: module.number for module in queries.modules_of(session, enrolment.version_id)}
    row = sorted(queries.activities_of(session, numbers), key=lambda a: (numbers[a.module_id], a.position))
    last = point.module or max(numbers.values())
    inside = [a for a in row if numbers[a.module_id] == last]
    before = sum(numbers[a.module_id] < last for a in row)
    return row, before + (len(inside) // 2 if point.half else len(inside))


def _do(session: Session, enrolment: Enrolment, activity: Activity, by: Actor) -> None:
    if activity.kind == ActivityKind.SCENARIO:
        services.choose(session, enrolment=enrolment, activity=activity, choice=0, by=by)
    elif activity.kind == ActivityKind.QUIZ:
        answers = {
            str(n): [str(i) for i, option in enumerate(question["options"]) if option["right"]]
            for n, question in enumerate(activity.body["questions"])
        }
        services.answer_quiz(session, enrolment=enrolment, activity=activity, answers=answers, by=by)
    elif activity.kind == ActivityKind.REFLECTION:
        texts = {activity.body["prompts"][0]["id"]: "I notice that I listen better after a short walk."}
        services.reflect(session, enrolment=enrolment, activity=activity, texts=texts, by=by)
    else:
        services.mark_done(session, enrolment=enrolment, activity=activity, by=by)
