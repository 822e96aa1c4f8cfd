"""The door of the kernel: who gets in, what is refused, and that a refusal changes nothing."""

import io
import re
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import Forbidden

from lms.core import clock
from lms.core.web.guard import guarded
from lms.jobs.models import Job
from lms.people.roles import Role
from lms.testing import Client, House, make_node, make_person
from lms.testing.house import Template


def marks(house: House) -> int:
    with house.unit() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Job).filter_by(kind="trial"))


@pytest.fixture
def admin(trial_house: House) -> Client:
    with trial_house.unit() as session:
        person = make_person(session, {Role.ADMIN: make_node(session)}, name="Ada")
    return trial_house.client(person)


@pytest.fixture
def trainee(trial_house: House) -> Client:
    with trial_house.unit() as session:
        person = make_person(session, {Role.TRAINEE: make_node(session)})
    return trial_house.client(person)


def test_a_view_that_declares_nothing_is_refused_to_everybody(trial_house: House, admin: Client) -> None:
    for browser in (admin, trial_house.client()):
        assert "does not say who may open it" in browser.get("/trial/undeclared", status=403).text
        browser.post("/trial/undeclared", status=403)
    assert marks(trial_house) == 0


def test_a_guarded_view_that_declares_nothing_never_runs() -> None:
    with pytest.raises(Forbidden):
        guarded(lambda: pytest.fail("it ran"))()


def test_a_redirect_that_is_raised_is_followed(trial_house: House, admin: Client) -> None:
    assert admin.post("/trial/raises/moved", status=308).location.endswith("/account")


def test_strangers_are_sent_to_sign_in_and_back(trial_house: House) -> None:
    stranger = trial_house.client()
    assert stranger.get("/trial/press?a=1&b=2", status=302).location == "/sign-in?next=/trial/press?a%3D1%26b%3D2"
    assert stranger.post("/trial/press", status=302).location == "/sign-in"
    assert marks(trial_house) == 0


def test_not_allowed_unknown_and_wrong_method(trial_house: House, trainee: Client) -> None:
    assert trainee.get("/trial/reads", status=403).h1 == "You cannot open this page"
    trainee.post("/trial/press", status=403)
    assert trainee.get("/nowhere", status=404).h1 == "Page not found"
    wrong = trainee.get("/sign-out", status=405)
    assert wrong.h1 == "This page cannot be opened like that"
    assert "POST" in wrong.reply.headers["Allow"]
    assert marks(trial_house) == 0


def test_a_get_changes_nothing_unless_it_keeps_a_journal(trial_house: House, admin: Client) -> None:
    refuses = trial_house.runtime.database.engine.name == "postgresql"  # SQLite lets it write, and rolls back
    admin.get("/trial/reads", status=500 if refuses else 200)
    admin.get("/trial/press", status=500 if refuses else 303)
    assert marks(trial_house) == 0
    admin.get("/trial/journal")
    assert marks(trial_house) == 1


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é" * 64, "another browser's"])
def test_a_form_without_this_browsers_token_changes_nothing(
    trial_house: House, admin: Client, token: str | None
) -> None:
    sent = {"csrf_token": trial_house.client().csrf_token() if token == "another browser's" else token}
    reply = admin.post("/trial/press", {k: v for k, v in sent.items() if v is not None} or {"csrf_token": ""}, 403)
    assert "reload the page and send it again" in reply.text
    assert marks(trial_house) == 0


def test_a_form_from_a_browser_without_cookie_is_refused(trial_house: House) -> None:
    token = trial_house.client().csrf_token()
    reply = trial_house.app.test_client().post("/sign-up", data={"csrf_token": token, "email": "a@b.example"})
    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "https://evil.example", 403),
        ("Origin", "http://localhost.evil.example", 403),
        ("Origin", "http://localhost:81", 403),
        ("Origin", "http://localhost", 303),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Sec-Fetch-Site", "same-origin", 303),
    ],
)
def test_forms_from_other_sites(trial_house: House, admin: Client, header: str, value: str, status: int) -> None:
    admin.post("/trial/press", status=status, headers={header: value})
    assert marks(trial_house) == (1 if status == 303 else 0)


def test_pressed_twice_is_done_once_with_the_same_reply(trial_house: House, admin: Client) -> None:
    replies = [admin.post("/trial/press", {"_key": "k1"}) for _ in range(2)]
    assert marks(trial_house) == 1
    assert {reply.location for reply in replies} == {"/trial/press"}
    assert admin.get("/account").all(".lms-notice") == ["Done for Ada."]
    assert admin.get("/account").all(".lms-notice") == []
    admin.post("/trial/press", {"_key": "k2"})
    assert marks(trial_house) == 2
    for _ in range(2):
        admin.post("/trial/press")
    assert marks(trial_house) == 4, "without a key every press counts"


def test_other_words_under_the_same_key_are_a_new_edit(trial_house: House, admin: Client) -> None:
    sheet = {"name": "Ada", "age": "20", "_key": "k1"}
    for _ in range(2):
        admin.post("/trial/form", sheet)
    assert marks(trial_house) == 1
    admin.post("/trial/form", {**sheet, "age": "21"})
    assert marks(trial_house) == 2, "it was not answered with the first reply"
    admin.post("/trial/form", {**sheet, "csrf_token": admin.csrf_token(), "_seq": "7"})
    assert marks(trial_house) == 2, "token, key and what the page notes for itself say nothing new"
    admin.post("/trial/form?n=2", sheet)
    assert marks(trial_house) == 3, "another address is another form"


def test_other_words_under_the_same_key_go_through_the_version_check(trial_house: House, admin: Client) -> None:
    form = {"chosen_name": "Ada", "certificate_name": "Ada L.", "_version": "1", "_key": "k1"}
    admin.post("/account", form)
    admin.post("/account", form)
    page = admin.post("/account", {**form, "chosen_name": "Augusta"}, status=409)
    assert page.one("[data-stored=chosen_name]") == "Ada"
    assert page.fields()["chosen_name"] == "Augusta"


@pytest.mark.parametrize(("second", "times"), [(b"one", 1), (b"two", 2)])
def test_files_count_by_what_is_in_them(trial_house: House, admin: Client, second: bytes, times: int) -> None:
    for content in (b"one", second):
        form = {"name": "Ada", "age": "20", "_key": "k1", "file": (io.BytesIO(content), "a.txt")}
        admin.post("/trial/form", form, content_type="multipart/form-data")
    assert marks(trial_house) == times


def test_a_form_that_comes_back_with_an_error_has_not_seen_what_came_in_between(
    trial_house: House, admin: Client
) -> None:
    admin.post("/account", {"chosen_name": "Ada", "certificate_name": "Ada L.", "_version": "1"})
    page = admin.post("/account", {"chosen_name": "", "certificate_name": "Mine", "_version": "1"}, status=422)
    assert page.fields("/account")["_version"] == "1"
    admin.post("/account", {**page.fields("/account"), "chosen_name": "Augusta"}, status=409)


def test_anothers_key_is_not_ours(trial_house: House, admin: Client) -> None:
    with trial_house.unit() as session:
        other = make_person(session, {Role.ADMIN: make_node(session)})
    admin.post("/trial/press", {"_key": "k1"})
    trial_house.client(other).post("/trial/press", {"_key": "k1"})
    assert marks(trial_house) == 2


def press_at_once(house: House, person_id: Any, times: int, path: str, **data: str) -> list[int]:
    browsers = [house.client(person_id) for _ in range(times)]
    tokens = [browser.csrf_token() for browser in browsers]
    gate, found = threading.Barrier(times), []

    def go(browser: Client, token: str) -> None:
        gate.wait()
        reply = browser._client.post(path, data={**data, "csrf_token": token, "_key": "same"})
        found.append((reply.status_code, reply.location))

    threads = [threading.Thread(target=go, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_presses_at_the_same_moment(trial_house: House) -> None:
    house = trial_house
    with house.unit() as session:
        person = make_person(session, {Role.ADMIN: make_node(session)}).id
    assert press_at_once(house, person, 3, "/trial/press") == [(303, "/trial/press")] * 3
    assert marks(house) == 1
    names = {"chosen_name": "Ada", "certificate_name": "Ada L.", "_version": "1"}
    assert press_at_once(house, person, 3, "/account", **names) == [(303, "/account")] * 3
    house.client(person).get("/admin/people?q=%00&after=WyJBXHUwMDAwIiwgIngiXQ==")


def test_a_form_error_keeps_what_was_typed_and_changes_nothing(trial_house: House, admin: Client) -> None:
    page = admin.submit("/trial/form", {"name": "taken", "age": "20"}, status=422)
    assert page.errors == ["Choose another name."]
    assert page.attributes("input[name=name]", "value") == ["taken"]
    assert page.one("title").startswith("Error: Trial")
    closed = admin.submit("/trial/form", {"name": "closed", "age": "20"}, status=422)
    assert closed.errors == ["We are closed. Come back on Monday."]
    wrong = admin.submit("/trial/form", {"name": "much too long", "age": "old"}, status=422)
    assert wrong.attributes("input[name=age]", "value") == ["old"]
    assert marks(trial_house) == 0
    assert admin.submit("/trial/form", {"name": "Ada", "age": "20"}).location == "/trial/form"
    assert marks(trial_house) == 1


@pytest.mark.parametrize(
    ("what", "status", "says"),
    [
        ("stale", 409, "Somebody else has just changed this"),
        ("race", 409, "Somebody else has just changed this"),
        ("refused", 422, "Ask HR to add a start date first."),
        ("not-ready", 503, "There is no key to sign with. Run: peer-lms keys make"),
        ("crash", 500, "Sorry, something went wrong here"),
        ("403", 403, "You cannot open this page"),
        ("429", 429, "Wait five minutes"),
        ("415", 415, "something went wrong"),
        ("reply", 418, "in person"),
        ("own", 404, "in its own words"),
    ],
)
def test_whatever_is_raised_gets_a_page_and_keeps_nothing(
    trial_house: House, admin: Client, what: str, status: int, says: str
) -> None:
    reply = admin.post(f"/trial/raises/{what}", status=status)
    assert says in reply.text
    assert "secret detail" not in reply.text
    assert marks(trial_house) == 0


def test_a_form_that_lost_to_its_twin_is_tried_once_more(trial_house: House, admin: Client) -> None:
    admin.post("/trial/twin/1", {"_key": "k"})
    assert marks(trial_house) == 1
    assert admin.get("/account").all(".lms-notice") == ["Done."]
    admin.post("/trial/twin/2", {"_key": "k2"}, status=500)
    admin.get("/trial/twin/1", status=500)
    assert marks(trial_house) == 1


@pytest.mark.parametrize(("path", "kept"), [("422/lost", 0), ("422/kept", 1), ("200/lost", 1)])
def test_an_error_reply_keeps_nothing_unless_it_says_so(
    trial_house: House, trainee: Client, path: str, kept: int
) -> None:
    trainee.post(f"/trial/answers/{path}", status=int(path[:3]))
    assert marks(trial_house) == kept


def test_the_500_page_quotes_the_request_that_the_log_names(
    trial_house: House, admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    reply = admin.post("/trial/raises/crash", status=500)
    number = reply.reply.headers["X-Request-ID"]
    assert reply.one("main code") == number
    assert f"request {number} failed" in caplog.text


def test_ten_wrong_passwords_and_it_is_enough(trial_house: House) -> None:
    browser = trial_house.client()
    wrong = {"email": "ada@test.example", "password": "not the one"}
    for _try in range(9):
        browser.submit("/sign-in", wrong, status=422)
    browser.submit("/sign-in", wrong, status=422)
    assert browser.submit("/sign-in", {**wrong, "email": "ADA@test.example"}, status=429).h1 == "Too many tries"
    browser.submit("/sign-in", {**wrong, "email": "other@test.example"}, status=422)
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        browser.submit("/sign-in", wrong, status=422)


def test_too_large_a_form(trial_house: House, admin: Client) -> None:
    assert trial_house.app.config["MAX_CONTENT_LENGTH"] == 64 * 1024 * 1024
    trial_house.app.config.update(MAX_CONTENT_LENGTH=5000, MAX_FORM_MEMORY_SIZE=1000)
    page = admin.post("/trial/form", {"name": "x" * 1001}, status=413, content_type="multipart/form-data")
    assert page.h1 == "That is too large"
    admin.post("/trial/form", {"name": "x" * 5000}, status=413)
    assert marks(trial_house) == 0


class Watched(io.BytesIO):
    """A body that, while it is being read, sees whether others can write."""

    def __init__(self, content: bytes, database: Path) -> None:
        super().__init__(content)
        self.database, self.reads = database, 0

    def readinto(self, buffer: Any) -> int:
        self.reads += 1
        other = sqlite3.connect(self.database, timeout=0, isolation_level=None)
        try:
            other.execute("begin immediate")
        finally:
            other.close()
        return super().readinto(buffer)


@pytest.mark.on("sqlite")  # where a writer keeps all others out
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"])
def test_while_a_slow_form_arrives_others_can_write(trial_house: House, admin: Client, kind: str) -> None:
    token = admin.csrf_token()
    fields = {"csrf_token": token, "name": "Ada", "age": "40"}
    plain = "&".join(f"{name}={value}" for name, value in fields.items())
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    content = (f"{parts}--edge--\r\n" if "edge" in kind else plain).encode()
    body = Watched(content, trial_house.folder / "peer-lms.sqlite")
    reply = admin._client.post("/trial/form", input_stream=body, content_length=len(content), content_type=kind)
    assert reply.status_code == 303, reply.text
    assert body.reads
    assert marks(trial_house) == 1


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "folder").mkdir()
    house = House(tmp_path / "data", PEER_LMS_DATABASE_URL=f"sqlite:///{tmp_path / 'folder'}")
    yield house
    house.close()


def test_without_database_pages_say_so(broken: House) -> None:
    page = broken.client().get("/posts", status=503)
    assert "We cannot reach our records at the moment. Nothing was changed." in page.text
    broken.client().get("/sign-in", status=200)  # reads nothing, so it needs no database
    health = broken.client().get("/healthz", status=503)
    assert health.reply.json == {
        "status": "unavailable",
        "database": "unreachable",
        "migrations": "unknown",
        "outbox_age_s": None,
        "room": "ok",
        "version": broken.runtime.version,
    }


def nonce_of(reply: Any) -> str:
    found = re.search(r"'nonce-([^']+)'", reply.headers["Content-Security-Policy"])
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("HEAD", "/sign-in", 200),
        ("GET", "/account", 302),
        ("POST", "/sign-in", 403),
        ("GET", "/nowhere", 404),
        ("GET", "/sign-out", 405),
        ("GET", "/healthz", 200),
        ("GET", "/static/lms.css", 200),
        ("GET", "/static/missing.css", 404),
    ],
)
def test_every_reply_carries_the_headers(house: House, method: str, path: str, status: int) -> None:
    reply = house.app.test_client().open(path, method=method)
    assert reply.status_code == status
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", reply.headers["X-Request-ID"])
    assert re.fullmatch(r'app;dur=[\d.]+, db;dur=[\d.]+;desc="\d+ queries"', reply.headers["Server-Timing"])
    assert ("no-store" in reply.headers["Cache-Control"]) is (path != "/static/lms.css")
    reply.close()
    if reply.mimetype == "text/html" and reply.data and status != 302:
        assert f'nonce="{nonce_of(reply)}"' in reply.text


@pytest.mark.parametrize(("what", "status"), [("stale", 409), ("crash", 500), ("not-ready", 503), ("refused", 422)])
def test_error_replies_carry_them_too(admin: Client, what: str, status: int) -> None:
    first, second = (admin.post(f"/trial/raises/{what}", status=status).reply for _ in range(2))
    assert f'nonce="{nonce_of(first)}"' in first.text
    assert nonce_of(first) != nonce_of(second)


def test_hosts_we_do_not_trust(tmp_path: Path, template: Template) -> None:
    house = House(tmp_path / "data", template, PEER_LMS_TRUSTED_HOSTS="lms.example, localhost")
    browser = house.app.test_client()
    assert browser.get("/sign-in", headers={"Host": "localhost"}).status_code == 200
    assert browser.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
    house.close()


def test_cookies_are_safe_and_secure_on_https(tmp_path: Path, template: Template) -> None:
    for address, secure in (("https://lms.example", True), ("http://localhost", False)):
        house = House(tmp_path / address[:5], template, PEER_LMS_BASE_URL=address, PEER_LMS_SERVER_TIMING="0")
        reply = house.app.test_client().get("/sign-in")
        cookie = reply.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is secure
        assert "Server-Timing" not in reply.headers
        house.close()


@pytest.mark.parametrize("sent", ["nonsense", "WyJoaSJd.forged"])
def test_a_forged_notice_is_not_shown(house: House, sent: str) -> None:
    browser = house.client()
    browser._client.set_cookie("lms_notice", sent)
    page = browser.get("/sign-in")
    assert page.all(".lms-notice") == []
    assert any(cookie.startswith("lms_notice=;") for cookie in page.reply.headers.getlist("Set-Cookie"))


def test_a_session_cookie_that_is_none_of_ours_is_replaced(house: House) -> None:
    browser = house.client()
    browser.use_token("'; drop table lms_person")
    assert "lms_session=" in browser.get("/sign-in").reply.headers["Set-Cookie"]
    browser.get("/account", status=302)
