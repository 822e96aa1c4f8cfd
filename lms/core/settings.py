"""Settings: PEER_LMS_* from the host's config or the environment, checked once at the start."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms.core.errors import NotReady

PREFIX = "PEER_LMS_"
ON = {"1", "true", "yes", "on"}
OFF = {"0", "false", "no", "off", ""}
MOST_PROXIES = 5
LONGEST_WAIT = 28  # days


@dataclass(frozen=True)
class Settings:
    """Every setting, its type and its default. Names are the PEER_LMS_ names in lower case."""

    database_url: str = ""
    data_dir: Path = Path("instance")
    cache_dir: Path = Path()
    secret_key: str = ""
    keys_file: Path = Path()
    master_key: str = ""
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    files: str = ""
    mail_url: str = ""
    mail_from: str = "no-reply@localhost"
    content_origin: str = ""
    timezone: str = "Europe/London"
    demo: bool = False
    server_timing: bool = False
    organisation: str = "Peer LMS"
    service_name: str = "Learning and work"
    max_upload_mb: int = 25
    help_now: str = ""
    contact: str = ""
    data_protection_officer: str = ""
    security_contact: str = ""
    sign_in: str = ""
    second_factor: str = ""
    jobs: str = "own"
    job_lease: int = 120
    erasure_days: int = 7

    @property
    def database(self) -> str:
        """The database address: the one given, or the embedded SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'peer-lms.sqlite'}"

    @property
    def cache(self) -> Path:
        """Where compiled templates and prints are kept: the folder given, or one in the data folder."""
        return (self.cache_dir if self.cache_dir.name else self.data_dir / "cache").resolve()

    @property
    def mail(self) -> str:
        """Where mail goes: the address given, or files in the data folder."""
        return self.mail_url or f"file:{self.data_dir.resolve() / 'mail'}"


class Unusable(NotReady):
    """A setting that cannot be used; `setting` is its name without the prefix, in lower case."""

    def __init__(self, setting: str, says: str, mend: str) -> None:
        super().__init__(says, mend)
        self.setting = setting


def load(source: Mapping[str, Any] | None = None) -> Settings:
    """Settings from a mapping of PEER_LMS_* names over the environment.

    Raises NotReady with a sentence and its mend when a value cannot be used.
    """
    settings, problems = examine(source)
    if problems:
        raise problems[0]
    return settings if settings.secret_key else _with_kept_secret(settings)


def examine(source: Mapping[str, Any] | None = None) -> tuple[Settings, list[Unusable]]:
    """The settings as far as they can be read, defaults standing in for the rest; and all that is wrong with them."""
    problems: list[Unusable] = []
    values = {}
    raw = given(source)
    for setting in fields(Settings):
        try:
            if PREFIX + setting.name.upper() in raw:
                values[setting.name] = _read(setting.name, setting.default, raw[PREFIX + setting.name.upper()])
        except Unusable as problem:
            problems.append(problem)
    settings = Settings(**values)
    for check in CHECKS:
        try:
            check(settings)
        except Unusable as problem:
            problems.append(problem)
    return settings, problems


def given(source: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every PEER_LMS_* value as it was given: by the host's config, else by the environment."""
    found: dict[str, Any] = {key: value for key, value in os.environ.items() if key.startswith(PREFIX)}
    found.update({key: value for key, value in (source or {}).items() if key.startswith(PREFIX)})
    return found


def _read(name: str, default: Any, raw: Any) -> Any:
    if isinstance(default, bool):
        return _switch(name, str(raw or "").strip().lower())
    if isinstance(default, int):
        return _number(name, raw)
    if isinstance(default, tuple):
        return (
            tuple(part.strip() for part in str(raw).split(",") if part.strip()) if isinstance(raw, str) else tuple(raw)
        )
    if isinstance(default, Path):
        return Path(raw)
    return str(raw).rstrip("/") if name == "base_url" else str(raw)


def _switch(name: str, raw: str) -> bool:
    if raw not in ON | OFF:
        raise Unusable(
            name,
            f"{PREFIX}{name.upper()} is '{raw}', which is neither on nor off.",
            f"Set {PREFIX}{name.upper()}=1 or {PREFIX}{name.upper()}=0.",
        )
    return raw in ON


def _number(name: str, raw: Any) -> int:
    try:
        return int(raw)
    except (ValueError, TypeError):
        raise Unusable(
            name,
            f"{PREFIX}{name.upper()} is '{raw}', which is not a whole number.",
            f"Set {PREFIX}{name.upper()}=25.",
        ) from None


def _check_zone(settings: Settings) -> None:
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, like "Europe"
        raise Unusable(
            "timezone",
            f"{PREFIX}TIMEZONE is '{settings.timezone}', which is not a time zone.",
            "Set PEER_LMS_TIMEZONE=Europe/London.",
        ) from None


def _check_base_url(settings: Settings) -> None:
    address = settings.base_url
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if address and not good:
        raise Unusable(
            "base_url",
            f"{PREFIX}BASE_URL is '{address}', which is not the address of a website.",
            "Set PEER_LMS_BASE_URL=https://your.address",
        )


def _check_mail(settings: Settings) -> None:
    address = settings.mail_url
    # The address may hold a password: it is not repeated.
    try:
        parts = urlsplit(address)
        good = parts.scheme == "file" or (parts.scheme == "smtp" and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        good = False
    if address and not good:
        raise Unusable(
            "mail_url",
            f"{PREFIX}MAIL_URL is neither a folder nor a mail server.",
            "Set PEER_LMS_MAIL_URL=smtp://your.mail.server:587, or file:/a/folder to keep mail as files.",
        )


def _check_jobs(settings: Settings) -> None:
    if settings.jobs not in {"own", "procrastinate"}:
        raise Unusable(
            "jobs",
            f"{PREFIX}JOBS is '{settings.jobs}', which is no way to carry out jobs.",
            "Set PEER_LMS_JOBS=own, or PEER_LMS_JOBS=procrastinate for workers on many machines.",
        )
    if settings.jobs == "procrastinate" and not settings.database.startswith("postgresql"):
        raise Unusable(
            "jobs",
            f"{PREFIX}JOBS=procrastinate needs PostgreSQL.",
            "Set PEER_LMS_DATABASE_URL=postgresql://user:password@server/database, or unset PEER_LMS_JOBS.",
        )


def _check_second_factor(settings: Settings) -> None:
    if settings.second_factor not in {"", "required", "offered"}:
        raise Unusable(
            "second_factor",
            f"{PREFIX}SECOND_FACTOR is '{settings.second_factor}', which is neither required nor offered.",
            "Set PEER_LMS_SECOND_FACTOR=required, or unset it.",
        )


def _check_lease(settings: Settings) -> None:
    if settings.job_lease < 1:
        raise Unusable(
            "job_lease", f"{PREFIX}JOB_LEASE is not a number of seconds above 0.", "Set PEER_LMS_JOB_LEASE=120."
        )


def _check_erasure(settings: Settings) -> None:
    if not 0 <= settings.erasure_days <= LONGEST_WAIT:
        raise Unusable(
            "erasure_days",
            f"{PREFIX}ERASURE_DAYS is {settings.erasure_days}: the law gives a month to erase somebody who asks.",
            "Set PEER_LMS_ERASURE_DAYS=7.",
        )


def _check_proxies(settings: Settings) -> None:
    if not 0 <= settings.proxies <= MOST_PROXIES:
        raise Unusable(
            "proxies",
            f"{PREFIX}PROXIES is {settings.proxies}, which is no number of proxies between a browser and us.",
            "Set PEER_LMS_PROXIES=1 behind one nginx, or unset it when nothing stands before us.",
        )


def _check_security_contact(settings: Settings) -> None:
    where = settings.security_contact
    if where and not re.fullmatch(r"(?:mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+[\d-]+)", where):
        raise Unusable(
            "security_contact",
            f"{PREFIX}SECURITY_CONTACT is '{where}', which is no address that a program can follow.",
            "Set PEER_LMS_SECURITY_CONTACT=mailto:security@your.address, or one with https: or tel: before it.",
        )


def _check_folder(settings: Settings) -> None:
    folder = settings.data_dir
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)  # people's files: nobody else of this machine
    except OSError as problem:
        raise _not_ours(folder, str(problem.strerror)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _not_ours(folder, "Permission denied")


def _check_files(settings: Settings) -> None:
    parts = urlsplit(settings.files)
    if settings.files and (parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc):
        raise Unusable(
            "files",
            f"{PREFIX}FILES is not the address of a file store.",
            "Set PEER_LMS_FILES=s3://bucket/prefix?endpoint=https://your.store, or unset it: a folder is used.",
        )


CHECKS = (
    _check_zone,
    _check_base_url,
    _check_mail,
    _check_jobs,
    _check_second_factor,
    _check_lease,
    _check_erasure,
    _check_proxies,
    _check_files,
    _check_security_contact,
    _check_folder,
)


def _not_ours(folder: Path, why: str) -> Unusable:
    return Unusable(
        "data_dir",
        f"The data folder {folder.resolve()} cannot be written: {why}.",
        f"Run: sudo install -d -o $USER {folder.resolve()}, or set PEER_LMS_DATA_DIR to one of yours.",
    )


def _with_kept_secret(settings: Settings) -> Settings:
    """The same settings with a secret key kept in the data folder, made on first use and for us only."""
    place = settings.data_dir / "secret-key"
    try:
        if not place.exists():
            make_private(place, secrets.token_hex(32))
        secret = place.read_text().strip()
    except OSError as problem:
        raise _not_ours(settings.data_dir, str(problem.strerror)) from None
    if not secret:
        raise NotReady(f"The file {place} is empty.", f"Remove {place}: a new key is made at the next start.")
    return Settings(
        **{f.name: getattr(settings, f.name) for f in fields(settings) if f.name != "secret_key"},
        secret_key=secret,
    )


def make_private(place: Path, text: str) -> None:
    """Keep a text in a new file that nobody else of this machine can read; one that is there already stays."""
    # Whole or not at all, and the first to be there counts: web and worker start at the same moment.
    unfinished = place.with_name(f"{place.name}.{uuid4().hex}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(unfinished, place)
    finally:
        unfinished.unlink(missing_ok=True)
