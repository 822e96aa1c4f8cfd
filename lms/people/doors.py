"""Who somebody is here and where they are signed in: one answer for their account and for what is held about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.web import runtime
from lms.people import queries
from lms.people.idle import run_out
from lms.people.models import Factor, Grant, Person, UserSession

__all__ = ["Doors", "doors_of"]


@dataclass(frozen=True)
class Doors:
    """One person: roles, ended ones too, second factors in use, and the sign-ins that still let them in."""

    person: Person
    grants: Sequence[Grant]
    factors: Sequence[Factor]
    sign_ins: Sequence[UserSession]


def doors_of(session: Session, person_id: UUID) -> Doors:
    """Everything of one person; in two statements. Raises NoResultFound.

    A sign-in that ran out unused lets nobody in and is left out, but in a host's app, where the host says who is in.
    """
    person, factors, sessions = queries.person_and_doors(session, person_id)
    grants = queries.grants_of(session, [person_id])
    held = {grant.role.value for grant in grants if _in_force(grant)}
    here, now = runtime(), clock.now()
    open_ = [row for row in sessions if here.hosted or not run_out(row.seen_at, held, here.settings, now=now)]
    return Doors(person, grants, factors, open_)


def _in_force(grant: Grant) -> bool:
    today = clock.today()
    return (grant.starts_on or today) <= today <= (grant.ends_on or today)
