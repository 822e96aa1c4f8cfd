"""Settings: read, checked, and each bad one refused with a sentence and its mend."""

import os
import secrets
import stat
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lms.core.db import make_engine
from lms.core.errors import NotReady
from lms.core.settings import load


def read(folder: Path, **given: object) -> object:
    return load({"PEER_LMS_DATA_DIR": folder, **{f"PEER_LMS_{name}": value for name, value in given.items()}})


def test_defaults_lie_in_the_data_folder(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/peer-lms.sqlite"
    assert settings.mail == f"file:{tmp_path}/mail"
    assert settings.demo is False
    assert settings.trusted_hosts == ()
    assert ZoneInfo(settings.timezone) == ZoneInfo("Europe/London")


def test_the_secret_is_made_once_and_for_us_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    first, second = read(folder), read(folder)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert read(tmp_path / "other").secret_key != first.secret_key
    assert read(tmp_path / "given", SECRET_KEY="mine").secret_key == "mine"
    assert not (tmp_path / "given" / "secret-key").exists()


def test_config_wins_over_the_environment_and_the_rest_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEER_LMS_ORGANISATION", "From outside")
    monkeypatch.setenv("PEER_LMS_SERVICE_NAME", "Outside too")
    settings = load({"PEER_LMS_DATA_DIR": tmp_path, "PEER_LMS_ORGANISATION": "From config", "OTHER": 1})
    assert (settings.organisation, settings.service_name) == ("From config", "Outside too")


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("DEMO", "Yes", "demo", True),
        ("DEMO", "0", "demo", False),
        ("DEMO", None, "demo", False),
        ("DEMO", True, "demo", True),
        ("MAX_UPLOAD_MB", "40", "max_upload_mb", 40),
        ("TRUSTED_HOSTS", " a.example, b.example,", "trusted_hosts", ("a.example", "b.example")),
        ("TRUSTED_HOSTS", ["a.example"], "trusted_hosts", ("a.example",)),
        ("BASE_URL", "https://a.example/lms/", "base_url", "https://a.example/lms"),
        ("MAIL_URL", "smtp://u:p@a.example:587", "mail", "smtp://u:p@a.example:587"),
        ("MAIL_URL", "file:/srv/mail", "mail", "file:/srv/mail"),
        ("DATABASE_URL", "postgresql://a/b", "database", "postgresql://a/b"),
        ("JOB_LEASE", "7", "job_lease", 7),
        ("BACKUP_DAYS", "0", "backup_days", 0),
        ("IDLE_HOURS", "720", "idle_hours", 720),
        ("STAFF_IDLE_HOURS", "20", "staff_idle_hours", 20),
        ("JOBS", "own", "jobs", "own"),
    ],
)
def test_good_values(tmp_path: Path, name: str, value: object, field: str, expected: object) -> None:
    assert getattr(read(tmp_path, **{name: value}), field) == expected


@pytest.mark.parametrize(
    ("name", "value", "says", "mend"),
    [
        ("MAX_UPLOAD_MB", "lots", "is 'lots', which is not a whole number", "PEER_LMS_MAX_UPLOAD_MB=25"),
        ("JOBS", "celery", "is 'celery', which is no way to carry out jobs", "PEER_LMS_JOBS=procrastinate"),
        ("JOBS", "procrastinate", "needs PostgreSQL", "PEER_LMS_DATABASE_URL=postgresql://"),
        ("IDLE_HOURS", "19", "is 19: a sign-in may lie unused for 20 to 720 hours", "PEER_LMS_IDLE_HOURS=168"),
        ("STAFF_IDLE_HOURS", "721", "is 721: a sign-in may lie unused for 20 to 720", "PEER_LMS_STAFF_IDLE_HOURS=24"),
        ("BACKUP_DAYS", "-1", "no number of days", "PEER_LMS_BACKUP_DAYS=2"),
        ("JOB_LEASE", "0", "not a number of seconds above 0", "PEER_LMS_JOB_LEASE=120"),
        ("MAX_UPLOAD_MB", None, "is 'None', which is not a whole number", "PEER_LMS_MAX_UPLOAD_MB=25"),
        ("TIMEZONE", "Mars/Base", "is 'Mars/Base', which is not a time zone", "PEER_LMS_TIMEZONE=Europe/London"),
        ("TIMEZONE", "../etc/passwd", "which is not a time zone", "Europe/London"),
        ("TIMEZONE", "Europe", "which is not a time zone", "Europe/London"),
        ("DEMO", "perhaps", "PEER_LMS_DEMO is 'perhaps', which is neither on nor off", "PEER_LMS_DEMO=1"),
        ("BASE_URL", "lms.example", "which is not the address of a website", "https://your.address"),
        ("BASE_URL", "http://[", "which is not the address of a website", "https://your.address"),
        ("MAIL_URL", "mail.example:25", "neither a folder nor a mail server", "smtp://"),
        ("MAIL_URL", "smtp://", "neither a folder nor a mail server", "smtp://"),
        ("MAIL_URL", "smtp://user:secret@host:port", "neither a folder nor a mail server", "smtp://"),
    ],
)
def test_bad_values(tmp_path: Path, name: str, value: object, says: str, mend: str) -> None:
    with pytest.raises(NotReady) as found:
        read(tmp_path, **{name: value})
    assert says in found.value.says
    assert found.value.says.endswith(".")
    assert mend in found.value.mend
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("secret", ["", "given, so that no file is needed"])
def test_a_data_folder_that_cannot_be_one(tmp_path: Path, secret: str) -> None:
    place = tmp_path / "file"
    place.write_text("in the way")
    with pytest.raises(NotReady, match="cannot be written: File exists") as found:
        read(place, SECRET_KEY=secret)
    assert f"sudo install -d -o $USER {place}" in found.value.mend


def test_a_data_folder_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(NotReady, match="cannot be written: Permission denied"):
        read(tmp_path)


def test_two_that_start_at_once_share_one_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others: list[str] = []
    make = secrets.token_hex

    def made(size: int) -> str:
        if not others:
            others.append("")  # the other one starts just now, and it gets further
            others[0] = read(tmp_path).secret_key
        return make(size)

    monkeypatch.setattr(secrets, "token_hex", made)
    assert read(tmp_path).secret_key == others[0]
    assert len(others[0]) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_an_empty_secret_is_none(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    with pytest.raises(NotReady, match="is empty") as found:
        read(tmp_path)
    assert found.value.mend == f"Remove {tmp_path / 'secret-key'}: a new key is made at the next start."


def test_a_secret_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret-key").mkdir()
    with pytest.raises(NotReady, match="cannot be written: Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:secret@h/d", "oracle9://x", "postgresql://h:port/d"])
def test_databases_we_do_not_speak_to(url: str) -> None:
    with pytest.raises(NotReady, match="not the address of a SQLite or PostgreSQL database") as found:
        make_engine(url)
    assert "secret" not in str(found.value)


def test_a_driver_that_is_not_there() -> None:
    with pytest.raises(NotReady, match=r"peer-lms\[postgres\]"):
        make_engine("postgresql+pg8000://h/d")


def test_a_database_folder_is_made(tmp_path: Path) -> None:
    make_engine(f"sqlite:///{tmp_path}/new/x.sqlite").dispose()
    assert (tmp_path / "new").is_dir()
    make_engine("sqlite:///:memory:").dispose()
