"""A sound installation, and what the doctor finds at it after something was planted."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Run

from lms import version
from lms.core import clock

SOUND = {
    "SECRET_KEY": "kJ8w2xQz7Vb4Nc6Mh1Lp9Rt3Ys5Ud0Fg",
    "MASTER_KEY": "sound:d2VsbCBjaG9zZW4sIGFuZCBrZXB0IGVsc2V3aGVyZS4=",
    "BASE_URL": "https://lms.example",
    "TRUSTED_HOSTS": "lms.example",
    "MAIL_URL": "smtp://lms:pass@mail.example:587",
    "MAIL_FROM": "learning@lms.example",
    "ORGANISATION": "Fernbrook Community Trust",
    "CONTACT": "data@lms.example",
    "DATA_PROTECTION_OFFICER": "Rowan Ellis, dpo@lms.example",
    "SECURITY_CONTACT": "mailto:security@lms.example",
}
Found = Mapping[str, dict[str, str]]


@dataclass
class Bed:
    """An installation under examination: its data folder, and what is at hand to spoil it with."""

    run: Run
    data: Path
    patch: pytest.MonkeyPatch
    request: pytest.FixtureRequest

    def examine(self, *, without: tuple[str, ...] = (), **settings: Any) -> Found:
        """What is found with these settings over the sound ones: code → the finding."""
        asked = {name: value for name, value in {**SOUND, **settings}.items() if name not in without}
        said = self.run("doctor", "--json", **asked)
        found = [json.loads(line) for line in said.out.splitlines()]
        assert all(set(line) == {"code", "says", "mend"} and all(line.values()) for line in found)
        assert said.code == (1 if found else 0), said
        assert said.err.strip() == (f"{len(found)} found." if found else "Nothing found.")
        return {line["code"]: line for line in found}


@pytest.fixture(scope="session")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with one administrator, to copy from."""
    return tmp_path_factory.mktemp("well") / "peer-lms.sqlite"


@pytest.fixture
def bed(run: Run, well: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Bed:
    """A sound installation, at which nothing is wrong."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    monkeypatch.setattr(version, "RELEASED", clock.today().isoformat())  # a sound one is not old, whenever this runs
    if well.exists():
        shutil.copy(well, data / well.name)
    else:
        assert run("migrate", **SOUND).code == 0
        said = run("person", "add", "sam@lms.example", "--name", "Sam", "--role", "admin", **SOUND)
        assert said.code == 0, said
        assert run("backup", str(tmp_path / "backup.zip"), **SOUND).code == 0
        connection = sqlite3.connect(data / well.name)
        connection.execute("VACUUM INTO ?", [str(well)])
        connection.close()
    return Bed(run, data, monkeypatch, request)
