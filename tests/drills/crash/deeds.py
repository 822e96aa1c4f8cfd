"""What people do in the drill, and how each deed is found again in the database: once, or not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from drills.crash.clients import Kind, Op
from drills.place import Place

DAY = {"day": "1", "month": "6", "year": "2030"}


def kinds(place: Place) -> list[Kind]:
    """Eight people at work, each with a form of their own."""
    quiz, reflection = (
        place.path("modules.activity", "trainee_quiz"),
        place.path("modules.activity", "trainee_reflection"),
    )
    draft, post = place.path("assessments.piece", "trainee_draft"), place.path("recruitment.new_post")
    return [
        Kind("cohort", "lead", place.path("modules.new_cohort", "version"), "/cohorts/new", _cohort),
        Kind("post", "hr", post, "/posts/new", _post),
        Kind("invite", "admin", place.path("people.admin_invite"), "/people/new", _invite),
        Kind("quiz", "trainee", quiz, "/answer", lambda _key: {f"q{n}": "0" for n in range(20)}),
        Kind("reflect", "trainee", reflection, "/reflect", _first_text, fresh=True),
        Kind("draft", "trainee", draft, "", lambda key: {"title": key, "later": "y"}, fresh=True),
        Kind("mark", _marker(place), place.path("assessments.mark", "t5_evidence"), "", _later, fresh=True),
        Kind("step", "applicant", place.path("recruitment.step", "own_step"), "", lambda key: {"phone": key}, fresh=True),
    ]  # fmt: skip


def _marker(place: Place) -> str:
    found = place.rows(
        "SELECT p.email FROM lms_evidence e JOIN lms_allocation a ON a.portfolio_id = e.portfolio_id "
        "JOIN lms_person p ON p.id = a.assessor_id WHERE e.id = :id", id=_plain(place, "t5_evidence", "evidence_id"),
    )  # fmt: skip
    return str(found[0][0]).partition("@")[0]


def _plain(place: Place, name: str, part: str) -> str:
    value = place.objects[name][part]
    return value.hex if place.engine == "sqlite" else str(value)


def _cohort(key: str) -> dict[str, Any]:
    days = {f"{end}_on-{part}": value for end in ("starts", "ends") for part, value in DAY.items()}
    return {"name": key, "capacity": "5", **days}


def _post(key: str) -> dict[str, Any]:
    days = {f"{name}-{part}": value for name in ("closes_on", "interviews_on") for part, value in DAY.items()}
    return {"title": key, "about": "An advert.", "band": "3", "hours": "20", "contact": "Us", **days}


def _invite(key: str) -> dict[str, Any]:
    return {"chosen_name": key, "email": f"{key}@example.org", "role": "trainer"}


def _first_text(key: str) -> dict[str, Any]:
    return {"p_r1": key}


def _later(key: str) -> dict[str, Any]:
    return {"overall": key, "later": "y"}


@dataclass(frozen=True)
class Tally:
    """Operations of one kind: how many were to be found, and what was."""

    lost: int
    doubled: int


@dataclass(frozen=True)
class Found:
    """How a kind of deed is found: `rows` counts what each leaves, `state` or `sealed` is what the newest one wrote."""

    rows: str
    state: str = ""
    sealed: tuple[str, str, str] | None = None
    by_key: bool = False


_EVENT = "SELECT count(*) FROM lms_audit_event WHERE action = '{}'"
FOUND = {
    "cohort": Found("SELECT name FROM lms_cohort", by_key=True),
    "post": Found("SELECT title FROM lms_post", by_key=True),
    "invite": Found("SELECT chosen_name FROM lms_person", by_key=True),
    "quiz": Found("SELECT count(*) FROM lms_quiz_attempt"),
    "reflect": Found("SELECT 0", sealed=("lms_reflection", "text", "prompt = 'r1'")),
    "draft": Found(_EVENT.format("evidence.saved"), "SELECT title FROM lms_evidence WHERE title = :key"),
    "mark": Found(_EVENT.format("evidence.marking-saved"), "SELECT overall FROM lms_assessment WHERE overall = :key"),
    "step": Found(_EVENT.format("application.about-saved"), "SELECT phone FROM lms_person WHERE phone = :key"),
}


def before(place: Place) -> dict[str, int]:
    """How much of each kind is there before anybody has done anything."""
    return {name: 0 if found.by_key else place.rows(found.rows)[0][0] for name, found in FOUND.items()}


def tally(place: Place, kind: str, ops: Sequence[Op], began: int) -> Tally:
    """How many acknowledged operations of a kind are not in the database, and how many are there more than once."""
    told, found = [op for op in ops if op.acknowledged], FOUND[kind]
    if found.by_key:
        times = Counter(name for (name,) in place.rows(found.rows))
        return Tally(sum(times[op.key] == 0 for op in told), sum(times[op.key] > 1 for op in ops))
    there = place.rows(found.rows)[0][0] - began
    missing = len(told) - there if kind != "reflect" else 0
    last = bool(told) and not _is_there(place, found, told[-1].key)
    return Tally(max(missing, 0, int(last)), max(-missing, 0) if len(told) == len(ops) else 0)


def _is_there(place: Place, found: Found, key: str) -> bool:
    """Whether what the newest of a kind wrote stands where it belongs; True where nothing does."""
    if found.sealed:
        return key in place.opened(*found.sealed)
    return not found.state or bool(place.rows(found.state, key=key))


def mails(place: Place, ops: Iterable[Op]) -> Tally:
    """Each invitation is one mail, one job that is done, and no more."""
    to = Counter(
        line.split()[1]
        for file in (place.folder / "mail").glob("*.eml")
        for line in file.read_text().splitlines()
        if line.startswith("To: ")
    )
    times = [to[f"{op.key}@example.org"] for op in ops if op.acknowledged]
    return Tally(times.count(0), sum(number > 1 for number in times))
