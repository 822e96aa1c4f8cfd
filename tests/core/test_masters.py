"""Master keys: where they come from, who may read them, and what happens when they change."""

import base64
from pathlib import Path

import pytest

from lms.core.errors import NotReady
from lms.core.masters import Masters, masters_of, new_line, read_lines
from lms.core.settings import Settings

ONE, TWO = f"one:{base64.b64encode(b'1' * 32).decode()}", f"two:{base64.b64encode(b'2' * 32).decode()}"


def test_a_file_is_made_once_for_us_only(tmp_path: Path) -> None:
    made = masters_of(Settings(data_dir=tmp_path))
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    assert len(made.names) == 1
    assert masters_of(Settings(data_dir=tmp_path)).names == made.names


def test_the_setting_goes_before_the_file(tmp_path: Path) -> None:
    assert masters_of(Settings(data_dir=tmp_path, master_key=f"{ONE},{TWO}")).names == ["one", "two"]
    assert not (tmp_path / "keys").exists()
    (tmp_path / "elsewhere").write_text(f"{TWO}\n{ONE}\n")
    assert masters_of(Settings(data_dir=tmp_path, keys_file=tmp_path / "elsewhere")).first == "two"


def test_a_file_that_is_named_is_never_made(tmp_path: Path) -> None:
    """Another key in its place would open nothing."""
    with pytest.raises(NotReady, match="cannot be read"):
        masters_of(Settings(data_dir=tmp_path, keys_file=tmp_path / "gone"))
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("lines", ["", "one", "one:c2hvcnQ=", f"{ONE}\n{ONE}", f"o/e{ONE[3:]}", "one:" + "*" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(lines: str) -> None:
    with pytest.raises(NotReady) as refused:
        read_lines(lines, "here")
    assert "here does not hold master keys" in str(refused.value)
    assert "c2hvcnQ" not in str(refused.value)


def test_a_wrapped_key_opens_for_its_place_and_by_its_master_only() -> None:
    ours = Masters(ONE)
    name, wrapped = ours.wrap(b"k" * 32, b"place")
    assert ours.unwrap(name, wrapped, b"place") == b"k" * 32
    impostor = Masters(f"one:{base64.b64encode(b'3' * 32).decode()}")
    for other, where in ((ours, b"elsewhere"), (impostor, b"place"), (Masters(TWO), b"place")):
        with pytest.raises(NotReady, match="The master key one"):
            other.unwrap(name, wrapped, where)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(new_line("old"))
    masters = Masters(file=file)
    kept = masters.wrap(b"k" * 32, b"")
    file.write_text(new_line("new") + file.read_text())
    assert masters.first == "new"
    assert masters.unwrap(*kept, b"") == b"k" * 32
    file.write_text(file.read_text().splitlines()[0])
    with pytest.raises(NotReady):
        masters.unwrap(*kept, b"")
