"""What people holds about one person, for that person to read."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.text import Text, day, moment
from lms.core.text import lazy_gettext as _l
from lms.people.doors import doors_of
from lms.people.models import Factor, Grant
from lms.people.reading import in_words
from lms.people.roles import ROLE_NAMES
from lms.plugins import DataSection

__all__ = ["sections"]


def sections(session: Session, person_id: UUID) -> Iterator[DataSection]:
    """Names and ways to be reached, roles, second steps, and the browsers that are signed in; in two statements."""
    doors = doors_of(session, person_id)
    person = doors.person
    yield DataSection(
        "person",
        _l("You"),
        [
            (_l("The name you go by"), person.chosen_name),
            (_l("The name on certificates"), person.certificate_name),
            (_l("Email"), person.email or ""),
            (_l("Telephone"), person.phone),
            (_l("How pages look for you"), in_words(person.reading)),
            (_l("Here since"), day(person.created_at)),
        ],
    )
    roles = [(ROLE_NAMES[grant.role], _where(grant)) for grant in doors.grants]
    yield DataSection("roles", _l("Your roles"), roles)
    yield DataSection("factors", _l("Your second steps of signing in"), [_in_use(one) for one in doors.factors])
    yield DataSection(
        "sessions",
        _l("Where you are signed in"),
        [(moment(row.created_at), row.browser) for row in doors.sign_ins],
    )


def _in_use(factor: Factor) -> tuple[Text, Text]:
    since = day(factor.confirmed_at)
    if factor.used_at is None:
        return factor.name, _l("Since %(day)s", day=since)
    return factor.name, _l("Since %(day)s, last used %(last)s", day=since, last=moment(factor.used_at))


def _where(grant: Grant) -> Text:
    if grant.ends_on is None:
        return grant.node.name
    return _l("%(where)s, until %(day)s", where=grant.node.name, day=day(grant.ends_on))
