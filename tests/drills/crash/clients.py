"""People who go on working while servers are killed under them, and write down what they were told is saved."""

import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drills.browsing import BROKEN, Browser, Reply, read
from drills.place import Place

EMAIL = "{}@demo.example"


@dataclass
class Op:
    """One form sent: its key, how it ended, and whether it was kept although nobody was told."""

    key: str
    kind: str
    location: str = ""
    acknowledged: bool = False
    tries: int = 0
    kept_unsaid: bool = False


@dataclass(frozen=True)
class Kind:
    """What somebody does over and over: the form of a page, and what an operation writes into it."""

    name: str
    who: str
    page: str
    action: str
    fill: Callable[[str], dict[str, Any]]
    fresh: bool = False  # the page is opened each time: its form carries a version


class Book:
    """What was acknowledged, each line on the disk before the next form is sent."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._open = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, op: Op) -> None:
        os.write(self._open, f"{op.kind}\t{op.key}\t{op.location}\n".encode())
        os.fsync(self._open)

    def lines(self) -> list[list[str]]:
        return [line.split("\t") for line in self.file.read_text().splitlines()]


@dataclass
class Person(threading.Thread):
    """One client: sends a form, waits for the whole reply, and sends the same again when there was none."""

    place: Place
    kind: Kind
    book: Book
    until: threading.Event
    number: int
    seed: int
    ops: list[Op] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    out: str = ""

    def __hash__(self) -> int:
        return id(self)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(self.place.port)
        self.random = random.Random(f"{self.seed}:{self.number}")
        self.target, self.fields = "", dict[str, Any]()

    def run(self) -> None:
        """Until told to stop; what has been begun is seen through to its end."""
        self._insist(lambda: self.browser.sign_in(EMAIL.format(self.kind.who)))
        while not self.until.is_set():
            self._once(Op(f"d{self.seed}-{self.number}-{len(self.ops):05}", self.kind.name))

    def _once(self, op: Op) -> None:
        if self.kind.fresh or not self.fields:
            self._insist(self._open)
        self.ops.append(op)
        sent = {**self.fields, **self.kind.fill(op.key), "_key": op.key}
        while not op.acknowledged:
            reply = self._send(op, sent)
            if reply is not None and reply.status == 303:
                op.acknowledged, op.location = True, reply.location
                self.book.note(op)
            elif reply is not None and reply.status != 503:
                self.odd.append(f"{op.kind} {op.key}, try {op.tries}: {reply.status} {_words(reply)}")
                if reply.status < 500:
                    return
            if not op.acknowledged:
                self._wonder(op)

    def _send(self, op: Op, sent: dict[str, Any]) -> Reply | None:
        op.tries += 1
        name = self.out = f"{op.key}/{op.tries}"
        try:
            reply = self.browser.post(self.target, sent)
        except BROKEN:
            reply = None
        if reply is None or reply.status >= 500:
            self.broken.add(name)
        self.out = ""
        return reply

    def _wonder(self, op: Op) -> None:
        """There was no answer: was it kept all the same?"""
        time.sleep(0.05)
        try:
            found = self.place.rows("SELECT 1 FROM lms_reply WHERE key = :key", key=op.key)
        except Exception:
            time.sleep(0.2)
        else:
            op.kept_unsaid = op.kept_unsaid or bool(found)

    def _open(self) -> None:
        self.target, self.fields = self.browser.form(self.kind.page, self.kind.action)

    def _insist(self, act: Callable[[], object]) -> None:
        for _try in range(2400):
            try:
                act()
            except (*BROKEN, RuntimeError, IndexError) as problem:
                said = problem
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"{self.kind.name}: {said}")


def _words(reply: Reply) -> str:
    page = read(reply) if reply.body else None
    return " ".join(found.text_content() for found in page.cssselect("h1, main p")[:2]) if page is not None else ""
