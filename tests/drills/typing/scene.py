"""A site with its demo, a server that can be killed, and the long forms in it."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError

import sqlalchemy as sa
from access.objects import objects_of
from flask import g

from lms.core import clock
from lms.people import signing_in
from lms.people.models import Person, UserSession
from lms.plugins import DemoStory
from lms.testing import House
from lms.testing.house import CACHE, MASTER, SECRET
from lms.testing.live import free_port

TESTS = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class LongForm:
    """A form with a long answer: whose, where, and the field."""

    name: str
    who: str
    endpoint: str
    object: str
    field: str
    more: Mapping[str, str] = field(default_factory=dict)


FORMS = (
    LongForm("application answer", "applicant", "recruitment.step", "own_application", "text", {"step": "lived-experience"}),
    LongForm("reflection", "trainee", "modules.activity", "trainee_reflection", "p_r1"),
    LongForm("evidence", "trainee", "assessments.piece", "trainee_draft", "text"),
    LongForm("marking", "assessor", "assessments.mark", "t5_evidence", "strong"),
    LongForm("points", "scorer", "recruitment.score", "a2_application", "comment"),
    LongForm("letter", "hr", "recruitment.write", "a5_offer", "letter"),
    LongForm("second look", "iqa", "assessments.look", "decision", "comment"),
    LongForm("revoking", "lead", "certificates.revoke", "peer1_certificate", "why"),
    LongForm("adjustments", "applicant", "recruitment.step", "own_application", "adjustments", {"step": "adjustments"}),
    LongForm("what may follow", "hr", "employment.agree_waiver", "trainee_dbs_line", "reason"),
)  # fmt: skip


class Site:
    """The demo behind a server process."""

    def __init__(self, house: House, story: DemoStory) -> None:
        self.house, self.story, self.port = house, story, free_port()
        house.client(story.people["trainee"])  # whose session the objects name
        self.objects = objects_of(house, story)
        self.kills = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = {
            "PEER_LMS_DATA_DIR": str(self.house.folder),
            "PEER_LMS_CACHE_DIR": str(CACHE),
            "PEER_LMS_SECRET_KEY": SECRET,
            "PEER_LMS_MASTER_KEY": MASTER,
            "PEER_LMS_BASE_URL": self.address,
            "PEER_LMS_DEMO": "1",
            "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}",
        }
        command = [sys.executable, "-m", "drills.typing.web", str(self.port)]
        with (self.house.folder / "web.log").open("ab") as log:
            self._process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self.house.folder / "web.log").read_text()[-2000:])

    def kill(self) -> None:
        """kill -9, unless it is dead already."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process, self.kills = None, self.kills + 1

    def path(self, form: LongForm) -> str:
        """The page a form is on."""
        with self.house.app.test_request_context():
            return self.house.app.url_for(f"lms.{form.endpoint}", **self.objects[form.object], **form.more)

    def token(self, who: str) -> str:
        """A new sign-in of this person."""
        with self.house.app.test_request_context(), self.house.runtime.database.unit_of_work() as session:
            person = session.get_one(Person, self.story.people[who])
            signing_in.start(session, person=person, browser="drill")
            return str(g.lms_token)

    def expire(self, token: str) -> None:
        """Let a sign-in run out."""
        with self.house.unit() as session:
            old = clock.now() - timedelta(days=31)
            digest = signing_in.digest(token)
            session.execute(sa.update(UserSession).filter_by(token_digest=digest).values(created_at=old))


@contextmanager
def site(house: House, story: DemoStory) -> Iterator[Site]:
    """The site, started; killed at the end."""
    made = Site(house, story)
    made.start()
    try:
        yield made
    finally:
        made.kill()
