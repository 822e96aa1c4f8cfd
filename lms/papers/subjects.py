"""What is kept, as the person it is about would call it: a subject for each class of data."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.core.db import kept
from lms.core.db.kept import Kept
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["NOT_PERSONAL", "SUBJECTS", "Subject", "subject_of"]


@dataclass(frozen=True)
class Subject:
    """What a class of data is to its person. Who holds one of the permissions may see it; none: nobody else may.

    Permissions are named as text: some are declared by packages that stand above this one.
    """

    title: Text
    what: Text
    permissions: tuple[str, ...] = ()


NOT_PERSONAL = (kept.TECHNICAL, kept.CONTENT)

SUBJECTS: Mapping[Kept, Subject] = {
    kept.IDENTITY: Subject(
        _l("Who you are"),
        _l(
            "The name you go by, the name on your certificates, "
            "and what you are here. When you decide about people, they see your name."
        ),
        (
            "people:manage",
            "recruitment:score",
            "recruitment:manage-posts",
            "employment:see-starts",
            "employment:supervise",
            "modules:see-cohorts",
            "assessments:mark",
            "assessments:verify",
            "certificates:issue",
        ),
    ),
    kept.CONTACT: Subject(
        _l("How to reach you"),
        _l(
            "Your e-mail address, and your telephone number if you gave it. "
            "A contact on a post is there for all to see."
        ),
        ("people:manage", "recruitment:manage-posts"),
    ),
    kept.WISH: Subject(
        _l("What you would like"),
        _l("Which title you would like on your certificate."),
        ("certificates:issue",),
    ),
    kept.ADJUSTMENT: Subject(
        _l("What helps you"),
        _l(
            "Adjustments you asked for (sealed), whether you chose the guaranteed interview, "
            "and how pages look for you."
        ),
        ("recruitment:manage-posts", "emergency:open"),
    ),
    kept.APPLICATION: Subject(
        _l("Your application"),
        _l("When you sent it, where it stands, interview times, letters, and what scorers noted."),
        ("recruitment:score", "recruitment:manage-posts"),
    ),
    kept.STORY: Subject(
        _l("What you wrote in your application"),
        _l("Your answers. Private ones, such as lived experience, are read by the scorers of your application only."),
        ("recruitment:score", "recruitment:manage-posts", "emergency:open"),
    ),
    kept.TRAINING: Subject(
        _l("Your training"),
        _l(
            "What you have opened, chosen and finished, and quiz answers. "
            "Trainers see what is done, not what you answered."
        ),
        ("modules:see-cohorts",),
    ),
    kept.REFLECTION: Subject(
        _l("Your reflections"),
        _l("What you write for yourself, and recordings for yourself (both sealed)."),
    ),
    kept.UNSENT: Subject(_l("Your unsent words"), _l("What you have typed and not sent (sealed).")),
    kept.EVIDENCE: Subject(
        _l("Evidence of what you can do"),
        _l("What you write, send or record to be looked at (sealed), and titles and names of files (not sealed)."),
        ("assessments:mark", "assessments:verify", "emergency:open"),
    ),
    kept.DECISION: Subject(
        _l("Decisions about you"),
        _l(
            "Points and reasons, what was marked and checked, certificates, decisions to start, and who took each; "
            "and why something about you is kept for longer, if it is. "
            "Whoever has the code of a certificate can look it up once you have turned that on."
        ),
        (
            "recruitment:score",
            "recruitment:manage-posts",
            "assessments:mark",
            "assessments:verify",
            "employment:see-starts",
            "certificates:issue",
            "retention:hold",
        ),
    ),
    kept.CHECK: Subject(
        _l("Employment checks: how far they are"),
        _l(
            "Which checks are needed, when each was asked for and done, its reference number, who in HR looks "
            "after it, and the day they talked with you. Never the papers themselves, or what was said."
        ),
        ("employment:run-checks", "employment:see-starts"),
    ),
    kept.CHECK_OUTCOME: Subject(
        _l("Employment checks: what came out"),
        _l("The outcome of a check and any conditions. Health reports and certificates are never uploaded here."),
        ("employment:run-checks", "emergency:open"),
    ),
    kept.WORK: Subject(
        _l("Your work"),
        _l(
            "Your post, hours, first and last day and start checklist; "
            "that supervision took place, never what was said."
        ),
        ("employment:see-starts", "employment:supervise"),
    ),
    kept.LEAVING: Subject(
        _l("Why you left a post"),
        _l(
            "What HR wrote down about it, if anything (sealed). You read it, and the officer who wrote it; nobody else."
        ),
    ),
    kept.HOLD: Subject(
        _l("Why a placement waits"),
        _l(
            "Why your placement was put on hold, if it was (sealed). "
            "Whoever decided it reads that; your team reads only that it waits, and until when."
        ),
        ("complaints:keep", "emergency:open"),
    ),
    kept.COMPLAINT: Subject(
        _l("Complaints about your work"),
        _l(
            "When one came in, from what kind of source, who looks after it, and what became of it. "
            "You see it once you have been told."
        ),
        ("complaints:keep", "emergency:open"),
    ),
    kept.COMPLAINT_WORDS: Subject(
        _l("What was said in a complaint"),
        _l(
            "What was said, what you were told, your answer and the reasons (sealed). The one person who looks after "
            "it reads them. What others said, and the reasons, are not in your copy: ask that person."
        ),
        ("complaints:keep", "emergency:open"),
    ),
    kept.SECURITY: Subject(
        _l("Where you signed in"),
        _l("Where you are signed in, links that were mailed to you, and marks of failed tries."),
    ),
    kept.ERRAND: Subject(
        _l("What was done for you in the background"),
        _l("Letters that we sent you, for a while, so that none is sent twice. Nobody reads them on a page."),
    ),
    kept.SIGN_IN: Subject(
        _l("Your account"),
        _l(
            "A scrambled form of your password, second steps, and the key to what you tell in confidence. "
            "Others see only whether you have a second step."
        ),
        ("people:manage",),
    ),
    kept.AUDIT: Subject(
        _l("Who did what"),
        _l("Each decision and change, with who made it."),
        ("people:read-audit",),
    ),
    kept.LOOKED: Subject(
        _l("Who looked"),
        _l("Each time somebody opened what you told in confidence, and why, if that was in an emergency."),
        ("emergency:open",),
    ),
}


def subject_of(one: Kept) -> Subject | None:
    """The subject of a class of data. None: it is not personal, or a plugin's own class, which has words of its own."""
    return SUBJECTS.get(one)
