"""The drill of nine o'clock: everybody behind one address signs in at once, and some mistype before they get it right."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.serving import cpu_of
from drills.browsing import Browser
from drills.place import Place, place_of, tell
from drills.processes import Web
from drills.report import Line
from drills.slow.servers import Running, started
from postgres import Server, postgres_server

from lms.people import passwords
from lms.people.models import Credential, Node
from lms.people.roles import Role
from lms.testing import House, make_person

WORD, WRONG = "three words remembered", "three words remebmered"
MISTYPES = 7  # every seventh: of a thousand more than a place may have that fail and never get it right
AT_ONCE = 16
# What a sign-in may cost, in looks at one password, which are slow on purpose. With few people it is mostly warming up.
MOST_HASHES = 3.0
IN = 303
FORGETFUL = "drills.storm.forgetful:forgetful()"
SIZES = {"quick": 42, "full": 1000, "long": 5000}


@dataclass
class Person:
    """Somebody who has opened the page, and types."""

    address: str
    mistypes: bool
    browser: Browser
    target: str
    form: dict[str, object]
    took: float = 0.0
    status: int = 0

    def sign_in(self) -> None:
        """Send the form; whoever mistyped sends it once more, from the page that said so."""
        began = time.perf_counter()
        if self.mistypes:
            self._send(WRONG)
            self.target, self.form = self.browser.form("/sign-in", "/sign-in")
        self.status = self._send(WORD)
        self.took = time.perf_counter() - began

    def _send(self, word: str) -> int:
        return self.browser.post(self.target, {**self.form, "email": self.address, "password": word}).status


def drill(size: str, seed: int) -> Iterator[Line]:
    """A line for PostgreSQL, and one for a house that counts against a place for ever, which has to fail.

    SQLite lets one writer in at a time: where a thousand come at once some would be asked to press again.
    """
    with postgres_server() as server:
        if server is None:
            raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
        for app, many in (("lms:create_app()", SIZES[size]), (FORGETFUL, SIZES["full"])):
            with tempfile.TemporaryDirectory() as folder:
                line = run(crowded(Path(folder) / "data", many, server), many, seed, app)
                yield line.caught() if app == FORGETFUL else line


def crowded(folder: Path, many: int, server: Server | None = None) -> Place:
    """The demo, and so many people more who have a password."""
    settings = {} if server is None else {"PEER_LMS_DATABASE_URL": server.new_database()}
    house = House(folder, PEER_LMS_DEMO="1", **settings)
    story = tell(house)
    hashed = passwords.hash_password(WORD)
    with house.unit() as session:
        node = session.get_one(Node, story.nodes["org"])
        for number in range(many):
            person = make_person(session, {Role.TRAINEE: node}, name=f"Person {number}", email=_address(number))
            session.add(Credential(person_id=person.id, password_hash=hashed))
    return place_of(house, story)


def _address(number: int) -> str:
    return f"p{number}@crowd.example"


def run(place: Place, many: int, seed: int, app: str = "lms:create_app()") -> Line:
    """Everybody at once, over gunicorn as in production."""
    with started(Web(place, app), app) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        people = list(pool.map(lambda number: _arrived(place, number), range(many)))
        cpu, began = _cpu(server), time.perf_counter()
        list(pool.map(Person.sign_in, people))
        took, cpu = time.perf_counter() - began, _cpu(server) - cpu
    return _judged(place, people, took, cpu / (many + many // MISTYPES), seed)


def _arrived(place: Place, number: int) -> Person:
    browser = Browser(place.port)
    return Person(_address(number), number % MISTYPES == 0, browser, *browser.form("/sign-in", "/sign-in"))


def _cpu(server: Running) -> float:
    return sum(cpu_of(root) for root in server.roots)


def _judged(place: Place, people: Sequence[Person], took: float, cpu: float, seed: int) -> Line:
    away = [person.status for person in people if person.status != IN]
    p95 = sorted(person.took for person in people)[int(len(people) * 0.95)]
    hashes = cpu / _one_hash()
    print(
        f"{place.engine}: {len(people)} people from one address, {len(people) / took:.0f} a second, p95 {p95:.2f} s; "
        f"{cpu * 1000:.0f} ms of processor time a sign-in, {hashes:.1f} times the hash alone; turned away {dict(Counter(away))}",
        file=sys.stderr,
    )
    return Line(
        engine=place.engine,
        fault="everybody signs in at once",
        seed=seed,
        kills=len(people),
        in_flight=AT_ONCE,
        acknowledged=len(people) - len(away),
        committed_unacknowledged=0,
        lost=len(away),
        duplicated=0,
        ready_s=round(p95, 1),
    ).judged(sound=hashes <= MOST_HASHES or len(people) < SIZES["full"])


def _one_hash() -> float:
    """Seconds of processor time that looking at one password takes, on this machine as it is now."""
    kept, began = passwords.hash_password(WORD), time.process_time()
    for _time in range(10):
        passwords.matches(kept, WORD)
    return (time.process_time() - began) / 10
