"""Programmes with their published versions, and what each enrolled person has done in them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from lms.core.db import Base, field, foreign
from lms.core.db.kept import CONTENT, REFLECTION, TECHNICAL, TRAINING
from lms.core.sealing import sealed


class VersionState(StrEnum):
    """A draft may change; what is published never does."""

    DRAFT = "draft"
    PUBLISHED = "published"


class OpenTo(StrEnum):
    """Who may read a programme: whoever is enrolled, or everybody without signing in."""

    ENROLLED = "enrolled"
    EVERYONE = "everyone"


class Part(StrEnum):
    """What a module is: one that is taught, the placement, or the conversation at the end."""

    MODULE = "module"
    PLACEMENT = "placement"
    CONVERSATION = "conversation"


def named(part: Part, number: int, title: str) -> str:
    """How lists call a module: by its number and title, the placement and the conversation by their title alone."""
    return f"{number}. {title}" if part is Part.MODULE else title


class ActivityKind(StrEnum):
    """Our own kinds of activity; plugins add theirs. A session plan is for facilitators only."""

    PAGE = "page"
    SCENARIO = "scenario"
    REFLECTION = "reflection"
    QUIZ = "quiz"
    SESSION_PLAN = "session-plan"
    EASY_READ = "easy-read"
    SOURCES = "sources"


BESIDE = (ActivityKind.SESSION_PLAN, ActivityKind.EASY_READ, ActivityKind.SOURCES)
"""Kinds that stand beside the steps of a module: nobody's progress waits for them."""


class EnrolmentState(StrEnum):
    """Where somebody's learning stands."""

    INVITED = "invited"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"


class EventKind(StrEnum):
    """What is stored of learning; completion is computed from it."""

    OPENED = "opened"
    DONE = "done"
    CHOICE = "choice"
    ANSWER = "answer"


UNDER_WAY = (EnrolmentState.INVITED, EnrolmentState.ACTIVE)
ENDED = (EnrolmentState.WITHDRAWN, EnrolmentState.DEFERRED)


class Programme(Base):
    """A programme, by slug, whatever its versions."""

    __tablename__ = "lms_programme"

    slug: Mapped[str] = field(sa.String(80), kept=CONTENT, unique=True)


class ProgrammeVersion(Base):
    """One version of a programme's content: `digest` is that of the files it was read from."""

    __tablename__ = "lms_programme_version"
    __table_args__ = (sa.UniqueConstraint("programme_id", "number"),)

    programme_id: Mapped[UUID] = foreign("lms_programme.id")
    number: Mapped[str] = field(sa.String(20), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    nation: Mapped[str] = field(sa.String(60), kept=CONTENT)
    edition: Mapped[str] = field(sa.String(120), kept=CONTENT)
    summary: Mapped[str] = field(sa.Text(), kept=CONTENT)
    intro: Mapped[str] = field(sa.Text(), kept=CONTENT)
    help_now: Mapped[str] = field(sa.Text(), kept=CONTENT)
    hours: Mapped[float] = field(sa.Float(), kept=CONTENT)
    law_checked: Mapped[date] = field(kept=CONTENT)
    open_to: Mapped[OpenTo] = field(kept=CONTENT, default=OpenTo.ENROLLED)
    glossary: Mapped[list[Any]] = field(kept=CONTENT)
    digest: Mapped[str] = field(sa.String(64), kept=TECHNICAL)
    state: Mapped[VersionState] = field(kept=TECHNICAL, default=VersionState.DRAFT)
    published_at: Mapped[datetime | None] = field(kept=TECHNICAL)


class ContentFile(Base):
    """One file of a version as it was read, so that it can be given back unchanged. `path` is inside its folder."""

    __tablename__ = "lms_content_file"
    __table_args__ = (sa.UniqueConstraint("version_id", "path"),)

    version_id: Mapped[UUID] = foreign("lms_programme_version.id", index=False)
    path: Mapped[str] = field(sa.String(200), kept=CONTENT)
    text: Mapped[str] = field(sa.Text(), kept=CONTENT)


class Module(Base):
    """One module of a version."""

    __tablename__ = "lms_module"
    __table_args__ = (sa.UniqueConstraint("version_id", "slug"),)

    version_id: Mapped[UUID] = foreign("lms_programme_version.id")
    slug: Mapped[str] = field(sa.String(80), kept=CONTENT)
    number: Mapped[int] = field(kept=CONTENT)
    part: Mapped[Part] = field(kept=CONTENT, default=Part.MODULE)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    intro: Mapped[str] = field(sa.Text(), kept=CONTENT)
    assessment: Mapped[str] = field(sa.String(300), kept=CONTENT)
    guided_hours: Mapped[float] = field(sa.Float(), kept=CONTENT)
    own_hours: Mapped[float] = field(sa.Float(), kept=CONTENT)
    law_checked: Mapped[date] = field(kept=CONTENT)
    content_notice: Mapped[str] = field(sa.Text(), kept=CONTENT)
    opens_after: Mapped[list[str]] = field(kept=CONTENT)
    outcomes: Mapped[list[Any]] = field(kept=CONTENT)
    reviewed_by: Mapped[list[str]] = field(kept=CONTENT)

    @property
    def name(self) -> str:
        """How lists call it."""
        return named(self.part, self.number, self.title)


class Activity(Base):
    """One page, scenario, reflection, quiz, session plan, or a plugin's kind. `body` is its parsed form."""

    __tablename__ = "lms_activity"
    __table_args__ = (sa.UniqueConstraint("module_id", "slug"),)

    module_id: Mapped[UUID] = foreign("lms_module.id")
    slug: Mapped[str] = field(sa.String(80), kept=CONTENT)
    kind: Mapped[str] = field(sa.String(40), kept=CONTENT)
    title: Mapped[str] = field(sa.String(200), kept=CONTENT)
    position: Mapped[int] = field(kept=CONTENT)
    minutes: Mapped[int] = field(kept=CONTENT)
    law_checked: Mapped[date | None] = field(kept=CONTENT)
    body: Mapped[dict[str, Any]] = field(kept=CONTENT)


class Cohort(Base):
    """A dated run of one version of a programme."""

    __tablename__ = "lms_cohort"
    __table_args__ = (sa.Index(None, "starts_on", "id"),)

    name: Mapped[str] = field(sa.String(200), kept=TECHNICAL)
    version_id: Mapped[UUID] = foreign("lms_programme_version.id")
    node_id: Mapped[UUID] = foreign("lms_node.id")
    starts_on: Mapped[date] = field(kept=TECHNICAL)
    ends_on: Mapped[date] = field(kept=TECHNICAL)
    capacity: Mapped[int] = field(kept=TECHNICAL)


class Enrolment(Base):
    """One person in one version of a programme, pinned at the start.

    `deferred_from` is how it stood when it was put off because its person left; they may not have.
    Somebody who left and came back goes on in the enrolment they had, since `back_on`; where a version with another
    major number is taught by then, in that one, and `before_id` is the one they were in until they left.
    """

    __tablename__ = "lms_enrolment"
    __table_args__ = (sa.Index(None, "node_id", "state"),)

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=TRAINING)
    version_id: Mapped[UUID] = foreign("lms_programme_version.id")
    cohort_id: Mapped[UUID | None] = foreign("lms_cohort.id")
    node_id: Mapped[UUID] = foreign("lms_node.id", index=False)
    application_id: Mapped[UUID | None] = field(kept=TECHNICAL, unique=True)
    state: Mapped[EnrolmentState] = field(kept=TRAINING, default=EnrolmentState.ACTIVE)
    deferred_from: Mapped[EnrolmentState | None] = field(kept=TRAINING)
    last_activity_id: Mapped[UUID | None] = foreign("lms_activity.id", kept=TRAINING)
    last_active_at: Mapped[datetime] = field(kept=TRAINING)
    back_on: Mapped[date | None] = field(kept=TRAINING)
    before_id: Mapped[UUID | None] = foreign("lms_programme_version.id")


class EnrolmentRequest(Base):
    """Somebody to enrol as soon as there is a published version of the programme."""

    __tablename__ = "lms_enrolment_request"

    person_id: Mapped[UUID] = foreign("lms_person.id", kept=TRAINING)
    node_id: Mapped[UUID] = foreign("lms_node.id")
    programme_slug: Mapped[str] = field(sa.String(80), kept=TRAINING)
    application_id: Mapped[UUID | None] = field(kept=TECHNICAL, unique=True)
    enrolled_at: Mapped[datetime | None] = field(kept=TRAINING)


class ActivityEvent(Base):
    """One thing done in one activity; `detail` is e.g. the number of the choice."""

    __tablename__ = "lms_activity_event"
    __table_args__ = (sa.Index(None, "enrolment_id", "activity_id", "kind"),)

    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id", kept=TRAINING, index=False)
    activity_id: Mapped[UUID] = foreign("lms_activity.id", kept=TRAINING)
    kind: Mapped[EventKind] = field(kept=TRAINING)
    detail: Mapped[str] = field(sa.String(40), kept=TRAINING, default="")


class QuizAttempt(Base):
    """One go at a quiz: answers by question number, right ones out of how many."""

    __tablename__ = "lms_quiz_attempt"

    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id", kept=TRAINING)
    activity_id: Mapped[UUID] = foreign("lms_activity.id", kept=TRAINING)
    answers: Mapped[dict[str, Any]] = field(kept=TRAINING)
    right_count: Mapped[int] = field(kept=TRAINING)
    total: Mapped[int] = field(kept=TRAINING)


class Reflection(Base):
    """What somebody wrote for themselves. Nobody else ever reads it; its writer may link a copy as evidence."""

    __tablename__ = "lms_reflection"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "activity_id", "prompt"),)

    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id", kept=TRAINING)
    activity_id: Mapped[UUID] = foreign("lms_activity.id", kept=TRAINING)
    prompt: Mapped[str] = field(sa.String(40), kept=CONTENT)
    text = sealed(kept=REFLECTION, owner="enrolment_id.person_id")


class SpokenReflection(Base):
    """What somebody said for themselves, as one recording. Nobody else ever hears it."""

    __tablename__ = "lms_spoken_reflection"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "activity_id"),)

    enrolment_id: Mapped[UUID] = foreign("lms_enrolment.id", kept=TRAINING, index=False)
    activity_id: Mapped[UUID] = foreign("lms_activity.id", kept=TRAINING)
    file_id: Mapped[UUID] = foreign("lms_file.id", kept=REFLECTION)
