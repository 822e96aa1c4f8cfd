"""Forms: plain WTForms with clear sentences, and NHS.UK looks."""

from lms.core.forms.fields import (
    Choice,
    Choices,
    Day,
    Email,
    LongText,
    Number,
    Password,
    Pick,
    ShortText,
    Tick,
    Upload,
)
from lms.core.forms.form import Form, seen_version

__all__ = [
    "Choice",
    "Choices",
    "Day",
    "Email",
    "Form",
    "LongText",
    "Number",
    "Password",
    "Pick",
    "ShortText",
    "Tick",
    "Upload",
    "seen_version",
]
