"""The forms of recruitment."""

from lms.recruitment.forms.applying import AboutForm, AdjustmentsForm, AnswerForm, FeedbackForm, PressForm
from lms.recruitment.forms.letters import InterviewForm, LetterForm, OfferForm, ReserveForm
from lms.recruitment.forms.posts import NewPostForm, PanelForm, PostForm
from lms.recruitment.forms.scoring import OutcomeForm, ScoreForm, outcome_form, score_form

__all__ = [
    "AboutForm",
    "AdjustmentsForm",
    "AnswerForm",
    "FeedbackForm",
    "InterviewForm",
    "LetterForm",
    "NewPostForm",
    "OfferForm",
    "OutcomeForm",
    "PanelForm",
    "PostForm",
    "PressForm",
    "ReserveForm",
    "ScoreForm",
    "outcome_form",
    "score_form",
]
