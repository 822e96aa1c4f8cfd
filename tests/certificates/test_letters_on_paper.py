"""Must-show: names are printed letter by letter as an independent renderer draws them from the same font file.

The certificate is drawn by WeasyPrint and Poppler; the expectation by pango-view (HarfBuzz, FreeType, Cairo) under a
fontconfig file that knows our fonts only. Both pictures are cut to their ink and brought to one height. Every island of
ink in the expectation (a letter, or letters that touch) is then compared by overlap: shared ink over all ink.

The threshold is 0.85: with sound fonts the worst island of all names overlaps by 0.92 (two rasterisers differ by about a
pixel around a stroke of twenty). A missing letter overlaps by nothing; the right letter from the family's regular weight,
which is what WeasyPrint falls back to, by 0.72.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import Image, ImageChops

from certificates.pdf import Sheet, render
from lms.core.printing import Unprintable, engine, letters
from lms.core.ui import Ui

NAMES = ("Siân Ŵyn", "Łukasz Wiśniewski", "Nguyễn Thị Hằng", "Ελένη", "Олена")
HEIGHT = 240
SAME = 0.85
POINTS_TO_PIXELS = 300 / 72
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("pango-view", "pdftoppm", "pdftotext")),
    reason="needs pango1.0-tools and poppler-utils: sudo apt-get install pango1.0-tools poppler-utils",
)


def run(*command: object, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment},
    )
    return done.stdout


def ink(picture: Image.Image) -> Image.Image:
    """White where there is ink, cut to its edges, and brought to one height."""
    mask = ImageChops.invert(picture.convert("L")).point(lambda shade: 255 if shade > 127 else 0)
    cut = mask.crop(mask.getbbox())
    return cut.resize((max(1, round(cut.width * HEIGHT / cut.height)), HEIGHT), Image.Resampling.BOX)


def on_paper(pdf: bytes, place: Path) -> Image.Image:
    """The name, cut out of the printed page: the words whose boxes are the tallest."""
    (place / "page.pdf").write_bytes(pdf)
    boxes = [
        [float(part.split('"')[1]) for part in line.split()[1:5]]
        for line in run("pdftotext", "-bbox", place / "page.pdf", "-").splitlines()
        if line.strip().startswith("<word")
    ]
    tallest = max(box[3] - box[1] for box in boxes)
    name = [box for box in boxes if box[3] - box[1] > 0.95 * tallest]
    left, top, right, bottom = (
        pick(box[side] for box in name) for pick, side in ((min, 0), (min, 1), (max, 2), (max, 3))
    )
    edges = (left - 6, top - 2, right - left + 12, bottom - top + 10)
    box = (
        part for flag, edge in zip("xyWH", edges, strict=True) for part in (f"-{flag}", round(edge * POINTS_TO_PIXELS))
    )
    run("pdftoppm", "-r", 300, *box, "-gray", "-singlefile", "-png", place / "page.pdf", place / "page")
    return Image.open(place / "page.png")


def as_pango_draws_it(name: str, place: Path) -> Image.Image:
    """The same name, drawn by somebody else's program from the same file."""
    (place / "fonts.conf").write_text(
        f"<fontconfig><dir>{letters.FONTS}</dir><cachedir>{place}/cache</cachedir></fontconfig>"
    )
    run(
        "pango-view",
        "--no-display",
        "--font=Source Sans 3, Semi-Bold 54",
        "--dpi=300",
        "--hinting=none",
        "--antialias=gray",
        "--margin=30",
        f"--text={name}",
        f"--output={place}/pango.png",
        FONTCONFIG_FILE=str(place / "fonts.conf"),
        HOME=str(place),
    )
    return Image.open(place / "pango.png")


def islands(mask: Image.Image) -> Iterator[tuple[int, int]]:
    """Runs of columns that hold ink, from left to right."""
    columns = mask.resize((mask.width, 1), Image.Resampling.BOX).tobytes()
    inked = [shade > 0 for shade in columns] + [False]
    start = 0
    for x, full in enumerate(inked):
        if full and (x == 0 or not inked[x - 1]):
            start = x
        if not full and x and inked[x - 1]:
            yield start, x


def amount(mask: Image.Image) -> int:
    return mask.histogram()[255]


def likeness(printed: Image.Image, expected: Image.Image) -> float:
    """The overlap of the island that overlaps least."""
    want = ink(expected).point(lambda shade: 255 if shade > 127 else 0)
    have = ink(printed).resize(want.size, Image.Resampling.BOX).point(lambda shade: 255 if shade > 127 else 0)
    worst = 1.0
    for left, right in islands(want):
        edges = (max(0, left - 2), 0, right + 2, HEIGHT)
        one, other = want.crop(edges), have.crop(edges)
        worst = min(worst, amount(ImageChops.multiply(one, other)) / max(1, amount(ImageChops.lighter(one, other))))
    return worst


@needs_tools
@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_name_is_printed_as_another_renderer_draws_it(
    name: str, ui: Ui, sheet: Callable[..., Sheet], tmp_path: Path
) -> None:
    printed = on_paper(render(ui, sheet(name=name)), tmp_path)
    found = likeness(printed, as_pango_draws_it(name, tmp_path))
    print(f"{name}: worst island {found:.3f}, threshold {SAME}")
    assert found >= SAME


def blanked(name: str, folder: Path) -> None:
    """The planted fault: our font, where the letters beyond ASCII have their width but no shape."""
    with TTFont(letters.FONTS / letters.SEMIBOLD) as font:
        for letter in name:
            if not letter.isascii():
                font["glyf"][font.getBestCmap()[ord(letter)]] = Glyph()
        font.save(folder / letters.SEMIBOLD)


def latin_only(_name: str, folder: Path) -> None:
    """The planted fault: our font, cut down to ASCII as web fonts are."""
    subset.main(
        [
            str(letters.FONTS / letters.SEMIBOLD),
            "--unicodes=U+0020-007E",
            f"--output-file={folder / letters.SEMIBOLD}",
        ]
    )


@needs_tools
@pytest.mark.parametrize("fault", [blanked, latin_only])
def test_a_font_that_lacks_letters_is_caught_for_every_name(
    fault: Callable[[str, Path], None],
    ui: Ui,
    sheet: Callable[..., Sheet],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caught = {"unlike": 0, "refused": 0}
    for number, name in enumerate(NAMES):
        place = tmp_path / str(number)
        broken = place / "broken"
        shutil.copytree(letters.FONTS, broken)
        fault(name, broken)
        expected = as_pango_draws_it(name, place)
        monkeypatch.setattr(engine, "FONTS", broken)
        engine.engine.cache_clear()
        try:
            found = likeness(on_paper(render(ui, sheet(name=name)), place), expected)
            print(f"{fault.__name__} {name}: worst island {found:.3f}")
            caught["unlike"] += found < SAME
        except Unprintable:
            caught["refused"] += 1
        finally:
            monkeypatch.undo()
            engine.engine.cache_clear()
    print(f"planted fault {fault.__name__} caught: {caught} of {len(NAMES)} names")
    assert sum(caught.values()) == len(NAMES)
    assert fault is latin_only or caught["unlike"] == len(NAMES)
