"""What can go wrong on purpose. Anything else that is raised is a bug."""

from lms.core.text import Text


class Refused(Exception):
    """A rule said no to what was asked; nothing has changed.

    `message` is a full sentence that says what to do; `field` names the form field it belongs to.
    """

    def __init__(self, message: Text, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class Stale(Exception):
    """Somebody else changed the record after this form was opened (409).

    `version` is the record's present one. `settled` says that what was asked can no longer be done at all.
    """

    def __init__(self, version: int | None = None, *, settled: bool = False) -> None:
        super().__init__("the record has changed")
        self.version = version
        self.settled = settled


class NotReady(Exception):
    """The installation cannot do this yet: one sentence and the command that mends it."""

    def __init__(self, says: str, mend: str) -> None:
        super().__init__(f"{says} {mend}")
        self.says = says
        self.mend = mend
