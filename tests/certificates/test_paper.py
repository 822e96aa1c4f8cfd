"""Must-show: the PDF is tagged, titled, in a language, with its fonts inside and every picture described."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from certificates.pdf import Sheet, render
from certificates.pdf.sheet import STYLE
from lms.core.errors import NotReady
from lms.core.printing import Unprintable, engine, missing_letters
from lms.core.ui import Ui

LONG = (
    "Aleksandra-Konstancja Maria Wiśniewska-Brzęczyszczykiewicz de la Fuente y Ochoa",
    "W" * 64,
    "Wolfeschlegelsteinhausenbergerdorff " * 5,
)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf: pikepdf.Pdf) -> list[Any]:
    """Every element of the structure tree."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        found.append(element)
        inside = element.get("/K", [])
        waiting.extend(inside if isinstance(inside, pikepdf.Array) else [inside])
    return found


def undescribed(pdf: pikepdf.Pdf) -> int:
    return sum(1 for tag in tags(pdf) if tag.get("/S") == "/Figure" and not str(tag.get("/Alt", "")))


def boxes(pdf: bytes, place: Path) -> list[tuple[str, float, float, float, float]]:
    """Each word, and where it stands on the page, in points: left, top, right, bottom."""
    (place / "page.pdf").write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-bbox", str(place / "page.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    words = [line.split('"') for line in text.splitlines() if line.strip().startswith("<word")]
    return [(w[8][1:].split("<")[0], float(w[1]), float(w[3]), float(w[5]), float(w[7])) for w in words]


def test_the_page_is_tagged_titled_and_in_a_language(ui: Ui, sheet: Callable[..., Sheet]) -> None:
    pdf = opened(render(ui, sheet()))
    kinds = [str(tag["/S"]) for tag in tags(pdf) if "/S" in tag]
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == "Certificate in the Foundations of Peer Support: Siân Ŵyn"
    assert str(pdf.docinfo["/Author"]) == "Example Trust"
    assert kinds.count("/H1") == 1 and kinds.count("/Figure") == 1 and kinds.count("/P") >= 6
    assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()


def test_every_font_is_inside_and_is_ours(ui: Ui, sheet: Callable[..., Sheet]) -> None:
    pdf = opened(render(ui, sheet(name="Олена Ελένη Hằng")))
    fonts = pdf.pages[0].Resources.Font
    assert len(fonts) == 2
    for font in fonts.values():
        described = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in described and "LMS-Sans" in str(described.FontName)


def test_every_picture_is_described(ui: Ui, sheet: Callable[..., Sheet]) -> None:
    pdf = opened(render(ui, sheet()))
    described = [str(tag.Alt) for tag in tags(pdf) if tag.get("/S") == "/Figure"]
    assert undescribed(pdf) == 0
    assert described == ["QR code of the address https://learn.example.org/verify/7k3m-9xqa-0b1c-d2e3-f4g5-h6j7-k8m9"]


def test_a_picture_without_words_is_caught() -> None:
    """The planted fault of the check above: an inline drawing becomes a figure that nobody described."""
    page = '<html lang="en"><title>x</title><svg role="img" aria-label="seal" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    assert undescribed(opened(engine.print_page(page, STYLE))) == 1


@pytest.mark.skipif(
    not shutil.which("qpdf") or not shutil.which("pdfinfo"), reason="sudo apt-get install qpdf poppler-utils"
)
def test_other_programs_find_nothing_wrong(ui: Ui, sheet: Callable[..., Sheet], tmp_path: Path) -> None:
    place = tmp_path / "page.pdf"
    place.write_bytes(render(ui, sheet()))
    told = subprocess.run(["pdfinfo", str(place)], check=True, capture_output=True, text=True).stdout
    checked = subprocess.run(["qpdf", "--check", str(place)], check=False, capture_output=True, text=True)
    assert "Tagged:          yes" in told and "Pages:           1" in told and "841.89 x 595.276 pts (A4)" in told
    assert checked.returncode == 0 and "No syntax or stream encoding errors found" in checked.stdout
    place.write_bytes(place.read_bytes().replace(b"endobj", b"endojb", 3))
    assert subprocess.run(["qpdf", "--check", str(place)], check=False, capture_output=True).returncode != 0


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="sudo apt-get install poppler-utils")
@pytest.mark.parametrize("name", LONG)
def test_a_long_name_stays_on_its_page_and_in_its_box(
    name: str, ui: Ui, sheet: Callable[..., Sheet], tmp_path: Path
) -> None:
    assert len(name) > 60
    pdf = render(
        ui, sheet(name=name, title="A long title about many things " * 6, organisation="An organisation " * 12)
    )
    found = boxes(pdf, tmp_path)
    assert len(opened(pdf).pages) == 1
    assert max(right for _w, _l, _t, right, _b in found) <= 841.89 - 50
    assert max(bottom for _w, _l, _t, _r, bottom in found) <= 595.28 - 30
    last_of_statement = max(bottom for word, _l, _t, _r, bottom in found if word == "learning.")
    first_of_foot = min(top for word, _l, top, _r, _b in found if word in ("Issued", "holder"))
    assert last_of_statement < first_of_foot


def test_a_short_name_is_large_and_a_long_one_smaller(sheet: Callable[..., Sheet]) -> None:
    assert sheet(name="Siân Ŵyn").name_size == 54
    assert 20 < sheet(name=LONG[0]).name_size <= 36
    assert sheet(name="W" * 90).name_size < sheet(name=LONG[0]).name_size
    assert sheet(name="W" * 900).name_size == 10


def test_the_address_to_type_is_the_page_without_the_code(sheet: Callable[..., Sheet]) -> None:
    assert sheet().check_at == "https://learn.example.org/verify"


def test_a_letter_that_cannot_be_printed_is_never_printed(ui: Ui, sheet: Callable[..., Sheet]) -> None:
    with pytest.raises(Unprintable, match="notdef"):
        render(ui, sheet(name="Ada \U00012000"))
    assert missing_letters("Ada \U00012000 \U00012000 漢") == "\U00012000漢"
    assert missing_letters("Nguyễn Thị Hằng, Ελένη-Олена Ŵyn\u200d") == ""
    assert missing_letters("N\u0303gu") == ""


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "https://example.org/x.ttf",
        "paper:/fonts/../../models.py",
        "paper:/fonts/x.py",
    ],
)
def test_nothing_but_our_own_files_is_served(url: str) -> None:
    with pytest.raises(ValueError, match="only files that come with the printer"):
        engine.packaged(url)
    with pytest.raises(Unprintable, match="only files that come"):
        engine.print_page(f'<html lang="en"><title>x</title><img alt="x" src="{url}">', STYLE)


def test_without_the_systems_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Any:
        raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.setattr(engine, "import_module", broken)
    engine.engine.cache_clear()
    with pytest.raises(NotReady) as refusal:
        engine.print_page("<p>x", STYLE)
    monkeypatch.undo()
    assert "libgobject" in refusal.value.says
    assert refusal.value.mend == "Run: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def test_the_log_is_left_as_it_was() -> None:
    log = import_module("logging").getLogger("weasyprint")
    log.disabled, level = True, log.level
    try:
        with pytest.raises(Unprintable):
            engine.print_page('<html lang="en"><title>x</title><img alt="x" src="file:///etc/passwd">', STYLE)
        assert log.disabled and log.level == level
    finally:
        log.disabled = False


MEMORY = """
import sys
from datetime import date
sys.path[:0] = [{root!r}]
from certificates.pdf import Sheet, render
from lms.core.printing import engine
from lms.core.ui import Ui
ui = Ui(["lms", "certificates"])
def one(number):
    render(ui, Sheet("Trust", "Title", f"Name {{number}}", "says.", date(2026, 1, 1), None, "PL-2026-000001", "0", "https://x.example/verify/0"))
    if {leak}:
        engine.engine.cache_clear()
def kilobytes():
    return int(open("/proc/self/statm").read().split()[1]) * 4
for number in range(8): one(number)
before = kilobytes()
for number in range(30): one(number)
print(kilobytes() - before)
"""


def grown(leak: bool) -> int:
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", MEMORY.format(root=root, leak=leak)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_memory_stays_flat_over_thirty_certificates() -> None:
    """The planted fault, fresh fonts for each certificate, costs about 0.24 MB each and must be told apart."""
    flat, leaking = grown(False), grown(True)
    print(f"grown over 30 certificates: {flat} kB; planted leak: {leaking} kB")
    assert flat < 5000 < leaking
