"""Changing posts, applications, scores and decisions."""

from lms.recruitment.services.again import note_reading, score_again
from lms.recruitment.services.applying import (
    ask_for_feedback,
    close_answer,
    save_about,
    save_adjustments,
    save_answer,
    start,
    submit,
    withdraw,
)
from lms.recruitment.services.deciding import (
    arrange_interview,
    feedback_given,
    make_offer,
    not_this_time,
    put_on_reserve,
    record_interview,
    shortlist,
)
from lms.recruitment.services.offers import accept, decline
from lms.recruitment.services.posts import (
    PostFacts,
    close_post,
    create_post,
    edit_post,
    name_member,
    open_post,
    remove_member,
)
from lms.recruitment.services.scoring import make_unavailable, save_score, submit_score

__all__ = [
    "PostFacts",
    "accept",
    "arrange_interview",
    "ask_for_feedback",
    "close_answer",
    "close_post",
    "create_post",
    "decline",
    "edit_post",
    "feedback_given",
    "make_offer",
    "make_unavailable",
    "name_member",
    "not_this_time",
    "note_reading",
    "open_post",
    "put_on_reserve",
    "record_interview",
    "remove_member",
    "save_about",
    "save_adjustments",
    "save_answer",
    "save_score",
    "score_again",
    "shortlist",
    "start",
    "submit",
    "submit_score",
    "withdraw",
]
