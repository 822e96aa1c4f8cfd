"""One app over one empty database, for one test."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, g
from sqlalchemy.orm import Session

from lms.app import create_app
from lms.core.access import Mode
from lms.core.web.runtime import KEY, Runtime
from lms.jobs import worker
from lms.people import signing_in
from lms.people.models import Person
from lms.testing.client import Client

CACHE = Path(tempfile.gettempdir()) / f"peer-lms-tests-{os.getuid()}"
SECRET = "for tests only, and long enough to pass"  # noqa: S105 - it guards nothing


class House:
    """An app with its database in `folder`; `template` is a migrated SQLite file to start from."""

    def __init__(self, folder: Path, template: Path | None = None, **settings: Any) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if template is not None:
            shutil.copy(template, folder / "peer-lms.sqlite")
        config: Mapping[str, Any] = {
            "PEER_LMS_DATA_DIR": folder,
            "PEER_LMS_CACHE_DIR": CACHE,
            "PEER_LMS_SECRET_KEY": SECRET,
            "PEER_LMS_BASE_URL": "http://localhost",
            "PEER_LMS_SERVER_TIMING": "1",
            "TESTING": True,
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

    def close(self) -> None:
        """Let go of the database."""
        self.runtime.database.engine.dispose()
