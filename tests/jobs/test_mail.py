"""Mail into a folder and to a server."""

import email
import email.policy
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

from lms.core import clock
from lms.core.settings import Settings
from lms.jobs.mail import deliver
from lms.people import mail
from lms.testing import House, make_person

SUBJECT = "There is something for you to read"


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


class Stub(socketserver.StreamRequestHandler):
    """As much of SMTP as takes one mail; addresses that begin with "no" are refused."""

    taken: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 stub\r\n")
        for line in self.rfile:
            word = line.upper()
            if word.startswith(b"RCPT TO:<NO"):
                self.wfile.write(b"550 nobody here\r\n")
            elif word.startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 taken\r\n")
            elif word.startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def server() -> Iterator[str]:
    Stub.taken = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stub) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"smtp://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()
        thread.join()


def send(where: str, to: str = "ada@test.example") -> None:
    settings = Settings(mail_url=where, mail_from="hello@lms.example")
    with clock.frozen(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        deliver(settings, key="offer-7", to=to, subject=SUBJECT, body="Grüße\n")


def check(message: EmailMessage) -> None:
    assert message["From"] == "hello@lms.example"
    assert message["To"] == "ada@test.example"
    assert message["Subject"] == SUBJECT
    assert message["Message-ID"] == "<offer-7@lms.example>"
    assert message["Date"].datetime == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert message.get_content().replace("\r\n", "\n") == "Grüße\n"


def test_to_a_folder_once_per_key(tmp_path: Path) -> None:
    for _ in range(2):
        send(f"file:{tmp_path / 'mail'}")
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["offer-7.eml"]
    check(read((tmp_path / "mail" / "offer-7.eml").read_bytes()))


def test_to_a_server(server: str) -> None:
    send(server)
    assert len(Stub.taken) == 1
    check(read(Stub.taken[0]))


def test_a_refused_recipient_is_not_named_in_what_is_logged(server: str) -> None:
    with pytest.raises(smtplib.SMTPException, match=r"it said \[550\]") as problem:
        send(server, to="noone@test.example")
    assert "noone" not in str(problem.value)
    assert problem.value.__suppress_context__


def test_no_server_is_an_error_to_try_again_after(server: str) -> None:
    with pytest.raises(OSError, match="refused"):
        send("smtp://127.0.0.1:9")


def test_a_password_goes_over_verified_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []

    class Server:
        def __init__(self, host: str, port: int, timeout: int) -> None:
            said.append((host, port))

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...

        def starttls(self, *, context: Any) -> None:
            said.append(("tls", context.check_hostname, context.verify_mode.name))

        def login(self, user: str, password: str) -> None:
            said.append((user, password))

        def send_message(self, message: EmailMessage) -> None:
            check(message)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    send("smtp://us%40er:p%2Fw@mail.example")
    assert said == [("mail.example", 25), ("tls", True, "CERT_REQUIRED"), ("us@er", "p/w")]


def test_mail_to_a_person_goes_where_they_are_now(house: House) -> None:
    with house.unit() as session:
        ada, bob = make_person(session, name="Ada", email="old@test.example"), make_person(session, name="Bob")
        for person in (ada, bob):
            for _ in range(2):
                mail.write(
                    session,
                    to=person.id,
                    subject=SUBJECT,
                    body="Please look.",
                    key=f"read:{person.id}/1",
                    path="/learn",
                )
        ada.email, bob.email = "new@test.example", None
    assert house.work() == 2
    (message,) = [read(path.read_bytes()) for path in (house.folder / "mail").iterdir()]
    assert message["To"] == "new@test.example"
    assert message["Message-ID"] == f"<read-{ada.id}-1@localhost>"
    assert message["Subject"] == SUBJECT
    assert message.get_content() == "Please look.\n\nhttp://localhost/learn\n"


def test_mail_without_a_link(house: House) -> None:
    with house.unit() as session:
        mail.write(session, to=make_person(session).id, subject=SUBJECT, body="Please look.", key="k")
    house.work()
    assert read((house.folder / "mail" / "k.eml").read_bytes()).get_content() == "Please look.\n"


def test_the_folder_is_taken_from_the_settings(house: House) -> None:
    assert replace(house.runtime.settings, mail_url="file:/srv/x").mail == "file:/srv/x"
