"""What somebody typed into a form that could not be kept: shown, and ready to be sent again under the same key."""

from dataclasses import dataclass

from flask import current_app, request

from lms.core.access import Open, access_of

OURS = ("csrf_token", "_key", "_version")
SECRET = ("password", "code", "token")


@dataclass(frozen=True)
class Unsaved:
    """Where the form goes; what goes with it unseen; and the words, to read and to copy."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    with_file: bool


def unsaved() -> Unsaved | None:
    """The form of ours that this request sent; None when there was none, and at the door, where passwords are typed."""
    declared = access_of(current_app.view_functions.get(request.endpoint or ""))
    sent = request.method == "POST" and "_key" in request.form
    if not sent or declared is None or declared.permission == Open.PUBLIC:
        return None
    fields = tuple((name, value) for name, values in request.form.lists() for value in values if not _secret(name))
    words = tuple(value for name, value in fields if name not in OURS and (" " in value or "\n" in value))
    return Unsaved(request.full_path.rstrip("?"), fields, words, any(file.filename for file in request.files.values()))


def _secret(name: str) -> bool:
    return name != "csrf_token" and any(part in name for part in SECRET)
