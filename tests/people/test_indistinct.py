"""Whether an address is somebody's cannot be told from the answer: same words, status, size, headers, time."""

import os
import statistics
import time

import pytest
import sqlalchemy as sa
from people.conftest import joined, sign_in

from lms.people import limits, passwords
from lms.people.limits import Limit
from lms.people.models import AttemptKind
from lms.people.roles import Role
from lms.testing import House

LONG = os.environ.get("LONG") == "1"
# LONG=1: two thousand, hashed as in earnest.
ROUNDS = 1000 if LONG else 120
# In the suite, other tests want the processor: what counts is how long this thread had it.
CLOCK = time.perf_counter if LONG else time.thread_time
GAP_MS = 1.0
SENT = {"/sign-in": {"password": "not the one at all"}, "/reset-password": {}, "/sign-up": {}}


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    much = Limit(1_000_000, limits.MINUTES)
    monkeypatch.setattr(limits, "PER_ACCOUNT", dict.fromkeys(AttemptKind, (much,)))
    monkeypatch.setattr(limits, "ACCOUNTS_PER_PLACE", dict.fromkeys(AttemptKind, much))
    monkeypatch.setattr(limits, "ALL_TOGETHER", much)


@pytest.fixture
def hashing(request: pytest.FixtureRequest) -> None:
    """Cheap in the suite, so that it is our own doing that is timed."""
    if LONG:
        request.getfixturevalue("costly_passwords")


@pytest.mark.parametrize("path", SENT)
def test_the_answers_are_the_same(house: House, path: str) -> None:
    joined(house, Role.TRAINEE)
    told = []
    for address in ("ada@test.example", "xyz@test.example"):
        browser = house.client()
        filled = {**browser.get(path).fields(path), "email": address, **SENT[path]}
        reply = browser._client.post(path, data=filled)
        body = reply.get_data(as_text=True).replace(address, "somebody")
        for secret in (filled["csrf_token"], filled["_key"]):
            body = body.replace(secret, "")
        told.append((reply.status_code, len(reply.get_data()), sorted(name for name, _value in reply.headers)))
        assert "Set-Cookie" not in reply.headers
    assert told[0] == told[1]


def gap(house: House, path: str) -> float:
    """Milliseconds between the medians of what a known and an unknown address take, asked by turns."""
    browser = house.client()
    form = browser.get(path).fields(path)
    took: dict[str, list[float]] = {"ada@test.example": [], "xyz@test.example": []}
    for number in range(ROUNDS):
        order = list(took) if number % 2 else list(reversed(took))
        for address in order:
            data = {**form, "_key": f"{number}{address}"[:60], "email": address, **SENT[path]}
            begun = CLOCK()
            browser._client.post(path, data=data).get_data()
            took[address].append((CLOCK() - begun) * 1000)
    known, unknown = (statistics.median(times) for times in took.values())
    return abs(known - unknown)


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.on("sqlite")  # what differs would differ in our code
@pytest.mark.usefixtures("unlimited", "hashing")
@pytest.mark.parametrize("path", ["/sign-in", "/reset-password"])
def test_the_clock_does_not_tell(house: House, path: str) -> None:
    joined(house, Role.TRAINEE)
    # A busy machine may be unlucky once, not three times.
    gaps = [gap(house, path)]
    while gaps[-1] >= GAP_MS and len(gaps) < 3:
        gaps.append(gap(house, path))
    print(f"{path}: {2 * ROUNDS} asked by turns, medians {gaps[-1]:.3f} ms apart")
    assert gaps[-1] < GAP_MS


@pytest.mark.slow
@pytest.mark.on("sqlite")
@pytest.mark.usefixtures("unlimited", "costly_passwords")
def test_the_clock_would_tell_if_strangers_cost_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(house, Role.TRAINEE)
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, password: kept is not None and real(kept, password))
    monkeypatch.setattr("people.test_indistinct.ROUNDS", 10)
    assert gap(house, "/sign-in") > GAP_MS


def test_a_closed_account_is_no_different(house: House) -> None:
    person = joined(house, Role.TRAINEE)
    with house.unit() as session:
        session.execute(sa.text("update lms_person set state = 'suspended'"))
    page = sign_in(house.client(), status=422)
    assert page.errors == [
        "That e-mail address and password do not belong together. Try again, or choose a new password."
    ]
    assert person
