"""The command, run in this process over a data folder of its own."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import lms.cli
from lms.core import clock
from lms.core.web.runtime import KEY


@dataclass
class Said:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    made: list[Flask] = []
    create = lms.cli.create_app

    def remember() -> Flask:
        made.append(create())
        return made[-1]

    monkeypatch.setattr(lms.cli, "create_app", remember)
    monkeypatch.setenv("PEER_LMS_DATA_DIR", str(tmp_path / "data"))
    before = signal.getsignal(signal.SIGTERM)

    def go(*arguments: str, **settings: Any) -> Said:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"PEER_LMS_{name}", str(value))
            with pytest.raises(SystemExit) as end:
                lms.cli.main(list(arguments))
        said = capsys.readouterr()
        return Said(int(end.value.code or 0), said.out, said.err)

    yield go
    for app in made:
        app.extensions[KEY].database.engine.dispose()
    signal.signal(signal.SIGTERM, before)
    clock.use_zone("Europe/London")
