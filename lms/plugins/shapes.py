"""What each hook promises to give back: read to its end here, so that what is wrong with it shows at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import click
from flask import Blueprint, has_request_context

from lms.core.text import Lazy, Text
from lms.core.ui.chrome import Card, MenuItem
from lms.core.ui.links import href
from lms.core.verdict import Link, Reason
from lms.plugins.api import (
    ActivityType,
    Aspect,
    CertificateLayout,
    CheckOutcome,
    CheckType,
    DataSection,
    GateLine,
    Indicator,
)
from lms.plugins.keeping import RetentionRule
from lms.plugins.offering import EvidencePart, EvidenceType, LinkableItem

__all__ = ["ASKED_ONCE", "SHAPES", "read"]

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
KEY = re.compile(r"[a-z][a-z0-9]*:[A-Za-z0-9-]{1,80}")
SHORTEST_ROUND = timedelta(minutes=1)
Shape = Callable[[str, Any], Any]


def read(hook: str, answer: Any) -> Any:
    """The answer with its iterables made lists. Raises TypeError when it is not what the hook promises."""
    return SHAPES[hook](hook, answer) if hook in SHAPES else answer


def _expect(hook: str, thing: Any, kind: type | tuple[type, ...], said: str) -> Any:
    if not isinstance(thing, kind):
        raise TypeError(f"{hook} gave {type(thing).__name__} where {said} was promised")
    return thing


def _each(kind: type, look: Callable[[Any], object] = lambda thing: None) -> Shape:
    def shape(hook: str, answer: Any) -> list[Any]:
        found = list(_expect(hook, answer, Iterable, f"an iterable of {kind.__name__}"))
        for thing in found:
            look(_expect(hook, thing, kind, kind.__name__))
        return found

    return shape


def _by_name(look: Callable[[str, Any], Any]) -> Shape:
    def shape(hook: str, answer: Any) -> dict[str, Any]:
        pairs = _expect(hook, answer, Mapping, "a mapping").items()
        return {str(_expect(hook, name, str, "a name")): look(hook, value) for name, value in pairs}

    return shape


def _roles(hook: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(f"{hook} gave the word {value!r} where a list of roles was promised")
    return tuple(_expect(hook, role, str, "a role") for role in value)


def _handler(hook: str, value: Any) -> Any:
    if not callable(value):
        raise TypeError(f"{hook} gave {type(value).__name__} where a function was promised")
    return value


def _sentence(hook: str, value: Any) -> Text:
    sentence: Text = _expect(hook, value, (str, Lazy), "a sentence")
    str(sentence) % {"who": "", "about": ""}  # a name it does not know raises here
    return sentence


def _interval(hook: str, value: Any) -> timedelta:
    interval: timedelta = _expect(hook, value, timedelta, "a length of time")
    if interval < SHORTEST_ROUND:
        raise ValueError(f"{hook} gave {interval}, and no round is shorter than {SHORTEST_ROUND}")
    return interval


def _lines(hook: str, answer: Any) -> dict[UUID, list[GateLine]]:
    pairs = _expect(hook, answer, Mapping, "a mapping").items()
    read_lines = _each(GateLine, _line)
    return {_expect(hook, person, UUID, "a person's id"): read_lines(hook, lines) for person, lines in pairs}


def _line(line: GateLine) -> None:
    _said(line.title, line.reason.text, line.reason.who)
    _lead(line.reason.link)


def _card(card: Card) -> None:
    _said(card.title, card.body, card.action, card.who)
    _lead(card.link)


def _check_type(kind: CheckType) -> None:
    _said(kind.title, kind.short, kind.plain, kind.states_help, kind.normally_not_required)
    for outcome in _each(CheckOutcome)("check_types", kind.outcomes):
        _said(outcome.label)
    codes = [kind.code, *(outcome.code for outcome in kind.outcomes)]
    wrong = [code for code in codes if not CODE.fullmatch(code)]
    if wrong or not any(outcome.ok for outcome in kind.outcomes):
        raise ValueError(
            f"the check {kind.code!r} needs an outcome that settles it, and codes of small letters, digits and hyphens"
            + (f", which {wrong[0]!r} is not" if wrong else "")
        )


def _section(section: DataSection) -> None:
    _said(section.title)
    for row in section.rows:
        if not isinstance(row, tuple) or len(row) != 2:
            raise TypeError(f"personal_data gave {row!r} where a pair of label and value was promised")
        _said(*row)


def _reason(reason: Reason) -> None:
    _said(reason.text, reason.who)
    _lead(reason.link)


def _indicator(figure: Indicator) -> None:
    _said(figure.title, figure.unit)
    _expect("indicators", figure.aspect, Aspect, "an aspect")
    _expect("indicators", figure.value, (int, float, type(None)), "a number")
    _expect("indicators", figure.people, (int, type(None)), "a number of people")


def _layout(layout: CertificateLayout) -> None:
    _said(layout.label, layout.template)
    if not CODE.fullmatch(layout.code):
        raise ValueError(f"the layout {layout.code!r} is not made of small letters, digits and hyphens")


def _activity_type(kind: ActivityType) -> None:
    _said(kind.label)
    if not CODE.fullmatch(kind.kind):
        raise ValueError(f"the kind of activity {kind.kind!r} is not made of small letters, digits and hyphens")
    for part in ("read", "present", "take", "done"):
        if not callable(getattr(kind, part)):
            raise TypeError(f"the kind of activity {kind.kind!r} has no function {part}")


def _evidence_type(kind: EvidenceType) -> None:
    _said(kind.label, kind.hint)
    if not CODE.fullmatch(kind.code):
        raise ValueError(f"the kind of evidence {kind.code!r} is not made of small letters, digits and hyphens")
    _each(EvidencePart)("evidence_types", kind.needs)
    if not callable(kind.missing):
        raise TypeError(f"the kind of evidence {kind.code!r} has no function missing")


def _linkable_item(item: LinkableItem) -> None:
    _said(item.title, item.kind, item.text)
    _expect("linkable_items", item.on, date, "a day")
    if not KEY.fullmatch(item.key):
        raise ValueError(f"the key {item.key!r} is not the plugin's name, a colon, and letters, digits or hyphens")
    _lead(item.link)


def _said(*texts: Any) -> None:
    for text in texts:
        str(text)  # a lazy text with a wrong parameter raises here, not in the middle of somebody's page


def _lead(link: Link | None) -> None:
    if link is not None and has_request_context():
        href(link)


SHAPES: Mapping[str, Shape] = {
    "blueprints": _each(Blueprint),
    "permissions": _by_name(_roles),
    "menu": _each(MenuItem),
    "check_types": _each(CheckType, _check_type),
    "activity_types": _each(ActivityType, _activity_type),
    "evidence_types": _each(EvidenceType, _evidence_type),
    "linkable_items": _each(LinkableItem, _linkable_item),
    "home_cards": _each(Card, _card),
    "gates": _lines,
    "certificate_layouts": _each(CertificateLayout, _layout),
    "personal_data": _each(DataSection, _section),
    "standing_in_the_way": _each(Reason, _reason),
    "indicators": _each(Indicator, _indicator),
    "commands": _each(click.Command),
    "fresh_values": _by_name(_handler),
    "outbox_handlers": _by_name(_handler),
    "audit_sentences": _by_name(_sentence),
    "rounds": _by_name(_interval),
    "retention_rules": _each(RetentionRule),
}
# Hooks without arguments: a third party's plugin is asked when the app starts; what it says then stands.
ASKED_ONCE = (
    "permissions",
    "blueprints",
    "menu",
    "check_types",
    "activity_types",
    "evidence_types",
    "certificate_layouts",
    "commands",
    "outbox_handlers",
    "audit_sentences",
    "rounds",
    "retention_rules",
)
