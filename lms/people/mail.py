"""Mail to people: written into the outbox, addressed when it is sent."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.text import Text
from lms.core.web.runtime import Runtime
from lms.jobs.mail import deliver
from lms.jobs.services import enqueue
from lms.people.models import Person

__all__ = ["KIND", "send", "write"]

KIND = "people.mail"


def write(session: Session, *, to: UUID, subject: Text, body: Text, key: str, path: str = "") -> None:
    """Ask for one mail to a person, once per key. `path` is added as a link into the service.

    Neither subject nor body may say what the service is about: others see previews.
    """
    enqueue(
        session,
        KIND,
        key=key,
        payload={"to": str(to), "subject": str(subject), "body": str(body), "path": path, "key": key},
    )


def send(session: Session, payload: Mapping[str, Any], runtime: Runtime) -> Callable[[], None] | None:
    """What sends it to the address the person has now; None when they have none."""
    person = session.get(Person, UUID(payload["to"]))
    if person is None or not person.email:
        return None
    link = f"\n\n{runtime.settings.base_url}{payload['path']}" if payload["path"] else ""
    return partial(
        deliver,
        runtime.settings,
        key=payload["key"].replace(":", "-").replace("/", "-"),
        to=person.email,
        subject=payload["subject"],
        body=f"{payload['body']}{link}\n",
    )
