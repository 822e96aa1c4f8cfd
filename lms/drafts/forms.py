"""One question about this device."""

from lms.core.forms import Choice, Form
from lms.core.text import lazy_gettext as _l


class DeviceForm(Form):
    """Whether others use this computer or phone."""

    shared = Choice(
        _l("Do other people use this computer or phone?"),
        [
            (
                "no",
                _l("No, it is mine"),
                _l("If the connection fails, what you type waits here, locked."),
            ),
            (
                "yes",
                _l("Yes, it is shared"),
                _l("Nothing you type stays here. We keep it for you instead."),
            ),
        ],
        missing=_l("Choose whether other people use it."),
    )
