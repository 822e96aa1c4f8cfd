"""Handlers of the tests, and a look at what is in the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from lms.core.access import Mode
from lms.core.web.runtime import Runtime
from lms.jobs import services
from lms.jobs.models import Job
from lms.people.models import Node
from lms.plugins import hookimpl
from lms.testing import House, make_node


class Effects:
    """What the handlers of the tests did, and what they are to do."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.problem: BaseException | None = None

    @hookimpl
    def outbox_handlers(self) -> dict[str, Any]:
        return {"tests.effect": self.carry_out}

    def carry_out(self, session: Any, payload: Any, runtime: Runtime) -> None:
        make_node(session, name="made by the job")
        self.done.append(payload["n"])
        if self.problem:
            raise self.problem

    def ask(self, house: House, n: int = 1, **options: Any) -> Any:
        """Put one into the outbox; its id."""
        with house.unit() as session:
            key = options.pop("key", f"k{n}")
            return services.enqueue(session, "tests.effect", key=key, payload={"n": n}, **options).id


@contextmanager
def registered(house: House) -> Iterator[Effects]:
    """Effects that a house's outbox calls, for the length of the block."""
    manager, built = house.runtime.owner.loaded.manager, Effects()
    manager.register(built)
    yield built
    manager.unregister(built)


def only_job(house: House) -> Job:
    """The one row of the outbox."""
    with house.unit() as session:
        return session.scalars(sa.select(Job)).one()


def count_nodes(house: House) -> int:
    """How many effects there are."""
    with house.unit(Mode.READ) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Node))
