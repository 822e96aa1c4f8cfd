"""Evidence that is spoken into the device: sent with the form, never lost over something else, played to the assessor."""

import io

import pytest
import sqlalchemy as sa
from crawl.looking import SMALL, faults_here, tab_of
from playwright.sync_api import expect

from assessments.models import Evidence
from lms.core.files import File
from lms.testing.live import served

LENGTH = "a => new Promise(go => { const tell = () => go(a.duration); if (a.readyState) tell(); else { a.onloadedmetadata = tell; a.load(); } })"


def say(team, wav, path="/evidence/new", status=422, **more):
    return team.client("ana").submit(
        path, {"recording": (io.BytesIO(wav), "talk.wav"), **more}, status=status, button="later"
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 201}, "“Title” can be at most 200 characters long. Yours is 201: shorten it a little."),
        (
            {"title": "T", "text": "x" * 20_001},
            "“Write here” can be at most 20000 characters long. Yours is 20001: shorten it a little.",
        ),
    ],
)
def test_a_recording_is_not_lost_over_something_else(team, wav, wrong, said):
    page = say(team, wav, **wrong)
    assert page.errors == [said]
    assert page.one(".lms-notice[role=status]") == "Your file is kept. What else is needed stands below."
    with team.house.unit() as session:
        evidence = session.scalars(sa.select(Evidence)).one()
        assert (evidence.way, evidence.title, evidence.text) == ("recording", "", "")
        path = f"/evidence/{evidence.id}"
    assert page.attributes("main .lms-card audio", "src") == [f"{path}/file"]
    assert page.attributes("form[enctype]", "action") == [path]
    assert page.one("textarea").strip() == wrong.get("text", "")
    assert team.client("ana").get(f"{path}/file").reply.get_data() == wav
    saved = team.client("ana").submit(path, {"title": "A talk"}, button="later")
    assert saved.location == path
    team.client("mia").get(f"{path}/file", 404)  # a draft still


def test_a_new_recording_for_a_draft_is_kept_too(team, wav):
    evidence = team.offer("ana", send=False, text="Before.")
    page = say(team, wav, f"/evidence/{evidence}", title="")
    assert page.errors == ["Give it a title."]
    with team.house.unit() as session:
        kept = session.get_one(Evidence, evidence)
        assert (kept.way, kept.title, kept.text) == ("recording", "A first talk", "Before.")
    assert team.client("ana").get(f"/evidence/{evidence}/file").reply.get_data() == wav


def test_what_is_refused_itself_is_not_kept(team, wav):
    for content in (b"<html><script></script>", b"\x00\x01" * 40):
        page = say(team, content, title="")
        assert page.errors[0] == "Give it a title."
        assert page.errors[1].startswith("This kind of file cannot be opened here.")
        assert page.all(".lms-notice[role=status]") == []
    both = team.client("ana").submit(
        "/evidence/new",
        {"title": "", "recording": (io.BytesIO(wav), "a.wav"), "upload": (io.BytesIO(b"hi"), "b.txt")},
        status=422,
    )
    assert len(both.errors) == 2
    sent = team.offer("ben")
    team.client("ben").post(f"/evidence/{sent}", {"title": "", "recording": (io.BytesIO(wav), "a.wav")}, 422)
    with team.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Evidence)) == 1
    assert [place for place in (team.house.folder / "files").rglob("*") if place.is_file()] == []


def test_the_microphone_is_for_the_forms_that_record(team):
    draft, sent = team.offer("ana", send=False), team.offer("ben")
    pages = {
        ("ana", "/evidence/new"): True, ("ana", f"/evidence/{draft}"): True, ("ana", "/evidence"): False,
        ("ben", f"/evidence/{sent}"): False, ("mia", f"/marking/{sent}"): False, ("ana", "/areas"): False,
    }  # fmt: skip
    for (who, path), allowed in pages.items():
        headers = team.client(who).get(path).reply.headers
        assert ("microphone=(self)" in headers["Permissions-Policy"]) is allowed, path
        assert ("microphone=()" in headers["Permissions-Policy"]) is not allowed, path
        assert ("blob:" in headers["Content-Security-Policy"]) is allowed, path


@pytest.mark.browser
@pytest.mark.on("sqlite")
def test_what_is_recorded_here_plays_to_the_assessor(team, whole_browser):
    with served(team.house) as address:
        tab = tab_of(whole_browser, address, team.house, team.people["ana"], SMALL, microphone=True)
        tab.goto(f"{address}/evidence/new?piece=P1")
        box = tab.locator(".lms-recorder")
        box.get_by_role("button", name="Record with this device").click()
        expect(box.locator("[role=timer]")).to_have_text("0:02")
        box.get_by_role("button", name="Stop").click()
        box.get_by_role("button", name="Use this recording").click()
        assert faults_here(tab) == []
        for name in ("authentic", "anonymised"):
            tab.locator(f"input[name={name}]").check()
        tab.get_by_role("button", name="Send to be marked").click()
        expect(tab.locator(".lms-notice")).to_contain_text("Sent.")
        with team.house.unit() as session:
            evidence, file = session.scalars(sa.select(Evidence)).one(), session.scalars(sa.select(File)).one()
            assert (evidence.way, file.media_type, file.shown_name) == ("recording", "audio/webm", "My recording.webm")
            marking = f"{address}/marking/{evidence.id}"
        other = tab_of(whole_browser, address, team.house, team.people["mia"])
        other.goto(marking)
        player = other.locator("main audio")
        assert 1.5 <= player.evaluate(LENGTH) <= 5
        assert player.evaluate(
            "a => a.play().then(() => new Promise(go => setTimeout(() => go(a.currentTime > 0), 700)))"
        )
        player.evaluate("a => { a.currentTime = 1.2; }")
        expect(player).to_have_js_property("seeking", value=False)
        assert player.evaluate("a => a.currentTime >= 1.2")
