"""What happens, to whom, and how many days ago."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from uuid import UUID

import yaml
from sqlalchemy.orm import Session

from assessments import queries, services
from assessments.demo import words
from assessments.models import Area
from assessments.queries.cases import Case
from assessments.rules.content import read_framework
from assessments.rules.marking import Marks, RatedArea
from assessments.services import Draft, Offered, Shelf
from lms.core import clock
from lms.core.access import SYSTEM, Actor
from lms.core.sealing import Whose, note_looks
from lms.people.identity import actor_for
from lms.plugins import Chapter, DemoStory

__all__ = ["FRAMEWORK", "tell"]

FRAMEWORK = files("assessments") / "content" / "peer-support-england.yaml"
MARKED_BY = {
    "trainee": "assessor",
    "t2": "assessor2",
    "t3": "assessor",
    "t4": "assessor2",
    "t5": "assessor",
    "t6": "assessor2",
}
NOT_YET = {"S6": words.NOT_YET["note"]}


def tell(session: Session, story: DemoStory, chapter: Chapter) -> None:
    """HOUSE publishes the framework; LINE fills the portfolios that enrolling began."""
    if chapter is Chapter.HOUSE:
        _publish(session, story)
    elif chapter is Chapter.LINE:
        _fill(_Stage(session, story))


def _publish(session: Session, story: DemoStory) -> None:
    content, mistakes = read_framework(yaml.safe_load(FRAMEWORK.read_text(encoding="utf-8")))
    if content is None:
        raise ValueError("; ".join(map(str, mistakes)))
    with clock.frozen(story.now - timedelta(days=360)):
        services.import_framework(session, content=content, by=SYSTEM)
        version = queries.version_by_number(session, content.slug, content.number)
        if version is not None:
            services.publish(session, version=version, by=_actor(session, story, "lead"))


def _actor(session: Session, story: DemoStory, key: str) -> Actor:
    return actor_for(session, story.people[key], story.runtime.permissions)


def _fill(stage: "_Stage") -> None:
    for key, assessor in {**MARKED_BY, "peer1": "assessor"}.items():
        stage.allocate(key, assessor, days=300 if key == "peer1" else 60)
    for place, code in enumerate(words.PIECES):
        stage.through("peer1", code, sent=290 - 7 * place, verified=True)
        stage.through("t6", code, sent=58 - 5 * place, verified=True)
        stage.through("t2", code, sent=50 - 5 * place)
    stage.through("trainee", "P1", sent=30)
    stage.through("trainee", "P2", sent=16, not_yet=NOT_YET)
    stage.offer("trainee", "P3", days=2, sent=False)
    stage.offer("t3", "P1", days=9)
    stage.offer("t4", "P1", days=3)
    stage.offer("t5", "P1", days=5)
    stage.offer("t5", "P2", days=4, spoken=True)


@dataclass(frozen=True)
class _Stage:
    """The story's people doing what they would do on the pages."""

    session: Session
    story: DemoStory

    def allocate(self, key: str, assessor: str, *, days: int) -> None:
        """The lead allocates an assessor."""
        found = queries.own_portfolio(self.session, self.story.people[key])
        if found is None:
            return
        with clock.frozen(self.story.now - timedelta(days=days)):
            services.allocate(
                self.session,
                portfolio=found[0],
                trainee_id=self.story.people[key],
                assessor_id=self.story.people[assessor],
                supporters=(),
                by=self.actor("lead"),
            )

    def through(
        self, key: str, code: str, *, sent: int, verified: bool = False, not_yet: Mapping[str, str] | None = None
    ) -> None:
        """A piece is offered, marked two days later, and looked at the day after if `verified`."""
        evidence_id = self.offer(key, code, days=sent)
        if evidence_id is None:
            return
        self.decide(key, evidence_id, code, days=sent - 2, not_yet=not_yet or {})
        if verified:
            self.agree(evidence_id, days=sent - 3)

    def offer(self, key: str, code: str, *, days: int, sent: bool = True, spoken: bool = False) -> UUID | None:
        """A trainee writes or speaks a piece of the plan, and sends it. None for somebody without a portfolio."""
        by = self.actor(key)
        found = queries.own_portfolio(self.session, by.id)
        if found is None:
            return None
        with clock.frozen(self.story.now - timedelta(days=days)):
            portfolio, version = found
            piece = queries.piece_by_code(self.session, version.id, code)
            evidence = services.start(self.session, portfolio=portfolio, piece=piece, by=by)
            file = Offered(io.BytesIO(words.recording()), "first-meeting.wav", "recording") if spoken else None
            areas = [area.id for area in queries.offered_areas(self.session, evidence.id)]
            text = "" if spoken else words.PIECES[code]["offered"]
            draft = Draft(title=evidence.title, text=text, areas=areas, authentic=sent, anonymised=sent, file=file)
            runtime = self.story.runtime
            shelf = Shelf(runtime.files, runtime.settings.max_upload_mb)
            services.save_draft(self.session, evidence=evidence, draft=draft, shelf=shelf, by=by)
            if sent:
                services.submit(self.session, evidence=evidence, by=by)
        return evidence.id

    def decide(self, key: str, evidence_id: UUID, code: str, *, days: int, not_yet: Mapping[str, str]) -> None:
        """The allocated assessor decides."""
        by = self.actor(MARKED_BY.get(key, "assessor"))
        case = self._case(queries.marking_case(self.session, by, evidence_id))
        version = queries.pinned_version(self.session, case.portfolio)
        marks = Marks(
            criteria={entry["code"]: not (not_yet and entry["code"] == "sufficient") for entry in version.criteria},
            areas=[_rated(area, not_yet) for area in queries.offered_areas(self.session, evidence_id)],
            strong=words.PIECES[code]["strong"],
            rest=words.NOT_YET["rest"] if not_yet else "",
        )
        with clock.frozen(self.story.now - timedelta(days=days)):
            services.decide(self.session, case=case, marks=marks, by=by)
            opened: dict[Whose, set[str]] = {(self.story.people[key], None): {"lms_evidence.text"}}
            note_looks(self.session, viewer_id=by.id, endpoint="lms.assessments.mark", opened=opened)

    def agree(self, evidence_id: UUID, *, days: int) -> None:
        """The quality assurer agrees."""
        by = self.actor("iqa")
        decided = queries.decisions_of(self.session, [evidence_id])[0].assessment
        found = queries.decided_case(self.session, by, decided.id)
        case = self._case(found[0] if found else None)
        with clock.frozen(self.story.now - timedelta(days=days)):
            services.agree(self.session, case=case, assessment=decided, comment=words.AGREED, by=by)

    def actor(self, key: str) -> Actor:
        """Somebody of the story, as they are today."""
        return _actor(self.session, self.story, key)

    def _case(self, case: Case | None) -> Case:
        if case is None:
            raise LookupError("the story asks somebody to act on what they may not see")
        return case


def _rated(area: Area, not_yet: Mapping[str, str]) -> RatedArea:
    rating = "not-yet" if area.code in not_yet else "met"
    return RatedArea(area.id, area.code, area.title, area.kind, rating, not_yet.get(area.code, ""))
