"""A code of an app and a recovery code are each good once, whoever else sends them at the same moment."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from people.conftest import app_code, joined, sign_in, with_app
from sqlalchemy.exc import OperationalError

from lms.people.factors import apps, recovery
from lms.people.models import Factor, UsedStep
from lms.testing import House

# The whole of it is a thousand (LONG=1); two hundred find the same in the suite.
TRIES = 1000 if os.environ.get("LONG") == "1" else 200


def enrolled(house: House) -> tuple[str, list[str]]:
    joined(house)
    browser = house.client()
    sign_in(browser)
    found = with_app(browser)
    with house.unit() as session:
        session.execute(sa.delete(UsedStep))
    return found


def accepted(house: House, code: str, *, guarded: bool = True) -> int:
    """How many of many tries at once are taken, past all limits."""

    def one(_number: int) -> bool:
        try:
            return sent()
        except OperationalError:  # SQLite, when too many wait to write for too long: a page says so, nobody is let in
            return False

    def sent() -> bool:
        with house.app.app_context(), house.runtime.database.unit_of_work() as session:
            factor = session.scalars(sa.select(Factor)).one()
            if not guarded:  # the planted fault: looks, and does not take
                return apps._step(factor.secret, code) is not None
            return apps.used(session, factor=factor, typed=code)

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(one, range(TRIES)))


@pytest.mark.slow
def test_a_code_sent_a_thousand_times_at_once_is_taken_once(strict: House) -> None:
    key, _codes = enrolled(strict)
    code = app_code(key)
    assert accepted(strict, code) == 1
    with strict.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UsedStep)) == 1


def test_without_the_constraint_it_would_be_taken_each_time(strict: House) -> None:
    key, _codes = enrolled(strict)
    assert accepted(strict, app_code(key), guarded=False) == TRIES


def test_a_recovery_code_sent_at_once_is_taken_once(strict: House) -> None:
    _key, codes = enrolled(strict)
    secret = strict.runtime.settings.secret_key
    with strict.unit() as session:
        person = session.scalars(sa.select(Factor.person_id)).one()

    def one(_number: int) -> bool:
        with strict.app.app_context(), strict.runtime.database.unit_of_work() as session:
            return recovery.used(session, secret=secret, person_id=person, typed=codes[0])

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(100))) == 1
