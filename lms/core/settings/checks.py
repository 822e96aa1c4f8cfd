"""What is wrong with a setting, each with its mend."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms.core.settings.values import PREFIX, Settings, Unusable

__all__ = ["CHECKS", "not_ours"]

MOST_PROXIES = 5
LONGEST_WAIT = 28  # days
IDLE_HOURS = range(20, 721)  # a form may lie open for twenty hours; a sign-in ends after thirty days anyway


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


def _check_idle(settings: Settings) -> None:
    for name, default in (("idle_hours", 168), ("staff_idle_hours", 24)):
        hours = getattr(settings, name)
        if hours not in IDLE_HOURS:
            raise Unusable(
                name,
                f"{PREFIX}{name.upper()} is {hours}: a sign-in may lie unused for {IDLE_HOURS[0]} to {IDLE_HOURS[-1]} "
                "hours. Whoever writes slowly must not lose it, and none lasts longer.",
                f"Set {PREFIX}{name.upper()}={default}.",
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


def _check_backups(settings: Settings) -> None:
    if settings.backup_days < 0:
        raise Unusable(
            "backup_days",
            f"{PREFIX}BACKUP_DAYS is {settings.backup_days}, which is no number of days.",
            "Set PEER_LMS_BACKUP_DAYS=2, or 0 where backups are made in another way.",
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
        raise not_ours(folder, str(problem.strerror)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise not_ours(folder, "Permission denied")


def _check_files(settings: Settings) -> None:
    parts = urlsplit(settings.files)
    if settings.files and (parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc):
        raise Unusable(
            "files",
            f"{PREFIX}FILES is not the address of a file store.",
            "Set PEER_LMS_FILES=s3://bucket/prefix?endpoint=https://your.store, or unset it: a folder is used.",
        )


def not_ours(folder: Path, why: str) -> Unusable:
    """The data folder cannot be written, for a reason in the system's words."""
    return Unusable(
        "data_dir",
        f"The data folder {folder.resolve()} cannot be written: {why}.",
        f"Run: sudo install -d -o $USER {folder.resolve()}, or set PEER_LMS_DATA_DIR to one of yours.",
    )


CHECKS = (
    _check_zone,
    _check_base_url,
    _check_mail,
    _check_jobs,
    _check_second_factor,
    _check_idle,
    _check_lease,
    _check_erasure,
    _check_backups,
    _check_proxies,
    _check_files,
    _check_security_contact,
    _check_folder,
)
