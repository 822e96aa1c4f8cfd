"""A form for every POST route: who sends it, about what, and what it says. Roles and objects are those of the matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from access.asking import ROLES, Row, rows
from lxml.html import HtmlElement

DATE = {"day": "1", "month": "6", "year": "2030"}
PASSWORD = "a long one that nobody guesses"

# Where the form of a route is, when it is not the page of the same route: endpoint, and its object if another.
PAGES: dict[str, str] = {
    "modules.choose": "modules.activity",
    "modules.reflect": "modules.activity",
    "modules.answer": "modules.activity",
    "recruitment.save_score": "recruitment.score",
    "employment.record_step": "employment.check",
}
# What is written beside what the page offers.
PAST = {"on-day": "5", "on-month": "1", "on-year": "2026"}
WRITTEN: dict[str, Mapping[str, Any]] = {
    "people.demo_sign_in": {"email": "trainee@demo.example"},
    "people.account": {"chosen_name": "Another Name"},
    "people.admin_person": {"role": "iqa"},
    "modules.new_cohort": {"capacity": "5"},
    "modules.reviewers": {"first": "Somebody", "second": "Somebody else"},
    "employment.record_supervision": PAST,
    "recruitment.new_post": {"hours": "20"},
}
# Another role or object than the first in the matrix that may: (role, object).
OTHER: dict[str, tuple[str, str]] = {
    "people.demo_sign_in": ("stranger", ""),
    "certificates.sharing": ("peer1", "peer1_certificate"),
    "recruitment.close_answer": ("a2", "a2_answer"),
}
# What has to be done first: the same person presses this before.
BEFORE = {"modules.resume": "modules.pause"}
# Routes that change nothing by their nature.
NOTHING = {"certificates.verify_form": "looks a code up and leads to its page"}
# Done twice today when pressed twice: found by this drill, and still to be mended where these forms are made.
STILL_TWICE = {
    "people.sign_up": "answered with a page, and only a way on is kept: a second press sends a second mail",
    "people.reset": "as above",
    "people.demo_sign_in": "the reply is kept under the browser's new name: a second press starts a second session",
}
# Routes that the demo, as it stands, has nothing for: each refuses its form with a reason. Named, so that none is forgotten.
NOT_REACHED = {
    "people.sign_in": "nobody in the demo has a password",
    "people.link": "the first administrator is there already",
    "modules.publish": "no draft that two peers have reviewed",
    "assessments.link": "nothing of the trainee's can be linked by a form of the page alone",
    "assessments.link_new": "as above",
    "employment.confirm": "no start that HR may confirm",
    "employment.set_date": "HR has not confirmed the start",
    "employment.begin": "as above",
    "employment.record_step": "each step asks for facts of its own",
    "recruitment.accept": "no offer waits for an answer",
    "recruitment.decline": "as above",
    "recruitment.feedback": "nobody has been turned down",
    "recruitment.feedback_given": "nobody has asked",
    "recruitment.not_this_person": "the draft's post has no panel yet",
    "recruitment.edit_post": "no post is a draft",
    "recruitment.open_post": "as above",
    "recruitment.interview_outcome": "points for every question have to be chosen",
    "recruitment.write": "the outcome of the interview is not written down",
}


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
