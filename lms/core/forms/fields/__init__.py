"""Fields that know their own sentences. Labels and hints are lazy; every limit is checked on the server."""

from lms.core.forms.fields.asked import clean
from lms.core.forms.fields.lists import Choice, Choices, Pick
from lms.core.forms.fields.other import Day, Tick, Upload
from lms.core.forms.fields.text import Email, LongText, Number, Password, ShortText

__all__ = [
    "Choice",
    "Choices",
    "Day",
    "Email",
    "LongText",
    "Number",
    "Password",
    "Pick",
    "ShortText",
    "Tick",
    "Upload",
    "clean",
]
