"""A copy of everything has all of one person and nothing of anybody else."""

import io
import json
import zipfile
from dataclasses import replace
from time import perf_counter
from uuid import UUID

import pytest
from privacy.conftest import Marked
from privacy.marking import WAYS
from privacy.searching import marks_in
from sinks.fields import WORDS

from lms.core.access import SYSTEM
from lms.core.db import Base
from lms.privacy import copying, taking
from lms.privacy.whose import whose
from lms.testing import House

# Of one person each, and left out of the marks: an administrator's words about why, which are no part of a copy.
NO_TEXT = frozenset(f"file of {name}" for name in ("lms_evidence", "lms_spoken_reflection", "lms_certificate"))
NOT_MARKED = {"lms_audit_event", "lms_erasure", "lms_retention_hold"}


def copy_of(house: House, person: UUID) -> zipfile.ZipFile:
    with house.app.test_request_context(), house.unit() as session:
        content = b"".join(taking.take(session, person_id=person, runtime=house.runtime, by=SYSTEM))
    return zipfile.ZipFile(io.BytesIO(content))


def read(copy: zipfile.ZipFile, name: str = "") -> set[str]:
    """The marks in a copy, names of its files included; or in one of its files."""
    names = [name] if name else copy.namelist()
    return marks_in(b" ".join(copy.read(one) + one.encode() for one in names))


@pytest.mark.on("sqlite")
@pytest.mark.usefixtures("house")
def test_the_ways_to_a_person_are_those_worked_out_by_hand() -> None:
    tables = {name.partition(".")[0] for name in WORDS}
    derived = {name: way for name in tables if (way := whose(Base.metadata.tables[name]))}
    by_hand = {name: way for name, way in WAYS.items() if name in tables}
    assert {name: way for name, way in derived.items() if name not in NOT_MARKED} == by_hand
    assert len(by_hand) >= 17


@pytest.mark.parametrize("who", ["ama", "applicant", "assessor", "hr"])
def test_it_has_everything_of_one_and_nothing_of_others(marked: Marked, who: str) -> None:
    begun = perf_counter()
    copy = copy_of(marked.house, marked.person(who))
    assert perf_counter() - begun < 60
    assert read(copy) & marked.of_others(who) == set()
    assert read(copy) >= marked.of(who)
    texts = marked.of(who, but=NO_TEXT)
    assert read(copy, "data.json") >= texts
    assert read(copy, "read-me.html") >= texts
    assert json.loads(copy.read("data.json"))["person"] == str(marked.person(who))
    assert "$argon2" not in copy.read("data.json").decode()


@pytest.mark.on("sqlite")
def test_a_copy_that_misses_a_table_is_caught(marked: Marked) -> None:
    """Planted: each table with words of hers is left out in turn."""
    with marked.house.unit() as session:
        whole = copying.copy_of(session, marked.person("ama"))
    mine = marked.of("ama", but=NO_TEXT)
    assert marks_in(whole.as_json()) >= mine
    caught = [
        part.name
        for part in whole.parts
        if not marks_in(replace(whole, parts=[one for one in whole.parts if one is not part]).as_json()) >= mine
    ]
    hers = {name.partition(".")[0] for name in marked.marks[marked.person("ama")]} & WAYS.keys()
    assert {f"lms_{name}" for name in caught} >= hers
    assert len(hers) >= 15


@pytest.mark.on("sqlite")
def test_what_a_panel_thinks_is_in_it_once_it_is_decided(marked: Marked) -> None:
    """Two scorers have given points for a4, and nothing is decided; a7 was told “not this time”."""
    for who, told in (("a4", False), ("a7", True)):
        comment = marked.marks[marked.person(who)]["lms_score.comment"]
        assert (comment in read(copy_of(marked.house, marked.person(who)))) is told
