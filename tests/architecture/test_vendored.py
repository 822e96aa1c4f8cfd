"""Files that come from elsewhere are what the record says, and ask nobody else."""

import gzip
import hashlib
import re
import shutil
from importlib.metadata import metadata, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("lms/static", "lms/core/printing/static/fonts", "lms/people/content", "tests/vendor")
SHEET = "lms/static/nhsuk-10.6.1/nhsuk-frontend.min.css"
ROW = re.compile(r"^\| (\S+) \| (?:npm|GitHub|PyPI) [^|]+ \| \S+ \| \S+ \| ([0-9a-f]{64}) \|$", re.MULTILINE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The vendored folders somewhere a fault may be planted."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def record(root: Path) -> dict[str, str]:
    """Each recorded file and its hash."""
    return dict(ROW.findall((root / "lms/static/VENDORED.md").read_text()))


def changed(root: Path) -> list[str]:
    """Files that are missing or not what the record says."""
    return [
        name
        for name, digest in record(root).items()
        if not (root / name).is_file() or hashlib.sha256((root / name).read_bytes()).hexdigest() != digest
    ]


def unrecorded(root: Path) -> set[str]:
    """Files in vendored folders that the record does not name; what lies directly in lms/static is our own."""
    found = {path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()}
    return {str(path.relative_to(root)) for path in found if path.parent != root / "lms/static"} - set(record(root))


def sheets(root: Path) -> list[Path]:
    """Every style sheet served."""
    return sorted((root / "lms/static").rglob("*.css"))


def leaving(root: Path) -> list[str]:
    """Addresses in style sheets that are on another host, or name no file beside the sheet."""
    asked = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])([^\"')]+)")
    return [
        address
        for sheet in sheets(root)
        for address in asked.findall(sheet.read_text())
        if not address.startswith(("data:", "#"))
        and (re.match(r"[a-z]+:|/", address, re.IGNORECASE) or not (sheet.parent / address).is_file())
    ]


def stale_twins(root: Path) -> list[str]:
    """Compressed files that do not unpack to their neighbour, carry a time, or are not there."""
    folder = root / "lms/static/nhsuk-10.6.1"
    plain = [path for path in sorted(folder.iterdir()) if path.suffix in {".css", ".js"}]
    assert len(plain) >= 2
    stale = []
    for path in plain:
        twin = path.with_name(path.name + ".gz")
        packed = twin.read_bytes() if twin.is_file() else b""
        if packed[4:8] != bytes(4) or gzip.decompress(packed) != path.read_bytes():
            stale.append(twin.name)
    return stale


def unpaired(folder: str, macros: str, table: str) -> bool:
    """Whether the macros' own table of releases does not put this folder beside this version."""
    return not re.search(rf"\| *{re.escape(folder.rpartition('-')[2])} *\| *{re.escape(macros)} *\|", table)


def test_every_vendored_file_is_as_recorded(copy: Path) -> None:
    names = list(record(ROOT))
    assert len(names) >= 14
    assert changed(ROOT) == []
    (copy / names[0]).write_bytes(b"planted")
    (copy / names[1]).unlink()
    assert changed(copy) == names[:2]


def test_no_vendored_folder_holds_an_unrecorded_file(copy: Path) -> None:
    assert unrecorded(ROOT) == set()
    (copy / "lms/static/nhsuk-10.6.1/planted.js").write_text("")
    (copy / "tests/vendor/planted.js").write_text("")
    assert unrecorded(copy) == {"lms/static/nhsuk-10.6.1/planted.js", "tests/vendor/planted.js"}


def test_macros_and_style_sheet_are_of_the_same_release() -> None:
    macros, table = version("nhsuk-frontend-jinja"), str(metadata("nhsuk-frontend-jinja").json["description"])
    assert macros == "0.10.2"
    folders = [path.name for path in (ROOT / "lms/static").glob("nhsuk-*")]
    assert folders == ["nhsuk-10.6.1"]
    assert not unpaired(folders[0], macros, table)
    assert unpaired("nhsuk-10.6.0", macros, table)
    assert unpaired(folders[0], "0.10.0", table)


def test_no_style_sheet_leaves_its_folder(copy: Path) -> None:
    assert len(sheets(ROOT)) >= 2
    assert leaving(ROOT) == []
    assert (ROOT / SHEET).read_text().count("url(") >= 4
    (copy / SHEET).write_text(
        '@import "//elsewhere.example/a.css";a{src:url(https://elsewhere.example/f.woff)}'
        "b{src:url(/assets/g.svg)}c{src:url('images/none.svg')}d{src:url(images/nhsuk-icon-cross.svg)}"
    )
    planted = {"//elsewhere.example/a.css", "https://elsewhere.example/f.woff", "/assets/g.svg", "images/none.svg"}
    assert set(leaving(copy)) == planted


def test_compressed_twins_unpack_to_their_neighbours(copy: Path) -> None:
    assert stale_twins(ROOT) == []
    (copy / SHEET).write_text("a{}")
    script = copy / "lms/static/nhsuk-10.6.1/nhsuk-frontend.min.js"
    script.with_name(script.name + ".gz").write_bytes(gzip.compress(script.read_bytes(), mtime=1))
    assert stale_twins(copy) == ["nhsuk-frontend.min.css.gz", "nhsuk-frontend.min.js.gz"]
