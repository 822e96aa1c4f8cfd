"""Posts, panels, applications, and what was decided about them."""

from lms.recruitment.models.application import (
    Application,
    ApplicationAnswer,
    ApplicationState,
    FeedbackWay,
    GuaranteedInterview,
)
from lms.recruitment.models.decision import Decision, DecisionKind, Interview, Leaning, Offer, OfferAnswer, Score
from lms.recruitment.models.post import PanelAbsence, PanelMember, Post, PostState, Route

__all__ = [
    "Application",
    "ApplicationAnswer",
    "ApplicationState",
    "Decision",
    "DecisionKind",
    "FeedbackWay",
    "GuaranteedInterview",
    "Interview",
    "Leaning",
    "Offer",
    "OfferAnswer",
    "PanelAbsence",
    "PanelMember",
    "Post",
    "PostState",
    "Route",
    "Score",
]
