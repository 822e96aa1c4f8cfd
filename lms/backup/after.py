"""What is settled once the rows are back, in the same transaction: nobody is mailed twice, nobody is signed in."""

from dataclasses import asdict, dataclass

from sqlalchemy.engine import Connection

from lms.audit.services import record
from lms.backup.manifest import Manifest
from lms.core.access import SYSTEM
from lms.core.db import OurSession
from lms.core.web.runtime import Runtime
from lms.jobs.services import hold
from lms.people import links, mail
from lms.people.queries import root_node
from lms.people.signing_in import everybody_out

__all__ = ["HELD", "Settled", "settle"]

# Whoever looks at the background work reads it, beside "Try again".
HELD = "Restored from a backup: it may have been sent after that was made. Try again to send it now."
MAILS = (mail.KIND, links.KIND)


@dataclass(frozen=True)
class Settled:
    """How many mails wait for a person now, and how many sign-ins were ended."""

    held_mails: int
    signed_out: int


def settle(connection: Connection, runtime: Runtime, manifest: Manifest) -> Settled:
    """Hold the mails, end the sign-ins, and say in the audit that a restore took place."""
    with OurSession(bind=connection, info={"owner": runtime.owner, "masters": runtime.database.masters}) as session:
        done = Settled(hold(session, kinds=MAILS, why=HELD), everybody_out(session))
        root = root_node(session)
        if root is not None:  # without one there is nobody, and nothing has happened yet
            record(session, by=SYSTEM, action="backup.restored", subject=root, made_at=manifest.made_at, **asdict(done))
        session.flush()
    return done
