"""Recording with the device: into the form's own file field, by finger and by key, refused kindly, gone without a trace."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from crawl.looking import SMALL, faults_here, tab_of
from playwright.sync_api import Browser, Page, expect

from lms.testing.live import served

pytestmark = [pytest.mark.browser, pytest.mark.on("sqlite")]
LENGTH = "audio => new Promise(done => { const tell = () => done(audio.duration); if (audio.readyState) tell(); else { audio.onloadedmetadata = tell; audio.load(); } })"


@dataclass
class Speaker:
    """A trainee before a reflection, with a microphone that beeps."""

    browser: Browser
    school: Any
    address: str

    @property
    def path(self) -> str:
        return f"{self.school.path}/one/reflection"

    def tab(self, *, javascript: bool = True, microphone: bool = True) -> Page:
        tab = tab_of(
            self.browser, self.address, self.school.house, self.school.trainee, SMALL, javascript=javascript, microphone=microphone
        )  # fmt: skip
        tab.goto(self.address + self.path)
        return tab


@pytest.fixture
def speaker(school: Any, whole_browser: Browser) -> Iterator[Speaker]:
    with served(school.house) as address:
        yield Speaker(whole_browser, school, address)


def press(tab: Page, name: str) -> None:
    tab.locator(".lms-recorder").get_by_role("button", name=name).click()


def state(tab: Page, wanted: str, says: str = "") -> None:
    box = tab.locator(".lms-recorder")
    expect(box).to_have_attribute("data-state", wanted)
    expect(box.locator("[role=status]")).to_contain_text(says)


def seconds_of(shown: str) -> int:
    minutes, _, seconds = shown.partition(":")
    return 60 * int(minutes) + int(seconds)


def runs_on(tab: Page, beyond: int) -> None:
    """Until more seconds are shown than these: how many more, a slow machine decides."""
    tab.wait_for_function(
        "beyond => { const [m, s] = document.querySelector('[role=timer]').textContent.split(':'); return 60 * m + +s > beyond; }",
        arg=beyond,
    )


def offers(tab: Page) -> list[str]:
    return [button.inner_text() for button in tab.locator(".lms-recorder button").all() if button.is_visible()]


def chosen(tab: Page) -> list[Any]:
    found: list[Any] = tab.locator("#recording").evaluate(
        "field => [...field.files].map(file => [file.name, file.type, file.size > 1000])"
    )
    return found


def test_record_pause_listen_use_and_save_by_keyboard(speaker: Speaker) -> None:
    tab = speaker.tab()
    assert offers(tab) == ["Record with this device"]
    assert tab.locator("#recording").get_attribute("capture") is None, "recordings made before can be chosen as well"
    tab.locator("#recording").focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    state(tab, "recording", "Recording. Speak when you are ready.")
    assert offers(tab) == ["Stop", "Pause"]
    began = time.monotonic()
    runs_on(tab, 1)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    state(tab, "paused", "Paused. Nothing is recorded now.")
    expect(tab.locator(".lms-recorder").get_by_role("button", name="Go on recording")).to_be_focused()
    held = tab.locator("[role=timer]").inner_text()
    tab.wait_for_timeout(1500)
    assert tab.locator("[role=timer]").inner_text() == held
    assert faults_here(tab) == []
    tab.keyboard.press("Enter")
    state(tab, "recording")
    runs_on(tab, seconds_of(held))
    tab.keyboard.press("Enter")  # the focus is on Stop
    state(tab, "stopped", "Stopped. Listen to it, then use it or try again.")
    assert chosen(tab) == []
    seconds = tab.locator(".lms-recorder audio").evaluate(LENGTH)
    most = time.monotonic() - began - 1.5  # nothing was taken down while it paused
    assert seconds_of(held) + 0.5 <= seconds <= most + 0.5, "how long it is, is written into it"
    assert faults_here(tab) == []
    tab.keyboard.press("Enter")  # Use this recording
    state(tab, "used", "This recording is added.")
    assert chosen(tab) == [["My recording.webm", "audio/webm", True]]
    with tab.expect_download() as saved:
        tab.get_by_role("link", name="Save a copy on this device").click()
    assert saved.value.suggested_filename == "My recording.webm"
    tab.get_by_role("button", name="Save for myself and go on").press("Enter")
    tab.wait_for_url("**/one/quiz")
    tab.goto(speaker.address + speaker.path)
    player = tab.locator("main .lms-card audio")
    assert player.evaluate(LENGTH) == pytest.approx(seconds, abs=0.01)
    assert player.evaluate("a => a.play().then(() => new Promise(go => setTimeout(() => go(a.currentTime > 0), 700)))")
    assert faults_here(tab) == []
    tab.get_by_role("button", name="Delete what I wrote here").click()
    expect(tab.locator("main .lms-card audio")).to_have_count(0)


def test_nothing_is_sent_while_it_is_not_decided_and_nothing_is_lost_unasked(speaker: Speaker) -> None:
    tab, asked = speaker.tab(), []
    tab.on(
        "dialog",
        lambda dialog: (asked.append(dialog.message), dialog.dismiss() if len(asked) == 1 else dialog.accept()),
    )
    press(tab, "Record with this device")
    state(tab, "recording")
    tab.locator("textarea").fill("And some words.")
    tab.get_by_role("button", name="Save for myself and go on").click()
    state(tab, "recording", "Nothing is sent yet: you are still recording. Press Stop first.")
    tab.wait_for_timeout(1200)
    press(tab, "Stop")
    state(tab, "stopped")
    tab.get_by_role("button", name="Save and take a break").click()
    state(tab, "stopped", "Nothing is sent yet: you have a recording that is not added.")
    press(tab, "Throw it away")  # asked, and answered no
    state(tab, "stopped")
    assert asked == ["This throws your recording away for good. Go on?"]
    press(tab, "Use this recording")
    state(tab, "used")
    press(tab, "Try again")
    state(tab, "recording")
    assert chosen(tab) == []
    tab.wait_for_timeout(1200)
    press(tab, "Stop")
    press(tab, "Throw it away")
    state(tab, "idle")
    assert len(asked) == 3
    assert tab.locator("[role=timer]").inner_text() == ""
    tab.get_by_role("button", name="Save for myself and go on").click()
    tab.wait_for_url("**/one/quiz")
    assert len(asked) == 3, "no question about leaving"


def test_another_file_takes_its_place_and_says_so(speaker: Speaker) -> None:
    tab = speaker.tab()
    press(tab, "Record with this device")
    state(tab, "recording")
    tab.wait_for_timeout(1200)
    press(tab, "Stop")
    press(tab, "Use this recording")
    tab.locator("#recording").set_input_files(
        {"name": "other.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3\x03" + b"\0" * 2000}
    )
    state(tab, "stopped", "You chose another file, so this recording is not added any more.")
    press(tab, "Use this recording")
    assert chosen(tab) == [["My recording.webm", "audio/webm", True]]


def test_without_internet_the_recording_stays(speaker: Speaker) -> None:
    tab = speaker.tab()
    press(tab, "Record with this device")
    state(tab, "recording")
    tab.wait_for_timeout(1200)
    press(tab, "Stop")
    press(tab, "Use this recording")
    tab.context.set_offline(True)
    tab.get_by_role("button", name="Save for myself and go on").click()
    state(tab, "used", "there is no internet just now. Your recording stays here.")
    tab.context.set_offline(False)
    tab.get_by_role("button", name="Save for myself and go on").click()
    tab.wait_for_url("**/one/quiz")


def test_a_microphone_that_is_refused_or_missing_is_no_disaster(speaker: Speaker) -> None:
    tab = speaker.tab(microphone=False)
    press(tab, "Record with this device")
    state(tab, "idle", "This page may not use your microphone. That is all right.")
    expect(tab.locator(".lms-recorder").get_by_role("button")).to_be_focused()
    for name, says in (
        ("NotFoundError", "We cannot find a microphone."),
        ("AbortError", "The microphone did not start."),
    ):
        tab.evaluate(
            "name => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', name); }; }", name
        )
        press(tab, "Record with this device")
        state(tab, "idle", says)
    tab.get_by_role("button", name="Save for myself and go on").click()
    tab.wait_for_url("**/one/quiz")


def test_without_javascript_the_phones_own_recorder_is_offered(speaker: Speaker) -> None:
    tab = speaker.tab(javascript=False)
    assert tab.locator(".lms-recorder").count() == 0
    field = tab.locator("#recording")
    assert (field.get_attribute("accept"), field.get_attribute("capture")) == ("audio/*", "user")
    field.set_input_files({"name": "mine.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3\x03" + b"\0" * 2000})
    tab.get_by_role("button", name="Save for myself and go on").click()
    tab.goto(speaker.address + speaker.path)
    assert "mine.mp3 (2 kB)" in tab.locator("main .lms-card").inner_text()


def test_a_browser_that_cannot_record_shows_the_field_alone(speaker: Speaker) -> None:
    tab = speaker.tab()
    tab.add_init_script("delete window.MediaRecorder;")
    tab.reload()
    assert tab.locator("#recording").is_visible()
    assert tab.locator(".lms-recorder").count() == 0


def test_pages_that_record_nothing_cannot_ask(speaker: Speaker) -> None:
    tab = speaker.tab()
    ask = "navigator.mediaDevices.getUserMedia({audio: true}).then(() => 'heard', problem => problem.name)"
    assert tab.evaluate(ask) == "heard"
    tab.goto(f"{speaker.address}{speaker.school.path}/one/first")
    assert tab.evaluate(ask) == "NotAllowedError"
