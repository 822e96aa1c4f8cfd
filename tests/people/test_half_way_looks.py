"""Pages that no link leads to, half-way in, in error, or when we fail: on a small phone, by keyboard alone, with axe."""

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from crawl.looking import SMALL, faults_here
from people.conftest import PASSWORD, app_code, joined, sign_in, with_app
from playwright.sync_api import Browser, Page
from sqlalchemy.exc import OperationalError

from lms.core.access import access_of
from lms.core.web.browser import SESSION_COOKIE
from lms.core.web.guard import guarded
from lms.testing import Client, House
from lms.testing.house import Template
from lms.testing.live import free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.on("sqlite")]
ADDRESS = "ada@test.example"
MOST_TABS = 30
# What has the focus, where: its name, words, and whether it can be seen whole.
HERE = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const seen = box.top >= 0 && box.bottom <= innerHeight && box.width > 0;
  return [one.name || "", (one.innerText || "").trim(), seen];
}"""


class Phone:
    """A small phone with a keyboard and no mouse; every page it is shown is looked at."""

    def __init__(self, tab: Page, address: str) -> None:
        self.tab, self.address = tab, address
        self.faults: list[str] = []
        self.seen: list[str] = []

    def look(self, heading: str, *, error: bool = False) -> None:
        """The page that is open: the one expected, with nothing wrong with it."""
        assert self.tab.locator("h1").inner_text() == heading
        assert self.tab.title().startswith("Error: ") is error, self.tab.title()
        self.seen.append(heading)
        self.faults += faults_here(self.tab)

    def open(self, path: str) -> None:
        """Type an address."""
        self.tab.goto(self.address + path)

    def reach(self, target: str) -> None:
        """Tab until a field of this name, or a link or button with these words, has the focus and can be seen."""
        for _press in range(MOST_TABS):
            self.tab.keyboard.press("Tab")
            name, words, seen = self.tab.evaluate(HERE)
            if target in (name, words):
                assert seen, f"{self.tab.url}: {target} has the focus, out of sight"
                return
        raise AssertionError(f"{self.tab.url}: no Tab leads to {target}")

    def type(self, **fields: str) -> None:
        """Fill fields in, in their order on the page; Enter."""
        for name, text in fields.items():
            self.reach(name)
            self.tab.keyboard.press("Control+A")
            self.tab.keyboard.type(text)
        self.enter()

    def press(self, words: str) -> None:
        """Press a button, or follow a link."""
        self.reach(words)
        self.enter()

    def enter(self) -> None:
        """Enter, and the page that comes of it."""
        with self.tab.expect_navigation():
            self.tab.keyboard.press("Enter")

    def forget(self) -> None:
        """Be nobody again."""
        self.tab.context.clear_cookies()


@pytest.fixture
def strict_house(tmp_path: Path, template: Template) -> Iterator[tuple[House, str]]:
    """A house that asks staff for a second factor, under a name that browsers make passkeys for."""
    port = free_port()
    address = f"http://localhost:{port}"
    house = House(tmp_path / "looks", template, PEER_LMS_SECOND_FACTOR="required", PEER_LMS_BASE_URL=address)
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    with served(house, port):
        yield house, address
    house.close()


@pytest.fixture
def phone(strict_house: tuple[House, str], browser: Browser) -> Iterator[Phone]:
    """Shows that nothing was wrong with anything it was shown."""
    context = browser.new_context(viewport=SMALL)
    made = Phone(context.new_page(), strict_house[1])
    yield made
    context.close()
    assert made.faults == [], "\n".join(made.faults)


def _inside(house: House, phone: Phone) -> Client:
    """Somebody who is signed in on this phone, with both steps; another browser of hers."""
    joined(house)
    client = house.client()
    sign_in(client)
    with_app(client)
    cookie = client._client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    phone.tab.context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": phone.address}])
    return client


def _with_app(phone: Phone) -> list[str]:
    """Sign in for the first time, and set up an app; the recovery codes."""
    phone.open("/sign-in")
    phone.look("Sign in")
    phone.type(email=ADDRESS, password="not the one")
    phone.look("Sign in", error=True)
    phone.type(email=ADDRESS, password=PASSWORD)
    phone.look("Protect your account")
    phone.press("Set up an app")
    phone.look("Set up your app")
    key = phone.tab.inner_text(".lms-key")
    phone.type(code="123")
    phone.look("Set up your app", error=True)
    phone.type(code=app_code(key))
    phone.look("Keep these codes")
    codes = [one.inner_text() for one in phone.tab.locator(".lms-codes code").all()]
    phone.press("I have kept them")
    return codes


def test_two_steps_at_the_door(strict_house: tuple[House, str], phone: Phone) -> None:
    joined(strict_house[0])
    codes = _with_app(phone)
    assert phone.tab.locator("h1").inner_text() == "Hello, Ada"
    phone.forget()
    phone.open("/sign-in?next=/account")
    phone.type(email=ADDRESS, password=PASSWORD)
    phone.look("One more step")
    phone.type(code="000000")
    phone.look("One more step", error=True)
    phone.type(code=codes[0])
    phone.look("Your account")
    phone.open("/sign-in/again?next=/account/this-device")
    phone.look("Enter your password again")
    phone.type(password="not the one")
    phone.look("Enter your password again", error=True)
    phone.type(password=PASSWORD)
    phone.look("This computer or phone")


def test_five_wrong_codes(strict_house: tuple[House, str], phone: Phone) -> None:
    house, _address = strict_house
    _inside(house, phone)
    phone.forget()
    phone.open("/sign-in")
    phone.type(email=ADDRESS, password=PASSWORD)
    for number in range(5):
        phone.type(code=f"00000{number}")
    phone.type(code="000009")
    phone.look("Too many tries")
    phone.press("Go to your home page")
    assert phone.tab.locator("h1").inner_text() == "One more step"


def test_new_here_or_without_a_password(strict_house: tuple[House, str], phone: Phone) -> None:
    house, _address = strict_house
    joined(house)
    for path, heading, whom in (
        ("/sign-up", "Start with your e-mail address", "new@test.example"),
        ("/reset-password", "Choose a new password", ADDRESS),
    ):
        phone.open(path)
        phone.look(heading)
        phone.type(email="")
        phone.look(heading, error=True)
        phone.type(email=whom)
        phone.look("Look at your e-mail")
    links = _links(house)
    phone.open(links["new@test.example"])
    phone.look("Welcome")
    phone.type(chosen_name="Bo", password="short")
    phone.look("Welcome", error=True)
    phone.type(password="three more words here")
    phone.open(links[ADDRESS])
    phone.look("Choose your password")
    phone.open(links["new@test.example"])
    assert "link" in phone.tab.inner_text("h1")
    phone.look(phone.tab.inner_text("h1"))


def _links(house: House) -> dict[str, str]:
    """Where the mailed link of each address leads."""
    house.work()
    found = {}
    for file in (house.folder / "mail").glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        link = re.search(r"/link/\S+", body.get_content() if body else "")
        if link:
            found[str(mail["To"])] = link[0]
    return found


def test_a_lost_race(strict_house: tuple[House, str], phone: Phone) -> None:
    house, _address = strict_house
    elsewhere = _inside(house, phone)
    phone.open("/account")
    elsewhere.submit("/account", {"chosen_name": "Adela"}, action="/account")
    phone.type(chosen_name="Ada Augusta")
    phone.look("Somebody else has just changed this")
    phone.press("Save mine instead")
    assert phone.tab.input_value("[name=chosen_name]") == "Ada Augusta"


FAILURES = (
    ("There is no room left to keep this", lambda: OSError(errno.ENOSPC, "full")),
    ("Sorry, the service is not available", lambda: OperationalError("", {}, Exception("gone"))),
    ("Sorry, something went wrong here", lambda: RuntimeError("a fault of ours")),
)


@contextmanager
def _failing(house: House, problem: Callable[[], Exception]) -> Iterator[None]:
    """The account page fails to save."""
    name = "lms.people.account"
    view = house.app.view_functions[name]

    def fails(**_arguments: Any) -> Any:
        raise problem()

    fails.__access__ = access_of(view)  # type: ignore[attr-defined]
    house.app.view_functions[name] = guarded(fails)
    try:
        yield
    finally:
        house.app.view_functions[name] = view


def test_when_we_fail(strict_house: tuple[House, str], phone: Phone) -> None:
    house, _address = strict_house
    _inside(house, phone)
    for heading, problem in FAILURES:
        phone.open("/account")
        with _failing(house, problem):
            phone.type(chosen_name="Ada of Ockham Park")
            phone.look(heading)
        if "wrong" not in heading:
            phone.press("Send it again")
            assert phone.tab.locator("h1").inner_text() == "Your account"
    phone.open("/nowhere")
    phone.look("Page not found")


def test_a_field_that_no_key_reaches_is_noticed(strict_house: tuple[House, str], phone: Phone) -> None:
    phone.open("/sign-in")
    phone.tab.evaluate("document.querySelector('[name=password]').tabIndex = -1")
    with pytest.raises(AssertionError, match="no Tab leads to password"):
        phone.reach("password")
    phone.tab.evaluate("document.querySelector('[name=email]').style.position = 'fixed'")
    phone.tab.evaluate("document.querySelector('[name=email]').style.top = '-90px'")
    with pytest.raises(AssertionError, match="out of sight"):
        phone.reach("email")
