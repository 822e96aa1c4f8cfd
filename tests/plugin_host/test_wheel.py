"""The wheel: the four packages, whole; it runs where there is no checkout, and says so when it is shadowed."""

import socket
import subprocess
import time
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from architecture.reading import ROOT
from plugin_host.clean import PACKAGES, Clean

LEAST = {".jinja": 60, ".md": 20, ".css": 2, ".js": 1, ".svg": 1, ".yaml": 3, ".pot": 1}


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def _written() -> set[str]:
    """Every file of the four packages as they lie in the checkout."""
    found = (path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts}


def left_out(names: set[str]) -> list[str]:
    """What was written and is not in the wheel."""
    return sorted(_written() - names)


def test_four_packages_and_nothing_else(wheel: Path) -> None:
    assert {name.partition("/")[0] for name in _names(wheel)} == {*PACKAGES, "peer_lms-0.1.0.dist-info"}


def test_every_file_of_them_is_inside(wheel: Path) -> None:
    names = _names(wheel)
    assert left_out(names) == []
    for ending, least in LEAST.items():
        assert sum(name.endswith(ending) for name in names) >= least, ending
    assert "lms/migrations/versions/v0002_at_home.py" in names
    assert "lms/static/nhsuk-10.6.1/nhsuk-frontend.min.css.gz" in names
    assert "lms/py.typed" in names
    planted = "lms/templates/lms/people/home.jinja"
    assert left_out(names - {planted}) == [planted]


def test_it_is_the_wheel_that_runs(clean: Clean) -> None:
    where = "import lms, modules, assessments, certificates as c; print(lms.__file__, modules.__file__, c.__file__)"
    for place in clean.run("python", "-c", where).split():
        assert Path(place).is_relative_to(clean.site)
    assert str(ROOT) not in clean.run("python", "-c", "import sys; print(*sys.path, sep='\\n')").splitlines()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open(address: str, tries: int = 150) -> tuple[int, bytes]:
    for _ in range(tries):
        try:
            with urlopen(address) as reply:
                return reply.status, reply.read()
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_from_nothing_to_a_page_outside_the_checkout(clean: Clean) -> None:
    """migrate, demo, doctor, serve: a page, and the style sheet that it names."""
    assert "in order" in clean.run("peer-lms", "migrate")
    assert "The demo is loaded." in clean.run("peer-lms", "demo", "load", DEMO="1")
    assert "PEER_LMS_BASE_URL" in clean.run("peer-lms", "doctor", code=1)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [clean.command("peer-lms"), "serve", "--port", str(port)],
        cwd=clean.folder,
        env=clean.environment | {"PEER_LMS_DEMO": "1", "PEER_LMS_BASE_URL": address},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _open(f"{address}/healthz")[0] == 200
        status, page = _open(f"{address}/demo")
        assert (status, b"trainee@demo.example" in page) == (200, True)
        style = page.decode().partition('<link rel="stylesheet" href="')[2].partition('"')[0]
        status, sheet = _open(address + style.replace("&amp;", "&"))
        assert (status, b"nhsuk" in sheet) == (200, True)
    finally:
        server.terminate()
        server.wait(15)


@pytest.mark.parametrize("stranger", ["modules", "assessments", "certificates"])
def test_a_strangers_package_of_our_name_is_named(clean: Clean, tmp_path: Path, stranger: str) -> None:
    (tmp_path / stranger).mkdir()
    (tmp_path / stranger / "__init__.py").write_text("")
    load = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import lms"
    said = clean.run("python", "-c", load, code=1)
    assert f"ImportError: Peer LMS needs its own package '{stranger}' in {clean.site}" in said
    assert f"Python finds {tmp_path / stranger} first. Rename that folder" in said
