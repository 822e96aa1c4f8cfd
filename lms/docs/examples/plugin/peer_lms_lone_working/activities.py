"""One more kind of activity for modules: practising when to call."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.plugins import ActivityFile, ActivityType

__all__ = ["CALL"]


def _read(file: ActivityFile) -> Mapping[str, Any]:
    return {"story": file.body, "minutes": file.whole("minutes-alone", least=15, most=240)}


def _take(_body: Mapping[str, Any], given: Mapping[str, Sequence[str]]) -> str:
    said = given.get("minutes", [""])[0].strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 4):
        raise Refused(_l("Write after how many minutes you would call, as a number."), field="minutes")
    return said


def _in_time(body: Mapping[str, Any], answers: Sequence[str]) -> bool:
    return any(int(answer) <= body["minutes"] for answer in answers)


CALL = ActivityType(
    kind="lone-working-call",
    label=_l("When to call"),
    read=_read,
    template="lms/loneworking/call.jinja",
    present=lambda body, answers: answers[-1] if answers and not _in_time(body, answers) else "",
    take=_take,
    done=_in_time,
)
