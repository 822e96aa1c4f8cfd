"""Forms of certificates."""

from certificates.models import TitleKind
from lms.core.forms import Choice, Form, LongText, ShortText
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

OPEN, CLOSED = "anyone", "nobody"


class CodeForm(Form):
    """A code, typed from paper."""

    code = ShortText(
        _l("Code"),
        hint=_l("It is printed beside the square, for example 7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9"),
        max_length=200,
        missing=_l("Type the code that is printed on the certificate."),
        looks={"autocomplete": "off", "spellcheck": False},
    )


class TitleForm(Form):
    """Which title is printed."""

    title = Choice(_l("Which title should be printed?"), missing=_l("Choose the title that should be printed."))


class SharingForm(Form):
    """Who may check a certificate, and the title they see."""

    public = Choice(
        _l("Who may check this certificate?"),
        [
            (CLOSED, _l("Nobody"), _l("The code and the link show nothing, not even that there is a certificate.")),
            (
                OPEN,
                _l("Anyone who has the code or the link"),
                _l("They see your name and the title as below, the dates, who issued it, and whether it stands."),
            ),
        ],
        missing=_l("Choose who may check this certificate."),
    )
    title = Choice(_l("Which title do they see?"), missing=_l("Choose the title they see."))


class RevokeForm(Form):
    """Why a certificate is taken back, for us and for whoever checks it."""

    why = LongText(
        _l("Why is it revoked?"),
        hint=_l("For our own records. The person may ask to read it."),
        rows=4,
        max_length=500,
        missing=_l("Say why the certificate is revoked."),
    )
    words = LongText(
        _l("What is said to anyone who checks the code?"),
        rows=3,
        max_length=500,
        hint=_l("Say nothing about health or about what happened. For example: This certificate was issued in error."),
        missing=_l("Write one sentence for anyone who checks the code."),
    )


def titles(full: str, neutral: str) -> list[tuple[str, str, Text]]:
    """The two titles of an award as choices."""
    return [
        (TitleKind.FULL.value, full, _l("Says what the programme is about.")),
        (TitleKind.NEUTRAL.value, neutral, _l("Does not say what the programme is about.")),
    ]
