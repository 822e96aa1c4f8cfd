"""Words planted in what few may read are looked for on every page that anybody can find, asked for by everybody."""

import re
from collections import defaultdict
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from conftest import Told
from crawl.crawling import Walk
from sqlalchemy.orm import Session

from assessments.models import Allocation, Evidence, EvidenceState, Portfolio
from lms.employment.models import Check, Start, Waiver
from lms.people.cast import SIGN_IN
from lms.recruitment.models import Application, ApplicationAnswer, PanelMember, Score
from lms.testing import Client, House
from modules.models import Enrolment, Reflection

WORD = re.compile(r"planted-([a-z]+)-\d+-end")
TABLES = {"/start.csv", "/certificates/issued.csv", "/account/data.json"}
# Who meets which kind somewhere; each kind is met by somebody, or the test would look for nothing.
MET = {
    "answer": {"applicant", "trainee", "scorer", "manager"},
    "comment": {"scorer", "manager"},
    "adjustments": {"applicant", "trainee", "hr", "lead"},  # the trainee among what is held about them
    "reflection": {"trainee"},
    "conditions": {"trainee", "hr"},
    "waiver": {"hr"},
    "evidence": {"trainee", "assessor", "assessor2", "iqa"},
}


class Planter:
    """Plants a word of its own in every row that few may read; knows who of the demo people may meet it."""

    def __init__(self, session: Session, keys: dict[UUID, str]) -> None:
        self.session, self.keys = session, keys
        self.words: dict[str, set[str]] = {}
        self.recruitment()
        self.employment()
        self.learning()

    def all(self, model: type) -> list[Any]:
        return list(self.session.scalars(sa.select(model)))

    def plant(self, row: object, column: str, kind: str, *people: UUID, keys: tuple[str, ...] = ()) -> None:
        word = f"planted-{kind}-{len(self.words)}-end"
        self.words[word] = {*keys, *(self.keys[one] for one in people if one in self.keys)}
        setattr(row, column, f"{word} {getattr(row, column) or ''}")

    def panel(self, application: Application) -> list[UUID]:
        seats = sa.select(PanelMember.person_id).filter_by(post_id=application.post_id, active=True)
        return list(self.session.scalars(seats))

    def recruitment(self) -> None:
        applications = {one.id: one for one in self.all(Application)}
        for one in applications.values():
            self.plant(one, "adjustments", "adjustments", one.person_id, keys=("hr", "lead"))
        for answer in self.all(ApplicationAnswer):
            one = applications[answer.application_id]
            if answer.private:
                self.plant(answer, "text", "answer", one.person_id, *self.panel(one))
        for score in self.all(Score):
            self.plant(score, "comment", "comment", *self.panel(applications[score.application_id]))

    def employment(self) -> None:
        for check in self.all(Check):
            person_id = self.session.get_one(Start, check.start_id).person_id
            self.plant(check, "conditions", "conditions", person_id, keys=("hr",))
        for waiver in self.all(Waiver):
            self.plant(waiver, "reason", "waiver", keys=("hr",))

    def learning(self) -> None:
        owners = {one.id: one.person_id for one in self.all(Enrolment)}
        portfolios = {one.id: owners[one.enrolment_id] for one in self.all(Portfolio)}
        assessors = defaultdict(list)
        for allocation in self.all(Allocation):
            assessors[allocation.portfolio_id].append(allocation.assessor_id)
        for reflection in self.all(Reflection):
            self.plant(reflection, "text", "reflection", owners[reflection.enrolment_id])
        for evidence in self.all(Evidence):
            readers = [] if evidence.state is EvidenceState.DRAFT else assessors[evidence.portfolio_id]
            keys = () if evidence.state is EvidenceState.DRAFT else ("iqa",)
            self.plant(evidence, "text", "evidence", portfolios[evidence.portfolio_id], *readers, keys=keys)


def words_on(browser: Client, path: str) -> set[str]:
    reply = browser._client.get(path)
    text = reply.get_data(as_text=True) if reply.mimetype in {"text/html", "text/csv", "application/json"} else ""
    reply.close()
    return {found[0] for found in WORD.finditer(text)}


@pytest.mark.slow
@pytest.mark.on("sqlite")  # what a page says to whom does not depend on the engine
def test_nobody_meets_what_is_not_for_them(demo_house: House, told: Told, walks: dict[str, Walk]) -> None:
    people = {player.key: told.story.people[player.key] for player in SIGN_IN}
    with demo_house.unit() as session:
        words = Planter(session, {person: key for key, person in told.story.people.items()}).words
    paths = sorted(TABLES.union(*(walks[key].some(12) for key in people)))
    met, leaks = defaultdict(set), []
    for key, person in people.items():
        browser = demo_house.client(person)
        for path in paths:
            found = words_on(browser, path)
            leaks += [f"{key} meets {word} at {path}" for word in found if key not in words[word]]
            for word in found:
                met[word.split("-")[1]].add(key)
    assert not leaks, "\n".join(leaks)
    assert met == MET
    assert len(paths) >= 300
