"""A clean environment: nothing of the checkout in it, our packages as wheels, what they need from the environment here.

The libraries are shared by a .pth file rather than installed again: what is under test is what our wheels bring.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from architecture.reading import ROOT

PACKAGES = ("lms", "modules", "assessments", "certificates")
PROJECT = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")
LIBRARIES = ("flask", "sqlalchemy", "weasyprint")
THE_HOSTS = ("flask_login", "flask_sqlalchemy", "flask_wtf")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "build")


def copy_of_the_project(folder: Path) -> Path:
    """The parts that a build reads, away from whatever an earlier build has left in the checkout."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for name in PROJECT:
        shutil.copy(ROOT / name, folder / name)
    return folder


def build_wheel(tree: Path, out: Path) -> Path:
    """The wheel of a source tree. What a build leaves behind stays in the tree, so give a copy."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (made,) = out.glob("*.whl")
    assert "absent from the `packages`" not in done.stdout + done.stderr
    return made


def missing_libraries() -> list[str]:
    """What the host cannot borrow, because it is not here either."""
    return [name for name in THE_HOSTS if find_spec(name) is None]


def _shared() -> list[str]:
    """The folders that our libraries and the host's lie in."""
    found = [spec for name in (*LIBRARIES, *THE_HOSTS) if (spec := find_spec(name))]
    return list(dict.fromkeys(str(Path(str(spec.origin)).parents[1]) for spec in found))


@dataclass(frozen=True)
class Clean:
    """An environment in `folder`/env; commands run in `folder`, far from the checkout."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Clean":
        """A new one, without pip."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
        made = cls(folder)
        (made.site / "third-party.pth").write_text("".join(f"{place}\n" for place in _shared()))
        return made

    @property
    def site(self) -> Path:
        """Where wheels are installed."""
        (found,) = (self.folder / "env" / "lib").glob("python3.*")
        return found / "site-packages"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of ours from outside: no PEER_LMS_ settings, no PYTHONPATH."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PEER_LMS_", "PYTHON"))}
        # Methods in an Allow header come in the order of a set: the same order in every process.
        return {**kept, "PEER_LMS_DATA_DIR": str(self.folder / "data"), "PYTHONHASHSEED": "0"}

    def command(self, name: str) -> str:
        """The path of one of its commands."""
        return str(self.folder / "env" / "bin" / name)

    def install(self, wheel: Path) -> None:
        """Install a wheel, and nothing that it needs."""
        arguments = ["--python", self.command("python"), "install", "-q", "--no-deps", "--no-index", str(wheel)]
        subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)

    def run(self, *command: str, code: int = 0, **settings: str) -> str:
        """What a command says on both streams; it has to end with `code`."""
        done = subprocess.run(
            [self.command(command[0]), *command[1:]],
            cwd=self.folder,
            env=self.environment | {f"PEER_LMS_{name}": value for name, value in settings.items()},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout + done.stderr
