"""Changing programmes, enrolments and progress."""

from modules.services.cohorts import add_cohort
from modules.services.enrolling import enrol, enrol_waiting
from modules.services.learning import answer, answer_quiz, choose, end_learning, mark_done, opened, pause, resume
from modules.services.publishing import (
    Outcome,
    outcome_of,
    publish,
    publish_verdict,
    record_reviewers,
    refusal,
    store_programme,
)
from modules.services.reflecting import Recording, forget, reflect, speak, written
from modules.services.returning import come_back, defer, go_on

__all__ = [
    "Outcome",
    "Recording",
    "add_cohort",
    "answer",
    "answer_quiz",
    "choose",
    "come_back",
    "defer",
    "end_learning",
    "enrol",
    "enrol_waiting",
    "forget",
    "go_on",
    "mark_done",
    "opened",
    "outcome_of",
    "pause",
    "publish",
    "publish_verdict",
    "record_reviewers",
    "reflect",
    "refusal",
    "resume",
    "speak",
    "store_programme",
    "written",
]
