"""A form for every POST route: who sends it, about what, and what it says. Roles and objects are those of the matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from access.asking import ROLES, Row, rows
from lxml.html import HtmlElement

from lms.core import clock

DATE = {"day": "1", "month": "6", "year": "2030"}
PASSWORD = "a long one that nobody guesses"

# Where the form of a route is, when it is not the page of the same route.
PAGES: dict[str, str] = {
    "modules.choose": "modules.activity",
    "modules.reflect": "modules.activity",
    "modules.answer": "modules.activity",
    "modules.publish": "modules.version",
    "recruitment.save_score": "recruitment.score",
    "recruitment.accept": "recruitment.application",
    "recruitment.feedback_given": "recruitment.review",
    "recruitment.open_post": "recruitment.desk",
    "employment.record_step": "employment.check",
    "employment.begin": "employment.start",
    "complaints.lift": "complaints.one",
    "complaints.take_over": "complaints.kept",
    "people.demo_sign_in": "people.demo",
}
# What is written beside what the page offers; None for what is left out.
PAST = {"on-day": "5", "on-month": "1", "on-year": "2026"}
NO_DAYS = {f"{name}-{part}": None for name in ("on", "expires_on") for part in DATE}
WRITTEN: dict[str, Mapping[str, Any]] = {
    "people.sign_in": {"email": "trainee@demo.example", "password": PASSWORD},
    "people.demo_sign_in": {"email": "trainee@demo.example"},
    "people.again": {"password": PASSWORD},
    "people.change_password": {"current": PASSWORD, "password": "another one that nobody guesses"},
    "people.reading": {"size": "large"},
    "people.account": {"chosen_name": "Another Name"},
    "people.admin_person": {"role": "iqa"},
    "drafts.keep": {"place": "/account", "seq": 7, "words": {"chosen_name": ["Half a na"]}},
    "drafts.key": {"devices": []},
    "drafts.throw_away": {"_draft": "/account", "_seq": "8"},
    "drafts.device": {"shared": "yes"},
    "modules.new_cohort": {"capacity": "5"},
    "modules.reviewers": {"first": "Somebody", "second": "Somebody else"},
    "employment.record_step": {"value": "in-progress", "conditions": None, "why_not_required": None, **NO_DAYS},
    "employment.record_supervision": PAST,
    "employment.leaving": {f"last_day-{part}": str(getattr(clock.today(), part)) for part in DATE},
    "employment.last_day": {"right": "stays", **{f"last_day-{part}": None for part in DATE}},
    "employment.set_date": {"day-day": "3"},  # the first of that month is a Saturday
    "recruitment.new_post": {"hours": "20"},
    "complaints.write": {"came_in-year": "2026"},
    "complaints.hold": {f"review_on-{part}": str(getattr(clock.today() + timedelta(days=7), part)) for part in DATE},
    "emergency.ask": {"reason": "Nobody can reach her, and her sister is afraid."},
    "retention.holds": {"email": "trainee@demo.example", "reason": "A claim is open", "record": None},
    "privacy.erase_other": {"reason": "They wrote a letter"},
}
# Sent by a script, as JSON.
JSON = {"drafts.keep", "drafts.key"}
# Another role or object than the first in the matrix that may: (role, object). `staging` makes what the matrix has not.
OTHER: dict[str, tuple[str, str]] = {
    "people.sign_in": ("stranger", ""),
    "people.demo_sign_in": ("stranger", ""),
    "people.link": ("stranger", "reset_link"),
    "people.sign_out": ("trainee", ""),
    "people.reading": ("trainee", ""),
    "people.factor": ("trainee", ""),
    "people.again": ("trainee", ""),
    "people.factor_codes": ("trainee", ""),
    "people.passkey_question": ("stranger", ""),
    "people.passkey_sign_in": ("stranger", ""),
    "people.passkey_new_question": ("trainee", ""),
    "people.passkey_new": ("trainee", ""),
    "people.change_password": ("trainee", ""),
    "people.end_others": ("trainee", ""),
    "privacy.copy": ("trainee", ""),
    "privacy.erase_other": ("admin", "somebody_new"),
    "complaints.tell": ("hr", "untold_complaint"),
    "complaints.answer": ("t6", "a_complaint"),
    "drafts.keep": ("trainee", ""),
    "drafts.key": ("trainee", ""),
    "drafts.throw_away": ("trainee", ""),
    "drafts.device": ("trainee", ""),
    "assessments.link": ("trainee", "draft_and_item"),
    "assessments.link_new": ("trainee", "piece_and_item"),
    "certificates.sharing": ("peer1", "peer1_certificate"),
    "certificates.replace": ("peer1", "peer1_certificate"),
    "employment.confirm": ("hr", "t6_start"),
    "employment.set_date": ("manager", "t6_start"),
    "employment.last_day": ("hr", "left_start"),
    "employment.begin": ("manager", "t6_start"),
    "recruitment.accept": ("a4", "a4_application"),
    "recruitment.decline": ("a4", "a4_application"),
    "recruitment.feedback": ("a4", "a4_application"),
    "recruitment.feedback_given": ("hr", "a7_application"),
    "recruitment.not_this_person": ("a2", "a2_seat"),
    "recruitment.write": ("hr", "a4_offer"),
    "recruitment.close_answer": ("a2", "a2_answer"),
    "recruitment.score_again": ("a2", "a2_application"),
}
# What the same person presses before.
BEFORE = {
    "recruitment.score_again": "recruitment.close_answer",
    "privacy.stop": "privacy.ask",
    "complaints.lift": "complaints.hold",
    "complaints.open_again": "complaints.close",
    "modules.resume": "modules.pause",
    "drafts.throw_away": "drafts.keep",
    "drafts.device": "drafts.key",
}
# Routes that change nothing by their nature.
NOTHING = {"certificates.verify_form": "looks a code up and leads to its page"}
# Each press is meant to make a row of its own: in which table, and why nobody is the worse for two.
ANEW = {
    "people.passkey_question": ("lms_ceremony", "a question to a passkey, good for five minutes and for one answer"),
    "people.passkey_new_question": ("lms_ceremony", "as above"),
    "privacy.copy": ("lms_audit_event", "each copy of what is held is given, and noted"),
}
# Each press puts new rows, as many, in the place of the ones before, for the reply that comes last has to work.
RENEWED = {
    "people.sign_in": ("lms_user_session", "one sign-in under a new token, which is given once and not kept"),
    "people.demo_sign_in": ("lms_user_session", "as above"),
    "people.link": ("lms_user_session", "as above"),
    "people.factor_codes": ("lms_recovery_code", "ten codes, which are shown once and not kept"),
    "people.factor_app": ("lms_recovery_code", "as above"),
}
# Good once: pressed again nothing is changed, and the reply says so in place of leading on.
SAYS_SO = {
    "people.passkey_new": "a passkey's answer is good once",
    "people.passkey_sign_in": "as above",
}


@dataclass(frozen=True)
class Example:
    """One form of one route."""

    endpoint: str
    role: str
    object: str
    page: str
    written: Mapping[str, Any] = field(default_factory=dict)

    @property
    def json(self) -> bool:
        """Whether it is sent as JSON."""
        return self.endpoint in JSON

    def saying(self, more: Mapping[str, Any]) -> "Example":
        """The same form that says more."""
        return replace(self, written={**self.written, **more})


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
