"""One person from first interest to a confirmed start, by pages only; with JavaScript, and without."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Told
from journeys import parts
from journeys.walking import Person, working
from journeys.wandering import Wanderer
from playwright.sync_api import Browser

from lms.cli import build
from lms.testing import House
from lms.testing.live import free_port, served
from modules.testing import write_programme

NAME, EMAIL = "Nadia Haddad", "nadia@people.example"


pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.on("sqlite")
def test_from_first_interest_to_a_confirmed_start_with_javascript(told: Told, browser: Browser, tmp_path: Path) -> None:
    """The starter programme whole, on three devices; as somebody meets it who typed `make run`."""
    _walk_the_line(told, browser, tmp_path, javascript=True)


@pytest.mark.on("postgresql")
def test_from_first_interest_to_a_confirmed_start_without_javascript(
    told: Told, browser: Browser, tmp_path: Path
) -> None:
    """Two short modules on old phones; on the database that organisations run."""
    _walk_the_line(told, browser, tmp_path, javascript=False)


def _walk_the_line(told: Told, browser: Browser, tmp_path: Path, *, javascript: bool) -> None:
    """Seven people and a stranger; every step is a page that leads to the next."""
    port = free_port()
    house = told.house(tmp_path / "demo", PEER_LMS_BASE_URL=f"http://127.0.0.1:{port}")
    if not javascript:
        _short_programme(house, tmp_path)
    with served(house, port) as address, working(house):
        crowd = Crowd(browser, address, javascript=javascript)
        peer = crowd.comes(phone=True)
        parts.apply(peer, NAME, EMAIL)
        parts.score(crowd.comes("scorer"), NAME, 3)
        parts.score(crowd.comes("manager"), NAME, 2)
        parts.offer(crowd.comes("hr"), NAME)
        peer.go("/applications").follow("Peer Support Worker", first=True).press("Accept this offer")
        if javascript:
            _learn_everywhere(crowd, peer)
        else:
            parts.learn(peer)
        crowd.comes("lead").go("/marking/allocations").follow(NAME)
        crowd["lead"].choose("Tom Ashworth").press("Allocate")
        sent = parts.offer_evidence(peer)
        assert parts.mark_everything(crowd.comes("assessor"), NAME) == sent == 8
        peer.go("/certificates").reads("All done. Your programme lead can issue it now")
        lead = crowd["lead"].go("/certificates/ready")
        lead.press("Issue the certificate", within=lead.page.locator("li.lms-card", has_text=NAME))
        certificate = parts.certificate_of(peer)
        parts.employ(crowd["hr"], crowd["manager"], crowd.comes("supervisor"), peer, NAME)
        shown = parts.share(peer, certificate)
        stranger = crowd.comes()
        stranger.go(shown).reads(NAME).reads("Certificate in the Foundations of Peer Support")
        lead.go(certificate).follow("Revoke this certificate")
        lead.write("Why is it revoked?", "Two pieces were somebody else's.")
        lead.write("What is said to anyone who checks the code?", "This certificate was issued in error.")
        lead.press("Revoke the certificate")
        stranger.go(shown).reads("This certificate was revoked on").reads("This certificate was issued in error.")
        crowd.leave()
    house.close()


class Crowd:
    """Everybody with a browser of their own."""

    def __init__(self, browser: Browser, address: str, *, javascript: bool) -> None:
        self._make = lambda phone, plain: Person(browser, address, javascript=javascript and not plain, phone=phone)
        self._people: dict[str, Person] = {}

    def comes(self, key: str = "", *, phone: bool = False, plain: bool = False) -> Person:
        """Somebody arrives: one of the demo's people by key, or a stranger; `plain` is a browser without JavaScript."""
        person = self._make(phone, plain)
        self._people[key or f"stranger {len(self._people)}"] = person
        return person.be(key) if key else person

    def __getitem__(self, key: str) -> Person:
        return self._people[key]

    def leave(self) -> None:
        """Everybody goes home."""
        for person in self._people.values():
            person.close()


def _learn_everywhere(crowd: Crowd, peer: Person) -> None:
    """All eleven modules, the placement and the conversation, on three devices, put down twenty times in the middle."""
    peer.go("/learn")
    steps = int(peer.page.locator("main progress").get_attribute("max") or 0)
    devices = {"phone": peer, "keyboard": crowd.comes(), "plain": crowd.comes(phone=True, plain=True)}
    for other in (devices["keyboard"], devices["plain"]):
        other.go("/sign-in").write("E-mail address", EMAIL).write("Password", parts.PASSWORD).press("Sign in")
    counted = Wanderer(devices).learn(steps)
    found = {key: number for key, number in counted.items() if key.startswith("found again")}
    assert (sum(found.values()), len(found)) == (20, 3), counted
    did = counted.total() - 20
    assert did >= steps > 140, counted  # the quiz to pass may take several goes
    assert all(any(device in key for key in counted) for device in devices), counted
    peer.go("/learn").reads(f"{steps} of {steps} steps done")


def _short_programme(house: House, folder: Path) -> None:
    """Two short modules as a newer version of the programme, brought in by the command."""
    place = write_programme(folder, slug="foundations", version="1.1", modules=2)
    done = CliRunner().invoke(build(house.app), ["content", "import", str(place), "--apply", "--publish"])
    assert done.exit_code == 0, done.output
