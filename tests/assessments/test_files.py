"""Hostile and honest uploads, and how a file is sent back."""

import base64
import hashlib
import io
import wave
import zipfile

import pytest
import sqlalchemy as sa

from assessments.models import Evidence
from lms.core.files import ODT, WORD, File, told_by_content


def zipped(*parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return kept.getvalue()


# One red point.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
DOCX = zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))
HONEST = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "application/pdf"),
    "docx": (DOCX, WORD),
    "odt": (zipped(("mimetype", ODT), ("content.xml", "<x/>")), ODT),
    "jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 50, "image/jpeg"),
    "png": (base64.b64decode(PNG), "image/png"),
    "txt": ("Café".encode(), "text/plain"),
    "mp3": (b"ID3\x03" + b"\0" * 100, "audio/mpeg"),
    "mp3 without a title": (b"\xff\xf3\x90\x64" + b"\0" * 400, "audio/mpeg"),
    "m4a": (b"\x00\x00\x00\x20ftypM4A \0\0\0\0" + b"\0" * 40, "audio/mp4"),
    "mp4 of a telephone": (b"\x00\x00\x00\x20ftypiso5\0\0\0\0" + b"\0" * 40, "video/mp4"),
    "ogg": (b"OggS\x00\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 40, "audio/ogg"),
    "webm": (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "audio/webm"),
}
HOSTILE = {
    "web page": b"<!doctype html><html><script>alert(1)</script></html>",
    "drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "program": b"MZ" + b"\0" * 100,
    "archive": zipped(("a.txt", "hi")),
    "broken archive": b"PK\x03\x04" + b"\xff" * 60,
    "macros": zipped(("[Content_Types].xml", "x"), ("word/document.xml", "x"), ("word/vbaProject.bin", "x")),
    "basic macros": zipped(("mimetype", ODT), ("Basic/Standard/Module1.xml", "x")),
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "picture format of telephones": b"\0\0\0\x18ftypheic\0\0\0\0",
    "rich text": b"{\\rtf1 hi}",
    "nothing known": b"\x00\x01\x02\x03" * 30,
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_told_by_their_content(name):
    content, expected = HONEST[name]
    assert told_by_content(content) == expected


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_whatever_they_are_called(team, name):
    page = team.client("ana").submit(
        "/evidence/new?piece=P1", {"upload": (io.BytesIO(HOSTILE[name]), "innocent.pdf")}, status=422
    )
    assert page.errors[0].startswith("This kind of file cannot be opened here. Choose a PDF")
    with team.house.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 0
    assert [place for place in (team.house.folder / "files").rglob("*") if place.is_file()] == []


def send(team, content, name, who="ana"):
    saved = team.client(who).submit(
        "/evidence/new?piece=P1", {"upload": (io.BytesIO(content), name), "authentic": "y", "anonymised": "y"}
    )
    assert saved.location == "/evidence"
    with team.house.unit() as session:
        return session.scalars(sa.select(Evidence)).one().id


def test_names_are_never_trusted(team):
    evidence = send(team, b"words", '../../etc/"pass\r\nwd<script>.txt')
    reply = team.client("ana").get(f"/evidence/{evidence}/file").reply
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "\n" not in reply.headers["Content-Disposition"] and ".." not in reply.headers["Content-Disposition"]
    page = team.client("ana").get(f"/evidence/{evidence}")
    assert page.all("main script") == []
    stored = [place for place in (team.house.folder / "files").rglob("*") if place.is_file()]
    assert len(stored) == 1 and len(stored[0].name) == 32


@pytest.mark.parametrize(
    ("kind", "media_type", "disposition"),
    [
        ("pdf", "application/pdf", "inline"),
        ("png", "image/png", "inline"),
        ("docx", WORD, "attachment"),
        ("mp4 of a telephone", "audio/mp4", "inline"),
    ],
)
def test_files_go_out_in_a_sandbox(team, kind, media_type, disposition):
    evidence = send(team, HONEST[kind][0], f"mine.{kind[:3]}")
    reply = team.client("ana").get(f"/evidence/{evidence}/file").reply
    assert reply.mimetype == media_type
    assert reply.headers["Content-Disposition"].split(";")[0] == disposition
    assert reply.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; media-src 'self'"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"
    saved = team.client("ana").get(f"/evidence/{evidence}/file?save=1").reply
    assert saved.headers["Content-Disposition"].startswith("attachment")
    if kind == "png":
        assert saved.get_data().startswith(b"\x89PNG")  # the same points, in a file made anew
    else:
        assert saved.get_data() == HONEST[kind][0]


def test_a_recording_can_be_wound_forward(team, wav):
    evidence = send(team, wav, "talk.wav")
    client = team.client("mia")
    part = client.get(f"/evidence/{evidence}/file", 206, headers={"Range": "bytes=10-19"}).reply
    assert part.get_data() == wav[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(wav)}"
    client.get(f"/evidence/{evidence}/file", 416, headers={"Range": f"bytes={len(wav) + 5}-"})
    with wave.open(io.BytesIO(client.get(f"/evidence/{evidence}/file").reply.get_data())) as sound:
        assert sound.getnframes() == 16000
    assert "Recording" in client.get("/marking").text
    assert client.get(f"/marking/{evidence}").attributes("audio", "src") == [f"/evidence/{evidence}/file"]


def test_no_header_tells_of_what_is_in_it(team, wav):
    """Whoever guesses what somebody sent cannot try whether it is so."""
    plain = hashlib.sha256(wav).hexdigest()
    evidence = send(team, wav, "talk.wav")
    reply = team.client("ana").get(f"/evidence/{evidence}/file").reply
    with team.house.unit() as session:
        file = session.scalars(sa.select(File)).one()
        assert reply.headers["ETag"] == f'"{file.sha256}"'
        assert file.key["sha256"] == plain != file.sha256
    assert plain not in str(reply.headers)


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=20000-"}], ids=["whole", "in parts"])
def test_a_file_that_was_meddled_with_is_not_shown(team, wav, asked):
    evidence = send(team, wav, "talk.wav")
    path, store = f"/evidence/{evidence}/file", team.house.runtime.files
    with team.house.unit() as session:
        key = session.scalars(sa.select(File.id)).one()
    with store.open(key) as file:
        closed = file.read()
    for spoilt in (closed[:-1], closed[:40] + bytes([closed[40] ^ 1]) + closed[41:], b"RIFF" + closed):
        store.write(key, [spoilt])
        page = team.client("mia").get(path, 500, headers=asked)
        assert "is kept sealed and does not open" in page.text
        assert "Content-Range" not in page.reply.headers
    store.write(key, [closed])
    assert team.client("mia").get(path).reply.get_data() == wav


def test_who_may_open_a_file(team, wav):
    evidence = send(team, wav, "talk.wav")
    path = f"/evidence/{evidence}/file"
    for name, status in {
        "ana": 200,
        "mia": 200,
        "ben": 404,
        "max": 404,
        "ivo": 404,
        "lea": 403,
        "hugh": 403,
        "mona": 403,
        "ada": 403,
        "sol": 403,
        "tia": 403,
    }.items():
        team.client(name).get(path, status)
    team.house.client().get(path, 302)
    # Once there is a decision about it, a quality assurer at the node may.
    team.decide("mia", evidence)
    team.client("ivo").get(path, 200)
    team.client("isa").get(path, 404)


def test_a_draft_is_its_owners_alone(team, wav):
    saved = team.client("ana").submit(
        "/evidence/new?piece=P1", {"recording": (io.BytesIO(wav), "t.wav")}, button="later"
    )
    team.client("mia").get(f"{saved.location}/file", 404)
    team.client("ana").get(f"{saved.location}/file", 200)


def test_a_piece_without_a_file_has_none(team):
    without = team.offer("ben")
    team.client("ben").get(f"/evidence/{without}/file", 404)


def test_lost_bytes_are_not_found(team, wav):
    evidence = send(team, wav, "t.wav")
    for place in (team.house.folder / "files").rglob("*"):
        if place.is_file():
            place.unlink()
    team.client("ana").get(f"/evidence/{evidence}/file", 404)
