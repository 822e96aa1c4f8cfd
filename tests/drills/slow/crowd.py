"""A crowd of slow clients over raw sockets: each holds a connection, and gives or takes a few bytes now and then."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any, Self

# A process that imports nothing of ours: it has to be there at once, and to hold little itself.
APART = get_context("spawn")
ALONE = b"Host: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
SHORT, HALF = 100_000, 500_000
SETTLED_S = 0.5
SMALLEST = 1  # the kernel makes what it can of it, a few kB


class Slow(StrEnum):
    """What a client is slow in."""

    HEAD = "head"
    BODY = "body"
    HEAVY = "body after half a megabyte"
    READ = "read"


@dataclass(frozen=True)
class Plan:
    """How many come, what they do, how long each pauses, and the address of something long to read."""

    port: int
    kind: Slow
    many: int
    pause_s: float
    long: str


def _opening(plan: Plan) -> bytes:
    return {
        Slow.HEAD: b"GET /sign-in HTTP/1.1\r\n" + ALONE + b"X-Slow: ",
        Slow.BODY: b"POST /sign-in HTTP/1.1\r\n" + ALONE + FORM % SHORT,
        Slow.HEAVY: b"POST /sign-in HTTP/1.1\r\n" + ALONE + FORM % (2 * HALF) + b"x" * HALF,
        Slow.READ: f"GET {plan.long} HTTP/1.1\r\n".encode() + ALONE + b"\r\n",
    }[plan.kind]


def _socket(kind: Slow) -> socket.socket:
    made = socket.socket()
    made.setblocking(False)
    if kind is Slow.READ:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST)
    return made


async def _one(plan: Plan, held: Any, going: Callable[[], bool]) -> None:
    """One client, who comes again whenever it is sent away."""
    while going():
        with suppress(OSError), _socket(plan.kind) as made:
            await _hold(plan, made, held, going)
        await asyncio.sleep(plan.pause_s / 4)


async def _hold(plan: Plan, made: socket.socket, held: Any, going: Callable[[], bool]) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.wait_for(loop.sock_connect(made, ("127.0.0.1", plan.port)), 10)
    await loop.sock_sendall(made, _opening(plan))
    _add(held, 1)
    try:
        while going() and await _little(plan, loop, made):
            pass
    finally:
        _add(held, -1)


async def _little(plan: Plan, loop: asyncio.AbstractEventLoop, made: socket.socket) -> bool:
    """A byte sent, or a few taken, and a pause; False when there are no more to come."""
    await asyncio.sleep(plan.pause_s)
    if plan.kind is not Slow.READ:
        await loop.sock_sendall(made, b"x")
        return True
    with suppress(TimeoutError):
        return bool(await asyncio.wait_for(loop.sock_recv(made, 16), plan.pause_s))
    return True


def _add(held: Any, more: int) -> None:
    with held.get_lock():
        held.value += more


async def _all(plan: Plan, held: Any, going: Callable[[], bool]) -> None:
    async with asyncio.TaskGroup() as crowd:
        for number in range(plan.many):
            crowd.create_task(_one(plan, held, going))
            if number % 50 == 0:
                await asyncio.sleep(0.02)  # what waits to be let in is not more than a server's list of them holds


def _press(plan: Plan, held: Any, over: Event) -> None:
    asyncio.run(_all(plan, held, lambda: not over.is_set()))


class Crowd:
    """The crowd, in a process of its own for the length of a block."""

    def __init__(self, plan: Plan) -> None:
        self._many = plan.many
        self.held: Any = APART.Value("i", 0)
        self._over = APART.Event()
        self._process = APART.Process(target=_press, args=(plan, self.held, self._over), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def wait(self) -> None:
        """Until all are held, or ten seconds; and a little longer, as those who come at once are a rush and not slow."""
        until = time.monotonic() + 10
        while self.held.value < self._many and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(SETTLED_S)

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._process.join(1)
        self._process.kill()
        self._process.join()
