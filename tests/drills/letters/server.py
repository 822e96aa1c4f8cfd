"""A mail server that misbehaves as it is told, and remembers what it took."""

import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Mood(StrEnum):
    """How it treats who calls."""

    WELL = "well"
    REFUSES = "refuses"
    LATER = "421"
    HANGS = "hangs"
    DROPS = "drops after DATA"


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as it takes to receive a mail."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.mood = Mood.WELL
        self.taken: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.visits: Counter[Mood] = Counter()
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class Visit(socketserver.StreamRequestHandler):
    """One connection."""

    server: MailServer

    def handle(self) -> None:
        """As the mood is when the visitor comes in."""
        mood = self.server.mood
        with self.server.lock:
            self.server.visits[mood] += 1
        if mood is Mood.HANGS:
            while self.server.mood is Mood.HANGS:
                time.sleep(0.05)
            return
        if mood in (Mood.REFUSES, Mood.LATER):
            self.say("554 no service here" if mood is Mood.REFUSES else "421 come back later")
            return
        self.say("220 here")
        for line in self.rfile:
            if not self.answer(line.decode().strip().upper(), mood):
                return

    def answer(self, said: str, mood: Mood) -> bool:
        """Answer one command; False when that ends the visit."""
        if said == "DATA":
            self.say("354 go on")
            return self.receive(mood)
        self.say("221 bye" if said == "QUIT" else "250 yes")
        return said != "QUIT"

    def receive(self, mood: Mood) -> bool:
        """The mail itself."""
        key = ""
        for line in self.rfile:
            if line.lower().startswith(b"message-id:"):
                key = line.decode().split(":", 1)[1].strip()
            if line == b".\r\n":
                break
        counter = self.server.dropped if mood is Mood.DROPS else self.server.taken
        with self.server.lock:
            counter[key] += 1
        if mood is Mood.DROPS:
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.say("250 taken")
        return True

    def say(self, words: str) -> None:
        """One line."""
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server for the length of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.mood = Mood.WELL
            server.shutdown()
