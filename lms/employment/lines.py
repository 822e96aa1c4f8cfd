"""The lines of a start checklist in plain words: where each stands, and who acts next. Pure."""

from collections.abc import Callable, Mapping
from datetime import date

from lms.core.text import Lazy, Text, day, gettext, ngettext
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason
from lms.employment import rules
from lms.employment.content import ItemKind, handbook
from lms.employment.models import Check, ChecklistItem, CheckState
from lms.employment.rules import Eyes
from lms.employment.sheet import WHO, Line, Mark, Sheet
from lms.plugins import CheckType

__all__ = [
    "DATE",
    "DERIVED",
    "MANAGER",
    "SUPERVISOR",
    "WHO",
    "Line",
    "Mark",
    "Sheet",
    "chased_words",
    "check_line",
    "own_lines",
    "title_of",
    "waived",
]

MANAGER, SUPERVISOR, DATE = "line-manager-named", "peer-supervisor-named", "start-date-agreed"
DERIVED = frozenset({MANAGER, SUPERVISOR, DATE})

ELSEWHERE: Mapping[str, Lazy] = {
    "references": _l("the people who give references"),
    "criminal-record": _l("the Disclosure and Barring Service"),
    "work-health": _l("occupational health"),
}


def own_lines(sheet: Sheet, eyes: Eyes, today: date) -> list[Line]:
    """All lines that employment itself answers for, in the order of the handbook; the start date is not one of them."""
    book = handbook()
    codes = [*(code for code in book.checks if code in sheet.checks), *sorted(set(sheet.checks) - set(book.checks))]
    found = [check_line(sheet, book.check(code), sheet.checks[code], eyes, today) for code in codes]
    for code, item in book.items.items():
        if code in (MANAGER, SUPERVISOR):
            found.append(_named_line(sheet, item, eyes))
        elif code in sheet.items:
            found.append(_item_line(sheet, item, sheet.items[code], eyes))
    lines = [waived(sheet, line, today) for line in found]
    return [_hold_line(sheet.held_until, eyes), *lines] if sheet.held_until else lines


def _hold_line(until: date, eyes: Eyes) -> Line:
    """That it waits, and until when: why is on no checklist, and nobody can agree that it may follow."""
    text = (
        gettext("Your placement is on hold until %(day)s. Your learning goes on.", day=day(until))
        if eyes is Eyes.SELF
        else gettext("On hold until %(day)s. Learning goes on.", day=day(until))
    )
    reason = Reason(rules.ON_HOLD, text, _l("whoever put it on hold, by that day"))
    return Line(rules.ON_HOLD, _l("On hold"), Mark.ON_HOLD, reason, "other", weight=0)


def _go(sheet: Sheet, eyes: Eyes, code: str) -> Link:
    if eyes is Eyes.HR and code in sheet.checks:
        return Link("employment.check", {"check_id": sheet.checks[code].id})
    return Link("employment.start", {"start_id": sheet.start.id, "_anchor": code})


def check_line(sheet: Sheet, kind: CheckType, check: Check, eyes: Eyes, today: date) -> Line:
    """The line of one check, for these eyes; those in HR who stand outside a check read what everybody reads."""
    link = _go(sheet, eyes, kind.code)
    if eyes is Eyes.HR and not rules.inside(check, sheet.reader):
        eyes = Eyes.OTHERS
    state = rules.public_state(check, today) if eyes is Eyes.OTHERS else rules.shown_state(check, today)
    mark, who, text = _WORDS[state](sheet, kind, check, eyes, today)
    met = mark in (Mark.DONE, Mark.NOT_NEEDED)
    reason = Reason(kind.code, text, "" if met else sheet.name_of(who, eyes), None if met else link, met)
    days = None if met else rules.waiting_days(check, today, eyes)
    return Line(kind.code, kind.short, mark, reason, who, days, 10)


Said = tuple[Mark, str, Text]


def _not_started(_sheet: Sheet, kind: CheckType, check: Check, eyes: Eyes, today: date) -> Said:
    n = rules.waiting_days(check, today, eyes)
    text = ngettext(
        "%(title)s: not started yet, %(n)s day since the offer",
        "%(title)s: not started yet, %(n)s days since the offer",
        n,
        title=kind.title,
    )
    return Mark.TO_DO, "hr", text


def _under_way(sheet: Sheet, kind: CheckType, check: Check, eyes: Eyes, today: date) -> Said:
    brings = kind.code in rules.PERSON_BRINGS and check.state is CheckState.REQUESTED
    n = rules.waiting_days(check, today, eyes)
    if eyes is Eyes.OTHERS and not brings:
        return Mark.WAITING, "hr", _in_progress(kind, check, n)
    who = "trainee" if brings else "hr"
    on = (_("you") if eyes is Eyes.SELF else sheet.person) if brings else str(ELSEWHERE.get(kind.code, WHO["hr"]))
    text = ngettext(
        "%(title)s: waiting on %(on)s, %(n)s day, %(chased)s",
        "%(title)s: waiting on %(on)s, %(n)s days, %(chased)s",
        n,
        title=kind.title,
        on=on,
        chased=chased_words(len(check.chased_on)),
    )
    return Mark.WAITING, who, text


def _in_progress(kind: CheckType, check: Check, n: int) -> Text:
    """What others read from the day it is asked for: as true of what came back already as of what is still out."""
    return ngettext(
        "%(title)s: in progress, %(n)s day, %(chased)s",
        "%(title)s: in progress, %(n)s days, %(chased)s",
        n,
        title=kind.title,
        chased=chased_words(len(check.chased_on)),
    )


def chased_words(times: int) -> str:
    """How often somebody was reminded, in words."""
    words = {0: _("not chased yet"), 1: _("chased once"), 2: _("chased twice")}
    return words.get(times) or _("chased %(times)s times", times=times)


def _deciding(_sheet: Sheet, kind: CheckType, check: Check, eyes: Eyes, _today: date) -> Said:
    if eyes is Eyes.SELF:
        text = gettext(
            "%(title)s: a decision is needed. One named person in HR talks with you before anything is decided. "
            "Until then your training goes on, and your line manager reads “in progress”.",
            title=kind.title,
        )
    elif check.second_id:
        text = gettext("%(title)s: decision needed. Two people in HR look at it now.", title=kind.title)
    else:
        text = gettext("%(title)s: decision needed. Invite them to talk first.", title=kind.title)
    return Mark.DECIDE, "hr", text


def _done(sheet: Sheet, kind: CheckType, check: Check, eyes: Eyes, _today: date) -> Said:
    if not check.settled:
        text = gettext("%(title)s: not going ahead. HR speaks with them and then records it.", title=kind.title)
        own = gettext("%(title)s: not going ahead. HR talks with you about what this means.", title=kind.title)
        return Mark.DECIDE, "hr", own if eyes is Eyes.SELF else text
    return Mark.DONE, "hr", gettext("%(title)s: done on %(day)s", title=kind.title, day=day(check.done_on))


def _not_required(_sheet: Sheet, kind: CheckType, _check: Check, _eyes: Eyes, _today: date) -> Said:
    return Mark.NOT_NEEDED, "hr", gettext("%(title)s: not needed for this post", title=kind.title)


def _ran_out(_sheet: Sheet, kind: CheckType, check: Check, _eyes: Eyes, _today: date) -> Said:
    return (
        Mark.TO_DO,
        "hr",
        gettext("%(title)s: refresh due since %(day)s", title=kind.title, day=day(check.expires_on)),
    )


_WORDS: Mapping[CheckState, Callable[[Sheet, CheckType, Check, Eyes, date], Said]] = {
    CheckState.NOT_STARTED: _not_started,
    CheckState.REQUESTED: _under_way,
    CheckState.IN_PROGRESS: _under_way,
    CheckState.DECISION_NEEDED: _deciding,
    CheckState.DONE: _done,
    CheckState.NOT_REQUIRED: _not_required,
    CheckState.EXPIRED: _ran_out,
}


def _named_line(sheet: Sheet, kind: ItemKind, eyes: Eyes) -> Line:
    name = sheet.manager if kind.code == MANAGER else sheet.supervisor
    if name:
        text = gettext("%(title)s: %(name)s", title=kind.title, name=name)
        return Line(kind.code, kind.short, Mark.DONE, Reason(kind.code, text, met=True), kind.who, weight=30)
    return _to_do(sheet, kind, eyes, gettext("%(title)s: nobody is named yet", title=kind.title))


def _item_line(sheet: Sheet, kind: ItemKind, item: ChecklistItem, eyes: Eyes) -> Line:
    if not item.done:
        return _to_do(sheet, kind, eyes, gettext("%(title)s: still to do", title=kind.title))
    text = gettext("%(done)s, %(day)s", done=kind.done_words, day=day(item.done_at))
    return Line(kind.code, kind.short, Mark.DONE, Reason(kind.code, text, met=True), kind.who, weight=30)


def _to_do(sheet: Sheet, kind: ItemKind, eyes: Eyes, text: Text) -> Line:
    reason = Reason(kind.code, text, sheet.name_of(kind.who, eyes), _go(sheet, eyes, kind.code))
    return Line(kind.code, kind.short, Mark.TO_DO, reason, kind.who, weight=30)


def waived(sheet: Sheet, line: Line, today: date) -> Line:
    """The line, or, where somebody agreed that it may follow later, the same line as agreed."""
    waiver, approver = sheet.waivers.get(line.code, (None, ""))
    if line.reason.met or waiver is None or waiver.ends_on < today:
        return line
    text = gettext(
        "%(title)s: agreed by %(name)s to follow, by %(day)s",
        title=title_of(line),
        name=approver,
        day=day(waiver.ends_on),
    )
    return Line(line.code, line.title, Mark.AGREED, Reason(line.code, text, met=True), line.who, weight=line.weight)


def title_of(line: Line) -> str:
    """A line's full name; lines of other features have but one."""
    book = handbook()
    kind = book.checks.get(line.code) or book.items.get(line.code)
    return str(kind.title) if kind else str(line.title)
