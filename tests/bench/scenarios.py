"""The requests of design.md §7, with their targets."""

import re
from collections.abc import Callable, Iterable
from uuid import uuid4

from bench.asking import Asker
from bench.fixture import Place
from bench.measuring import Scenario

from lms.core.web.browser import SESSION_COOKIE

TOKEN = re.compile(rb'name="csrf_token" value="([0-9a-f]+)"')


def bare(asker: Asker) -> Scenario:
    """The measure: the bare app's page, signed in as Flask-Login does it."""
    cookie = asker.ask(asker.get("/sign-in")).header("set-cookie").partition(";")[0]
    return Scenario("bare", lambda: asker.get("/", cookie), row=b"Hello Bare", rows=1)


def ours(asker: Asker, place: Place, queues: Iterable[int]) -> list[Scenario]:
    """Every row, in the order of the report."""
    cookies = {who: f"{SESSION_COOKIE}={token}" for who, token in place.tokens.items()}
    trainee = cookies["trainee"]

    def page(path: str, cookie: str = trainee) -> Callable[[], bytes]:
        return lambda: asker.get(path, cookie)

    return [
        Scenario("sign-in GET", page("/sign-in", ""), 1.2, rows=1, row=b'type="password"'),
        Scenario("module page with progress recorded", page(place.page), 2.7, rows=1, row=b"Mark as read and go on"),
        Scenario("save an answer", _answer(asker, place, trainee), 2.7, status=303),
        Scenario("programme", page("/learn"), 3.5, rows=13, row=b"lms-checklist__line"),
        Scenario("my areas", page("/areas"), 4.0, rows=31, row=b'<a href="/areas/'),
        Scenario("home", page("/"), 4.5, rows=4, row=b'class="lms-card '),
        *(
            Scenario(
                f"marking queue of {length}",
                page("/marking", cookies[f"queue-{length}"]),
                5.0,
                rows=50,
                row=b'<tr class="nhsuk-table__row">',
            )
            for length in queues
        ),
    ]


def _answer(asker: Asker, place: Place, cookie: str) -> Callable[[], bytes]:
    """A quiz answered, with the token of its page; each time under a key of its own, as each opened page has."""
    found = TOKEN.search(asker.ask(asker.get(place.quiz, cookie)).body)
    assert found is not None
    fields = {"csrf_token": found[1].decode()} | {f"q{number}": "0" for number in range(place.questions)}
    return lambda: asker.post(f"{place.quiz}/answer", {**fields, "_key": uuid4().hex}, cookie)
