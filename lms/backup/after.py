"""What is settled once the rows are back, in the same transaction: nobody is mailed twice, nobody is signed in, and
whoever was erased since the backup was made is erased again.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

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
from lms.privacy import again
from lms.privacy.ledger import Line

__all__ = ["HELD", "Settled", "settle"]

# Whoever looks at the background work reads it, beside "Try again".
HELD = "Restored from a backup: it may have been sent after that was made. Try again to send it now."
MAILS = (mail.KIND, links.KIND)


@dataclass(frozen=True)
class Settled:
    """How many mails wait for a person now, how many sign-ins were ended, and how many people were erased again."""

    held_mails: int
    signed_out: int
    erased_again: int


def settle(
    connection: Connection, runtime: Runtime, manifest: Manifest, erased: Iterable[Line]
) -> tuple[Settled, set[UUID]]:
    """Hold the mails, end the sign-ins, erase again, and say in the audit that a restore took place.

    Gives the ids of the files as well whose bytes go with those who are erased.
    """
    with OurSession(bind=connection, info={"owner": runtime.owner, "masters": runtime.database.masters}) as session:
        held, out = hold(session, kinds=MAILS, why=HELD), everybody_out(session)
        people, files = again.apply(session, erased)
        done = Settled(held, out, people)
        root = root_node(session)
        if root is not None:  # without one there is nobody, and nothing has happened yet
            record(session, by=SYSTEM, action="backup.restored", subject=root, made_at=manifest.made_at, **asdict(done))
        session.flush()
    return done, files
