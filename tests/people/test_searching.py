"""What somebody types into a search is looked for as it stands: no sign of it means anything to the database."""

from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import pytest
import sqlalchemy as sa
from conftest import Told
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.people import queries
from lms.people.models import Person
from lms.people.permissions import Can
from lms.people.queries import Sought
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

NAMES = ("O'Brien", "Under_Score", "Per%Cent", 'Say "Hi"', "Back\\Slash", "Semi;Colon --", "Plain")
FOUND = {
    "'": {"O'Brien"},
    "_": {"Under_Score"},
    "%": {"Per%Cent"},
    '"': {'Say "Hi"'},
    "\\": {"Back\\Slash"},
    ";": {"Semi;Colon --"},
    "--": {"Semi;Colon --"},
    "x' OR '1%'='1": set(),
    "%' OR 1=1 --": set(),
    "'); DROP TABLE lms_person; --": set(),
    "$1": set(),
    ":name": set(),
    "{0}": set(),
    "Plain": {"Plain"},
}
Search = Callable[[Session, str], set[str]]


def by_people(session: Session, words: str) -> set[str]:
    root = queries.root_node(session)
    actor = Actor(uuid4(), "Somebody", held={Can.MANAGE_PEOPLE: (root.path if root else "",)})
    return {row[0].chosen_name for row in queries.people_page(session, actor, search=words).items}


def by_audit(session: Session, words: str) -> set[str]:
    """Whom the audit's filters would name; both go the same way."""
    condition = queries._called(Sought(who=words).who)
    return set(session.scalars(sa.select(Person.chosen_name).where(Person.id.in_(condition))))


def put_together(session: Session, words: str) -> set[str]:
    """As nobody should: the words are a part of the statement."""
    statement = f"select chosen_name from lms_person where chosen_name like '%{words}%'"
    return set(session.scalars(sa.text(statement.replace(":", "\\:"))))


def missed(house: House, search: Search) -> set[str]:
    """The words that find something else than what stands in a name, or upset the database."""
    with house.unit() as session:
        node = make_node(session)
        for name in NAMES:
            make_person(session, {Role.TRAINEE: node}, name=name)
    wrong = set(FOUND)
    for words, expected in FOUND.items():
        with suppress(DBAPIError), house.unit() as session:
            if search(session, words) == expected:
                wrong.discard(words)
    return wrong


@pytest.mark.parametrize("search", [by_people, by_audit])
def test_signs_of_the_database_are_letters_like_others(house: House, search: Search) -> None:
    assert missed(house, search) == set()


def test_words_put_into_a_statement_would_be_noticed(house: House) -> None:
    assert {"'", "_", "%", "x' OR '1%'='1", "%' OR 1=1 --"} <= missed(house, put_together)


HOSTILE = ("x' OR '1'='1", "%') UNION SELECT 1 --", "0; DROP TABLE lms_person; --\x00", "\\'" * 200)
PAGES = {
    "admin": {
        "/admin/people": ("q", "after"),
        "/admin/jobs": ("show", "after"),
        "/admin/audit": ("who", "about", "action", "since-day", "until-day", "after"),
    },
    "hr": {"/start": ("team", "state", "waiting", "after"), "/checks": ("team", "state", "code", "after")},
    "assessor": {"/marking": ("state", "after")},
    "iqa": {"/quality": ("state", "after")},
    "lead": {"/certificates/issued": ("after",), "/cohorts": ("after",)},
    "trainee": {"/learn": ("programme",), "/account/access-log": ("after",), "/evidence/new": ("piece", "area")},
}
ANSWERS = {200, 302, 400, 404, 422}


def test_every_filter_takes_them_calmly(demo_house: House, told: Told) -> None:
    reached = 0
    for who, pages in PAGES.items():
        client = demo_house.client(told.story.people[who])
        for path, names in pages.items():
            assert client.status("GET", path) == 200, path
            for hostile in HOSTILE:
                reply = client._client.get(path, query_string=dict.fromkeys(names, hostile))
                assert reply.status_code in ANSWERS, f"{path} of {hostile!r}"
                reached += reply.status_code == 200
    assert reached >= 30


@pytest.mark.parametrize("path", ["/verify/a%00b", "/posts/%00", "/nowhere%00"])
def test_a_letter_that_no_database_has_is_in_no_path(house: House, path: str) -> None:
    assert house.client().status("GET", path) == 404
