"""The forms of being erased."""

from lms.core.forms import Choice, Form, ShortText, Tick
from lms.core.text import lazy_gettext as _l

KEEP, REMOVE = "keep", "remove"


class CertificatesForm(Form):
    """What becomes of certificates, where there are any."""

    certificates = Choice(
        _l("What should become of certificates?"),
        choices=[
            (REMOVE, _l("Take the name off, and remove the file. The code goes on proving that it was issued.")),
            (KEEP, _l("Leave them as they are printed, name and file included.")),
        ],
        required=False,
        hint=_l(
            "If you choose nothing, the name is taken off. Whether strangers can check the code stays as it is set now."
        ),
    )


class EraseForm(CertificatesForm):
    """To be erased oneself."""

    sure = Tick(
        _l("I have read what goes and what stays, and I want to be erased."),
        required=True,
        missing=_l("Tick the box to go on."),
    )


class EraseNowForm(CertificatesForm):
    """To erase somebody at once."""

    reason = ShortText(
        _l("Why is this person erased now?"),
        max_length=300,
        missing=_l("Say why, in a few words."),
        hint=_l("It is kept. Write no name and nothing about their health."),
    )
    sure = Tick(_l("I know that this cannot be undone."), required=True, missing=_l("Tick the box to go on."))
