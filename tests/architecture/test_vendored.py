"""Files that come from elsewhere are what the record says, and ask nobody else."""

import gzip
import hashlib
import re
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "lms/static/VENDORED.md"
ROW = re.compile(r"^\| (\S+) \| npm \S+ \| \S+ \| \S+ \| ([0-9a-f]{64}) \|$", re.MULTILINE)


def changed(root: Path, record: str) -> list[str]:
    """Files that are not what the record says."""
    return [
        name for name, digest in ROW.findall(record) if hashlib.sha256((root / name).read_bytes()).hexdigest() != digest
    ]


def test_every_vendored_file_is_as_recorded(tmp_path: Path) -> None:
    record = RECORD.read_text()
    names = [name for name, _digest in ROW.findall(record)]
    assert len(names) >= 12
    assert changed(ROOT, record) == []
    for name in names:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((ROOT / name).read_bytes())
    (tmp_path / names[0]).write_bytes(b"planted")
    assert changed(tmp_path, record) == [names[0]]


def test_no_vendored_folder_holds_an_unrecorded_file() -> None:
    recorded = {name for name, _digest in ROW.findall(RECORD.read_text())}
    folders = ("lms/static/nhsuk-10.6.1", "certificates/static/fonts", "tests/vendor")
    found = {str(path.relative_to(ROOT)) for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert found == recorded


def test_macros_and_style_sheet_are_of_the_same_release() -> None:
    assert version("nhsuk-frontend-jinja") == "0.10.2"
    assert (ROOT / "lms/static/nhsuk-10.6.1").is_dir()


def outside(css: str) -> list[str]:
    """Addresses on other hosts that a style sheet asks for."""
    return re.findall(r"url\([\"']?(?:https?:)?//[^)]*\)", css)


def test_no_style_sheet_asks_another_host() -> None:
    sheets = list((ROOT / "lms/static").rglob("*.css"))
    assert len(sheets) >= 2
    assert [address for sheet in sheets for address in outside(sheet.read_text())] == []
    assert outside("a{src:url(https://elsewhere.example/f.woff)}") == ["url(https://elsewhere.example/f.woff)"]


def test_compressed_twins_unpack_to_their_neighbours() -> None:
    twins = list((ROOT / "lms/static").rglob("*.gz"))
    assert len(twins) >= 2
    for twin in twins:
        assert gzip.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes()
