"""A form for every POST route: who sends it, about what, and what it says. Roles and objects are those of the matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from access.asking import ROLES, Row, rows
from lxml.html import HtmlElement

DATE = {"day": "1", "month": "6", "year": "2030"}
PASSWORD = "a long one that nobody guesses"  # noqa: S105 - it guards nothing

# Where the form of a route is, when it is not the page of the same route: endpoint, and its object if another.
PAGES: dict[str, str] = {
    "modules.choose": "modules.activity",
    "modules.reflect": "modules.activity",
    "modules.answer": "modules.activity",
    "recruitment.save_score": "recruitment.score",
    "employment.record_step": "employment.check",
}
# What is written beside what the page offers.
WRITTEN: dict[str, Mapping[str, Any]] = {}
# Another role or object than the first in the matrix that may: (role, object).
OTHER: dict[str, tuple[str, str]] = {}
# Routes that change nothing by their nature.
NOTHING = {"certificates.verify_form": "looks a code up and leads to its page"}


@dataclass(frozen=True)
class Example:
    """One form of one route."""

    endpoint: str
    role: str
    object: str
    page: str
    written: Mapping[str, Any] = field(default_factory=dict)


def examples() -> Iterator[Example]:
    """One for each POST route of the matrix, which names every route there is."""
    found: dict[str, list[Row]] = {}
    opened = {row.endpoint for row in rows() if row.method == "GET"}
    for row in rows():
        if row.method == "POST":
            found.setdefault(row.endpoint, []).append(row)
    for endpoint, lines in found.items():
        role, thing = OTHER.get(endpoint) or _first(lines)
        page = PAGES.get(endpoint, endpoint if endpoint in opened else "")
        yield Example(endpoint, role, thing, page, WRITTEN.get(endpoint, {}))


def _first(lines: list[Row]) -> tuple[str, str]:
    for status in (303, 422):
        for row in lines:
            for role in ROLES:
                if row.expected[role] == status:
                    return role, row.object
    return "stranger", lines[0].object


def filled(form: HtmlElement, written: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody would send who answers every question with the first thing that will do."""
    sent: dict[str, Any] = {}
    for control in form.cssselect("input[name], textarea[name], select[name]"):
        name, kind = control.get("name"), control.get("type") or control.tag
        if kind == "file" or (kind in {"radio", "checkbox"} and name in sent):
            continue
        sent[name] = _answer(control, kind, name)
    return {name: value for name, value in {**sent, **written}.items() if value is not None}


def _answer(control: HtmlElement, kind: str, name: str) -> Any:
    if kind in {"hidden", "radio", "checkbox"}:
        return control.get("value") or ""
    if kind == "select":
        return next(value for option in control.cssselect("option") if (value := option.get("value")))
    part = name.rpartition("-")[2]
    if part in DATE:
        return DATE[part]
    there = control.get("value") or (control.text if kind == "textarea" else "")
    return there or {"email": "somebody.new@example.org", "password": PASSWORD}.get(kind, "Some words")
