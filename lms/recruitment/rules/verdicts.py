"""The verdicts of recruitment: open a post, send an application, shortlist, decide after an interview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict

__all__ = [
    "ABOUT",
    "ADJUSTMENTS",
    "CHECK",
    "Sitting",
    "decide_verdict",
    "open_verdict",
    "shortlist_verdict",
    "submit_verdict",
    "too_few",
    "words",
]

ABOUT, ADJUSTMENTS, CHECK = "about-you", "adjustments", "check-and-send"
FEWEST = 2


@dataclass(frozen=True)
class Sitting:
    """One seat on a panel: whether its holder has lived experience of their own."""

    lived_experience: bool


def words(text: str) -> int:
    """How many words a text has, as the form counts them."""
    return len(text.split())


def too_few(seats: Sequence[Sitting]) -> bool:
    """True when these people alone cannot score an application: two are asked for, one with lived experience."""
    return len(seats) < FEWEST or not any(seat.lived_experience for seat in seats)


def open_verdict(
    panel: Sequence[Sitting], *, post_id: UUID, closes_on: date, approval_reference: str, today: date
) -> Verdict:
    """Rule `open-post`: two scorers, one with lived experience, a closing date ahead, and an approval."""
    at_panel, at_edit = (
        Link("recruitment.panel", {"post_id": post_id}),
        Link("recruitment.edit_post", {"post_id": post_id}),
    )
    return verdict(
        "open-post",
        [
            _line(
                "two-scorers", _l("At least two people are named to score."), len(panel) >= FEWEST, _l("HR"), at_panel
            ),
            _line(
                "lived-experience",
                _l("At least one of them has lived experience of their own."),
                any(seat.lived_experience for seat in panel),
                _l("HR"),
                at_panel,
            ),
            _line("closing-date", _l("The closing date is today or later."), closes_on >= today, _l("HR"), at_edit),
            _line(
                "approval",
                _l("The reference of the approval to recruit is written down."),
                bool(approval_reference),
                _l("HR"),
                at_edit,
            ),
        ],
    )


def submit_verdict(
    steps: Sequence[Mapping[str, Any]],
    answers: Mapping[str, str],
    *,
    application_id: UUID,
    about_done: bool,
    adjustments_done: bool,
    post_open: bool,
) -> Verdict:
    """Rule `send-application`: every step is answered within its length, and the post still takes applications."""

    def line(code: str, title: Text, met: bool) -> Reason:
        return _line(
            code, title, met, _l("You"), Link("recruitment.step", {"application_id": application_id, "step": code})
        )

    questions = [
        line(one["code"], one["title"], 0 < words(answers.get(one["code"], "")) <= one["max_words"]) for one in steps
    ]
    return verdict(
        "send-application",
        [
            line(ABOUT, _l("About you"), about_done),
            *questions,
            line(ADJUSTMENTS, _l("What would help you"), adjustments_done),
            _line(
                "post-open", _l("The post is open for applications."), post_open, _l("HR"), Link("recruitment.posts")
            ),
        ],
    )


def shortlist_verdict(seats: Sequence[Sitting], scores: Sequence[Sitting], *, post_id: UUID) -> Verdict:
    """Rule `shortlist`: two scores are in, one of them by somebody with lived experience.

    `seats` are the people available for this application, `scores` those who have sent theirs.
    """
    short = too_few(seats)
    who: Text = _l("HR: name another scorer") if short else _l("The people who score")
    link = Link("recruitment.panel", {"post_id": post_id}) if short else None
    return verdict(
        "shortlist",
        [
            _line(
                "two-scores",
                _l("Two people have scored it, each on their own. Scores in: %(n)s.", n=len(scores)),
                len(scores) >= FEWEST,
                who,
                link,
            ),
            _line(
                "lived-experience-score",
                _l("One of the scores is by somebody with lived experience of their own."),
                any(seat.lived_experience for seat in scores),
                who,
                link,
            ),
        ],
    )


def decide_verdict(*, application_id: UUID, recorded: bool) -> Verdict:
    """Rule `decide`: what came out of the interview is written down."""
    link = Link("recruitment.interview_outcome", {"application_id": application_id})
    text = _l("What came out of the interview is written down, question by question.")
    return verdict("decide", [_line("interview-recorded", text, recorded, _l("HR"), link)])


def _line(code: str, text: Text, met: bool, who: Text, link: Link | None) -> Reason:
    return Reason(code, text, who, link, met)
