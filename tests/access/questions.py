"""All that is asked: the matrix, the relations, the edges; each with the answer that was written by hand."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from access.asking import ROLES, Asker, rows
from access.world import World

TAG = re.compile(r"<[^>]*>")
DAYS_AGO = re.compile(r"(\d+) days ago")
PLACE = re.compile(r"\{([^}/]+)(?:/([^}]*))?\}")
HERE = Path(__file__).parent
RELATIONS = ("own", "same cohort", "other cohort", "other organisation", "role elsewhere")
STAFF = {"own": "t5", "same cohort": "t4", "other cohort": "w5", "other organisation": "elsewhere t5"}
# Whose things stand in which relation to somebody of this role. "role elsewhere" asks for the first.
SUBJECTS: Mapping[str, Mapping[str, str]] = {
    "trainee": {"own": "trainee", "same cohort": "t5", "other cohort": "w5", "other organisation": "elsewhere t5"},
    "supervisor": {**STAFF, "own": "trainee", "other organisation": "elsewhere trainee"},
    "applicant": {"own": "applicant", "same cohort": "a2", "other cohort": "t5", "other organisation": "elsewhere a2"},
    "scorer": {"own": "a2", "other organisation": "elsewhere a2"},
}
OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "decision": {"own": "t2", "same cohort": "trainee", "other organisation": "elsewhere t2"},
    "award": {"own": "t2", "same cohort": "trainee", "other organisation": "elsewhere t2"},
    "certificate": {"own": "peer1", "other organisation": "elsewhere peer1"},
    "draft": {"own": "trainee", "other organisation": "elsewhere trainee"},
    "emergency": {"own": "a7", "other organisation": "elsewhere a7"},
    "returned": {"own": "trainee", "other organisation": "elsewhere trainee"},
}


STAFF_ROLES = ("scorer", "trainer", "assessor", "iqa", "supervisor", "manager", "hr", "lead", "admin")
HOLDS = {"double": (*STAFF_ROLES, "trainee"), "traveller": (*STAFF_ROLES, "applicant")}
# Other parts of some lists.
ALSO = {"assessments.marking": ("?state=marked", "?state=begun"), "recruitment.scoring": ("?show=scored",)}


@dataclass(frozen=True)
class Question:
    """One request of one person, with what has to come back."""

    endpoint: str
    method: str
    path: str
    who: str
    expected: int
    about: str
    data: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} [{self.about}] as {self.who}"


def questions(asker: Asker, world: World) -> list[Question]:
    """Every question of the four tables."""
    relations = _of_relations(asker, world)
    return [*_of_matrix(asker), *_of_several(asker), *relations, *_of_edges(asker, world), *_of_pages(asker, world)]


def _of_matrix(asker: Asker) -> Iterator[Question]:
    for row in rows():
        path = asker.path(row)
        for role in ROLES:
            yield Question(row.endpoint, row.method, path, role, row.expected[role], row.object)


def _of_several(asker: Asker) -> Iterator[Question]:
    """Whoever holds several roles may open what one of them may; and there they meet what is theirs alone."""
    for row in rows():
        if row.method == "GET" and not row.object and {row.expected["guest"], row.expected["stranger"]} <= {302, 403}:
            path = asker.path(row)
            for who, roles in HOLDS.items():
                best = min(row.expected[role] for role in roles)
                yield Question(row.endpoint, "GET", path, who, best, "")
            for more in ALSO.get(row.endpoint, ()):
                for role in ROLES:
                    if row.expected[role] == 200:
                        yield Question(row.endpoint, "GET", path + more, role, 200, more)


def lines(name: str) -> list[dict[str, str]]:
    """The lines of a table beside this file."""
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _of_relations(asker: Asker, world: World) -> Iterator[Question]:
    for line in lines("relations.csv"):
        thing, role = line["thing"], line["role"]
        subjects = OTHERWISE.get(thing) or SUBJECTS.get(role, STAFF)
        for relation in RELATIONS:
            if line[relation]:
                whose = subjects["own" if relation == "role elsewhere" else relation]
                who = "traveller" if relation == "role elsewhere" else role
                path = asker.address(line["endpoint"], world.things[thing, whose])
                yield Question(line["endpoint"], line["method"], path, who, int(line[relation]), f"{thing}: {relation}")


def _of_edges(asker: Asker, world: World) -> Iterator[Question]:
    for line in lines("edges.csv"):
        params: Mapping[str, Any] = world.things[line["thing"], line["whose"]]
        path = asker.address(line["endpoint"], params)
        yield Question(line["endpoint"], line["method"], path, line["who"], int(line["status"]), line["why"])


def _of_pages(asker: Asker, world: World) -> Iterator[Question]:
    for line in lines("pages.csv"):
        fill = partial(PLACE.sub, lambda found: _named(asker, world, *found.groups()))
        thing, whose = line["thing"], line["whose"]
        params = world.things[thing, whose] if (thing, whose) in world.things else asker.objects.get(thing, {})
        path, data = asker.address(line["endpoint"], params), fill(line["sent"])
        if line["method"] == "GET" and data:
            path, data = f"{path}?{data}", ""
        says, never = ([fill(words) for words in line[side].split(";") if words] for side in ("says", "never"))
        about = " ".join(filter(None, (thing, whose, line["sent"], "says")))
        yield Question(
            line["endpoint"], line["method"], path, line["who"], int(line["status"]), about, data, (*says,), (*never,)
        )  # fmt: skip


def _named(asker: Asker, world: World, key: str, whose: str | None) -> str:
    """What stands for `{person}`, their name, for `{8 days ago}`, that day, or for `{thing/whose}`, its id."""
    if ago := DAYS_AGO.fullmatch(key):
        day = world.today - timedelta(days=int(ago[1]))
        return f"{day.day} {day:%B %Y}"
    if whose is None:
        return asker.names[key]
    params = asker.objects[key] if not whose else world.things[key, whose]
    return str(next(reversed(params.values())))


class Judge:
    """Reads replies: the status has to be as written, and names that are not for these eyes must not stand in it."""

    EVERYBODY = frozenset({"people.demo", "people.demo_mail"})

    def __init__(self, asker: Asker) -> None:
        self.asker, names = asker, asker.names
        self._unseen: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for line in lines("unseen.csv"):
            words = "|".join(re.escape(names[key]) if key in names else key for key in line["names"].split(";"))
            self._unseen.setdefault(line["who"], []).append((line["endpoint"], re.compile(words)))

    def wrong(self, question: Question) -> str:
        """What is wrong with the reply to this question, or ""."""
        follow = bool(question.says or question.never)
        status, page = self.asker.reply(question.method, question.path, question.who, question.data, follow=follow)
        text = " ".join(TAG.sub(" ", page).split())
        if status != question.expected:
            return f"{question}: {status} for {question.expected}"
        if status == 200 and question.endpoint not in self.EVERYBODY:
            for endpoint, words in self._unseen.get(question.who, []):
                found = words.search(text) if endpoint in {"*", question.endpoint} else None
                if found:
                    return f"{question}: shows {found[0]!r}"
        return f"{question}: {amiss}" if (amiss := _amiss(question, text, page)) else ""


def _amiss(question: Question, text: str, page: str) -> str:
    """What this very page should say and does not, or the other way round; an address is looked for in its links."""

    def there(words: str) -> bool:
        return words in (page if words.startswith("/") else text)

    missing = next((f"does not say {words!r}" for words in question.says if not there(words)), "")
    return missing or next((f"says {words!r}" for words in question.never if there(words)), "")
