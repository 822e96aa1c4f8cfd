"""One app over one empty database, for one test."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from flask import Flask, g
from sqlalchemy.orm import Session

from lms.app import create_app
from lms.core.access import Mode
from lms.core.files import File, opener_of
from lms.core.web.runtime import KEY, Runtime
from lms.jobs import worker
from lms.people import signing_in
from lms.people.models import Person
from lms.testing.client import Client

CACHE = Path(tempfile.gettempdir()) / f"peer-lms-tests-{os.getuid()}"
SECRET = "for tests only, and long enough to pass"  # noqa: S105 - it guards nothing
MASTER = "tests:Zm9yIHRlc3RzIG9ubHksIHRoaXJ0eS10d28gYnl0ZXM="


@dataclass(frozen=True)
class Lent:
    """A database for one house: the settings that lead to it, and how it is given back."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    give_back: Callable[[], None] = lambda: None


class Template(Protocol):
    """A database, and the files beside it, that houses start from."""

    def lend(self, folder: Path, name: str = "") -> Lent:
        """A copy for the house in `folder`; `name` is its database's, where databases have names."""


class House:
    """An app with its data in `folder`; `template` is what it starts from, else its database has no tables."""

    def __init__(self, folder: Path, template: Template | None = None, **settings: Any) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lent = template.lend(folder) if template else Lent()
        config: Mapping[str, Any] = {
            "PEER_LMS_DATA_DIR": folder,
            "PEER_LMS_CACHE_DIR": CACHE,
            "PEER_LMS_SECRET_KEY": SECRET,
            "PEER_LMS_MASTER_KEY": MASTER,
            "PEER_LMS_BASE_URL": "http://localhost",
            "PEER_LMS_SERVER_TIMING": "1",
            "PEER_LMS_SECOND_FACTOR": "offered",
            "TESTING": True,
            **self._lent.settings,
            **settings,
        }
        self.app: Flask = create_app(config)
        self.runtime: Runtime = self.app.extensions[KEY]

    @contextmanager
    def unit(self, mode: Mode = Mode.WRITE) -> Iterator[Session]:
        """A unit of work inside the app's context."""
        with self.app.app_context(), self.runtime.database.unit_of_work(mode) as session:
            yield session

    def client(self, person: Person | UUID | None = None) -> Client:
        """A browser; signed in when a person is given."""
        client = Client(self.app)
        if person is not None:
            self.sign_in(client, person.id if isinstance(person, Person) else person)
        return client

    def sign_in(self, client: Client, person_id: UUID) -> None:
        """Sign somebody in without the sign-in page."""
        with self.app.test_request_context(), self.runtime.database.unit_of_work() as session:
            signing_in.start(session, person=session.get_one(Person, person_id), browser="test")
            client.use_token(g.lms_token)

    def work(self) -> int:
        """Carry out everything that is due in the outbox."""
        with self.app.app_context():
            return worker.work(self.runtime, once=True)

    def content(self, file_id: UUID) -> bytes:
        """What was sent as a file, opened with its key."""
        with self.unit(Mode.READ) as session:
            opener = opener_of(session.get_one(File, file_id))
        with opener.open(self.runtime.files) as source:
            return source.read()

    def rest(self) -> None:
        """Let go of every connection; the next request opens one again."""
        self.runtime.database.engine.dispose()

    def close(self) -> None:
        """Let go of the database for good."""
        self.rest()
        self._lent.give_back()
