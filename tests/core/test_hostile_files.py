"""Files meant to do harm: refused with a sentence or made harmless, quickly, in little memory, and nothing is left."""

import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from core.hostile import EICAR, MADE, NAMES, jpeg_with, picture, png_of
from PIL import Image

from assessments.rules.evidence import allowed
from lms.core.errors import Refused
from lms.core.files import File, keep_upload
from lms.core.pictures import picture_anew
from lms.testing import House

MOST_SECONDS, MOST_KB = 2.0, 256 * 1024


def send(house: House, content: bytes, name: str = "innocent.jpg") -> tuple[File, bytes]:
    with house.unit() as session:
        file = keep_upload(
            session, house.runtime.files, io.BytesIO(content), name=name, allowed=allowed(25), person_id=None
        )
    return file, house.content(file.id)


def left(house: House) -> list[Path]:
    return [path for path in (house.folder / "files").rglob("*") if path.is_file()]


def spent() -> float:
    """Seconds of a processor so far, here and in the processes that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", MADE)
def test_each_is_refused_or_made_harmless(house: House, name: str) -> None:
    make, says = MADE[name]
    content, begun = make(), spent()
    if says is None:
        _file, kept = send(house, content)
        assert b"<?php" not in kept
        assert b"evil.js" not in kept
        assert len(left(house)) == 1
    else:
        with pytest.raises(Refused) as refusal:
            send(house, content)
        assert str(refusal.value.message).startswith(says)
        assert left(house) == []
        with house.unit() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 0
    assert spent() - begun < MOST_SECONDS


ALONE = """
import io, resource, sys, time
sys.path[:0] = [".", "tests"]
from core.hostile import MADE
from lms.core.errors import Refused
from lms.core.archives import told_by_archive
from lms.core.files import told_by_content
from lms.core.pictures import KINDS, picture_anew
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
content = MADE[sys.argv[1]][0]() if sys.argv[2] == "made" else b""
made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.process_time()
kind = told_by_content(content)
try:
    kind in KINDS and picture_anew(content, kind)
except Refused:
    pass
children = resource.getrusage(resource.RUSAGE_CHILDREN)
spent = time.process_time() - begun + children.ru_utime + children.ru_stime
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - made, children.ru_maxrss, spent)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["png of 41 million points", "png with a long text in little", "document with a lying list", "archives in archives", "jpeg with php"],
)  # fmt: skip
def test_none_takes_much_time_or_memory(name: str) -> None:
    """Each in a process of its own, so that what it takes can be told from what was there."""
    done = subprocess.run([sys.executable, "-c", ALONE, name, "made"], capture_output=True, text=True, check=True)
    grown, worker, spent = done.stdout.split()
    assert int(grown) < MOST_KB
    assert int(worker) < MOST_KB
    assert float(spent) < MOST_SECONDS


def test_a_picture_loses_everything_but_its_points() -> None:
    sent = jpeg_with(b"<?php evil(); ?>")
    assert b"home of the person" in sent
    kept = picture_anew(sent, "image/jpeg")
    assert b"home of the person" not in kept
    assert b"php" not in kept
    with Image.open(io.BytesIO(kept)) as found:
        assert (found.format, found.size, dict(found.getexif())) == ("JPEG", (40, 30), {})
        assert all(abs(a - b) < 8 for a, b in zip(found.getpixel((5, 5)), (200, 30, 30), strict=True))


def test_a_picture_stays_the_right_way_up_and_becomes_small_enough() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (4000, 2000)).save(buffer, "JPEG", exif=turned)
    with Image.open(io.BytesIO(picture_anew(buffer.getvalue(), "image/jpeg"))) as found:
        assert found.size == (1280, 2560)


def test_a_see_through_picture_stays_see_through() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(picture_anew(buffer.getvalue(), "image/png"))) as found:
        assert found.getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_process_that_opens_pictures_cannot_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """29 million points of text in a grid are opened; the same picture as plain words is none."""
    assert picture_anew(png_of(5400, 5400), "image/png")
    with pytest.raises(Refused, match="cannot be opened"):
        picture_anew(b"words", "image/png")
    monkeypatch.setattr("lms.core.pictures.MOST_SECONDS", 0.001)
    with pytest.raises(Refused, match="takes too long"):
        picture_anew(picture("PNG"), "image/png")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.on("sqlite")
def test_names_reach_neither_the_disk_nor_the_headers(house: House, name: str) -> None:
    file, _kept = send(house, b"Words.", name)
    assert [path.name for path in left(house)] == [file.id.hex]
    assert left(house)[0].resolve().is_relative_to((house.folder / "files").resolve())
    assert not {"\0", "\r", "\n", "/", "\\"} & set(file.shown_name)
    assert len(file.shown_name) <= 120


def test_the_measures_can_fail() -> None:
    """Without its checks a bomb would be opened: it is one."""
    with Image.open(io.BytesIO(png_of(8200, 5000))) as found:
        assert found.width * found.height > 40_000_000
    assert EICAR in MADE["test virus"][0]()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
