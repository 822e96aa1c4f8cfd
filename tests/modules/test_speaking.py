"""Reflections that are spoken: one's own to hear, gone when deleted, closed to everybody else."""

import io
import wave
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.core.files import File
from modules import queries, services
from modules.models import ActivityEvent, EnrolmentState, EventKind, Reflection, SpokenReflection

WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\0" * 60
SAFARI = b"\x00\x00\x00\x1cftypiso5\x00\x00\x02\x00isomiso5hlsf" + b"\0" * 60


def sound(seconds: int = 1) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * seconds)
    return kept.getvalue()


def say(browser: Any, at: str, content: bytes, name: str = "My recording.wav", status: int = 303, **more: str) -> Any:
    return browser.submit(at, {"recording": (io.BytesIO(content), name), **more}, action="/reflect", status=status)


def stored(school: Any) -> list[Path]:
    return [path for path in (school.house.folder / "files").rglob("*") if path.is_file()]


@pytest.fixture
def at(school: Any) -> str:
    return f"{school.path}/one/reflection"


def test_what_was_said_is_heard_again_and_wound_forward(school: Any, at: str) -> None:
    browser, content = school.browser(school.trainee), sound()
    fresh = browser.get(at)
    assert fresh.all("main .lms-card audio") == []
    assert fresh.attributes("input[type=file]", "accept") == ["audio/*"]
    assert fresh.attributes("input[type=file]", "capture") == ["user"]
    assert fresh.attributes("form[action$=reflect]", "enctype") == ["multipart/form-data"]
    sent = say(browser, at, content)
    assert sent.location == f"{school.path}/one/quiz"
    page = browser.get(at)
    assert page.attributes("main .lms-card audio", "src") == [f"{at}/recording"]
    assert "My recording.wav (8 kB)" in page.text
    heard = browser.get(f"{at}/recording").reply
    assert heard.get_data() == content
    assert (heard.mimetype, heard.headers["Cache-Control"]) == ("audio/wav", "no-store")
    assert heard.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; media-src 'self'"
    part = browser.get(f"{at}/recording", 206, headers={"Range": "bytes=10-19"}).reply
    assert part.get_data() == content[10:20]
    kept = browser.get(f"{at}/recording?save=1").reply
    assert kept.headers["Content-Disposition"] == 'attachment; filename="My recording.wav"'


def test_speaking_is_enough_and_counts_as_done(school: Any, at: str) -> None:
    browser = school.browser(school.trainee)
    say(browser, at, sound())
    assert browser.get(f"{school.path}/one").all("[data-state=done] a") == ["Reflection one"]
    with school.house.unit() as session:
        assert session.scalars(sa.select(Reflection)).all() == []


@pytest.mark.parametrize(("content", "served"), [(WEBM, "audio/webm"), (SAFARI, "audio/mp4")])
def test_what_browsers_record_is_taken(school: Any, at: str, content: bytes, served: str) -> None:
    browser = school.browser(school.trainee)
    say(browser, at, content, "My recording")
    assert browser.get(f"{at}/recording").reply.mimetype == served


def test_nobody_else_can_hear_it(school: Any, at: str) -> None:
    say(school.browser(school.trainee), at, sound())
    with school.house.unit() as session:
        theirs = queries.current_enrolment(session, school.other)
        assert theirs is not None
    for who, status in ((school.other, 404), (school.trainer, 403), (school.lead, 403), (None, 302)):
        school.house.client(who).get(f"{at}/recording", status=status)
    school.browser(school.other).get(f"/learn/{theirs.id}/one/reflection/recording", status=404)
    school.browser(school.trainee).get(f"{school.path}/one/quiz/recording", status=404)


def test_a_new_recording_takes_the_place_of_the_one_before(school: Any, at: str) -> None:
    browser = school.browser(school.trainee)
    say(browser, at, sound(1))
    assert "A new recording takes the place of the one before." in browser.get(at).text
    say(browser, at, sound(2), "Again.wav", p_r1="And a line.")
    assert browser.get(f"{at}/recording").reply.get_data() == sound(2)
    assert len(stored(school)) == 1
    browser.submit(at, {"p_r1": "Another line."}, action="/reflect")  # saved without one, it stays
    assert browser.get(f"{at}/recording").reply.get_data() == sound(2)
    with school.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 1


def test_deleting_takes_words_rows_and_bytes(school: Any, at: str) -> None:
    browser = school.browser(school.trainee)
    assert browser.get(at).all("form[action$=forget]") == []
    say(browser, at, sound(), p_r1="And a line.")
    assert len(stored(school)) == 1
    said = browser.submit(at, action="/forget")
    assert "Deleted. Nothing of it is kept." in browser.follow(said).text
    browser.get(f"{at}/recording", status=404)
    assert stored(school) == []
    with school.house.unit() as session:
        for table in (Reflection, SpokenReflection, File):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.parametrize("state", [EnrolmentState.PAUSED, EnrolmentState.DEFERRED])
def test_in_a_pause_it_can_be_heard_and_deleted_but_not_made(school: Any, at: str, state: EnrolmentState) -> None:
    browser = school.browser(school.trainee)
    say(browser, at, sound())
    school.put(state)
    page = browser.get(at)
    assert page.all("template, input[type=file]") == []
    assert "recorder" not in " ".join(page.attributes("script", "src"))
    browser.get(f"{at}/recording")
    browser.post(f"{at}/reflect", {"recording": (io.BytesIO(sound(2)), "x.wav")}, status=422)
    assert browser.get(f"{at}/recording").reply.get_data() == sound(1)
    assert len(stored(school)) == 1
    browser.submit(at, action="/forget")
    assert stored(school) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            b"<!doctype html><script>alert(1)</script>",
            "This kind of file cannot be opened here. Choose a sound recording",
        ),
        (b"%PDF-1.7\n", "This kind of file cannot be opened here. Choose a sound recording"),
        (b"", "The file is empty. Choose another file."),
    ],
)
def test_what_is_no_recording_is_refused_and_changes_nothing(school: Any, at: str, content: bytes, says: str) -> None:
    browser = school.browser(school.trainee)
    say(browser, at, sound(), p_r1="Before.")
    page = say(browser, at, content, "x.wav", status=422, p_r1="After.")
    assert len(page.errors) == 1
    assert page.errors[0].startswith(says)
    assert page.one("textarea") == "After."
    assert browser.get(at).one("textarea") == "Before."
    assert browser.get(f"{at}/recording").reply.get_data() == sound()


def test_a_recording_can_be_too_large(school: Any) -> None:
    with school.house.unit() as session, pytest.raises(Refused, match="larger than 1 MB") as refused:
        services.speak(
            session, enrolment=school.of(session), activity=school.activity(session, "reflection"), by=SYSTEM,
            recording=services.Recording(io.BytesIO(sound(150)), "x.wav", school.house.runtime.files, 1),
        )  # fmt: skip
    assert refused.value.field == "recording"
    assert stored(school) == []


def test_a_recording_is_not_lost_over_a_text_that_is_too_long(school: Any, at: str) -> None:
    browser = school.browser(school.trainee)
    page = say(browser, at, sound(), status=422, p_r1="x" * 20_001)
    assert "can be at most 20000 characters long" in page.errors[0]
    assert page.one(".lms-notice[role=status]") == "Your recording is kept. What else is needed stands below."
    assert page.attributes("main .lms-card audio", "src") == [f"{at}/recording"]
    assert browser.get(f"{at}/recording").reply.get_data() == sound()
    assert browser.get(at).one("textarea") == ""
    refused = say(browser, at, b"%PDF-1.7\n", status=422, p_r1="x" * 20_001)
    assert len(refused.errors) == 2
    assert browser.get(f"{at}/recording").reply.get_data() == sound()


def test_a_reply_that_is_never_committed_leaves_no_file(school: Any) -> None:
    with pytest.raises(ZeroDivisionError), school.house.unit() as session:
        store = school.house.runtime.files
        recording = services.Recording(io.BytesIO(sound()), "x.wav", store, 5)
        services.speak(
            session, enrolment=school.of(session), activity=school.activity(session, "reflection"), recording=recording,
            by=SYSTEM,
        )  # fmt: skip
        assert len(stored(school)) == 1
        raise ZeroDivisionError
    assert stored(school) == []


def test_it_is_told_among_what_is_held_and_nowhere_else(school: Any, at: str) -> None:
    browser = school.browser(school.trainee)
    say(browser, at, sound())
    told = browser.get("/account/data")
    assert "Reflection one" in told.text
    assert "A recording: My recording.wav (8 kB)" in told.text
    assert int(told.reply.headers["Server-Timing"].split('desc="')[1].split()[0]) <= 12
    with school.house.unit() as session:
        kinds = session.scalars(sa.select(ActivityEvent.kind).where(ActivityEvent.kind == EventKind.ANSWER)).all()
        assert kinds == []


def test_the_microphone_is_for_the_pages_that_record(school: Any, at: str) -> None:
    browser = school.browser(school.trainee)
    for path, allowed in ((at, True), (f"{school.path}/one/first", False), ("/", False), (f"{at}/recording", None)):
        if allowed is None:
            say(browser, at, sound())
        headers = browser.get(path).reply.headers
        assert ("microphone=(self)" in headers["Permissions-Policy"]) is bool(allowed), path
        assert ("media-src 'self' blob:" in headers["Content-Security-Policy"]) is bool(allowed), path
    missed = say(browser, at, b"%PDF", status=422)
    assert "microphone=(self)" in missed.reply.headers["Permissions-Policy"]
