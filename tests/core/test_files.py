"""Files: known by what is in them, kept whole or not at all."""

import hashlib
import io
import struct
import wave
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest

from lms.core.db import doom
from lms.core.errors import Refused
from lms.core.files import Allowed, File, LocalStore, keep_bytes, keep_upload, plain_name, told_by_content
from lms.core.text import lazy_gettext as _l
from lms.testing import House, make_person

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1, 1, 8, 2, 0, 0, 0) + b"\0\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
ALLOWED = Allowed(frozenset({"text/plain", "application/pdf"}), _l("a text or a PDF"), 1)


def sound() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 80)
    return buffer.getvalue()


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (sound(), "audio/wav"),
        (b"Just some words.\nAnd more.", "text/plain"),
        ("Zażółć gęślą jaźń".encode(), "text/plain"),
        (b"<!DOCTYPE html><html><script>1</script></html>", "text/html"),
        (b"\x00\x01\x02\x03" * 9, "application/octet-stream"),
        (b"words and \0 more", "application/octet-stream"),
        (b"ID3\x04\x00\x00\x00\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x00" + b"\0" * 40, "audio/mpeg"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "audio/mp4"),
        (b"\0\0\0\x20ftypisom\0\0\0\0", "video/mp4"),
        (b"\0\0\0\x20ftypheic\0\0\0\0", "image/heif"),
        (archive(**DOCX), WORD),
        (archive(**DOCX, **{"word/vbaProject.bin": "macro"}), "application/zip"),
        (archive(mimetype=ODT), ODT),
        (archive(mimetype=ODT, **{"Basic/script.xml": "macro"}), "application/zip"),
        (archive(anything="else"), "application/zip"),
        (b"PK\x03\x04 and no more", "application/zip"),
    ],
)  # fmt: skip
def test_type_by_content(content: bytes, expected: str) -> None:
    assert told_by_content(content) == expected


def bytes_in(house: House) -> list[Path]:
    return [path for path in (house.folder / "files").rglob("*") if path.is_file()]


def upload(house: House, content: bytes, name: str = "a.txt") -> File:
    with house.unit() as session:
        whose = make_person(session).id
        return keep_upload(
            session, house.runtime.files, io.BytesIO(content), name=name, allowed=ALLOWED, person_id=whose
        )


def test_an_upload_is_kept_under_a_name_of_our_own(house: House) -> None:
    file = upload(house, b"Words.", "../../etc/C:\\temp\\my\x00 report.txt")
    assert (file.shown_name, file.media_type, file.size) == ("my report.txt", "text/plain", 6)
    assert [path.name for path in bytes_in(house)] == [file.id.hex]
    assert bytes_in(house)[0].stat().st_mode & 0o777 == 0o600
    assert hashlib.sha256(bytes_in(house)[0].read_bytes()).hexdigest() == file.sha256
    assert house.content(file.id) == b"Words."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty. Choose another file."),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1 MB. Choose a smaller file, or record a shorter piece."),
        (PNG, "This kind of file cannot be opened here. Choose a text or a PDF."),
        (b"<html><script>", "This kind of file cannot be opened here. Choose a text or a PDF."),
    ],
)
def test_an_upload_that_is_refused(house: House, content: bytes, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        upload(house, content, "innocent.txt")
    assert (str(refusal.value.message), refusal.value.field) == (says, "upload")
    assert bytes_in(house) == []


def test_the_largest_upload_fits(house: House) -> None:
    assert upload(house, b"x" * 1024 * 1024).size == 1024 * 1024


def test_rolled_back_leaves_no_bytes(house: House) -> None:
    with house.unit() as session:
        keep_bytes(session, house.runtime.files, b"x", name="a", media_type="text/plain", person_id=None)
        assert len(bytes_in(house)) == 1
        doom(session)
    assert bytes_in(house) == []


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise OSError("disk full")

    store = LocalStore(tmp_path)
    with pytest.raises(OSError, match="disk full"):
        store.write(uuid4(), broken())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    store.remove(uuid4())
    with pytest.raises(FileNotFoundError):
        store.open(uuid4())


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a/b\\c.pdf", "c.pdf"),
        ("", "file"),
        ("/", "file"),
        ("\x00\n", "file"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_as_they_are_shown(given: str, shown: str) -> None:
    assert plain_name(given) == shown
