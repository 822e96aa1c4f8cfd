"""Bad installations, written by hand: what is spoilt, the finding that must name it, and a word of its mend."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from cli.doctor.conftest import SOUND, Bed, Found
from engines import NOT_INSTALLED
from postgres import Server

from lms import version
from lms.audit import heads
from lms.audit.chain import Head
from lms.cli.doctor import files, running, server
from lms.core import clock
from lms.plugins import loader


class Usage(NamedTuple):
    """As shutil.disk_usage answers."""

    total: int
    used: int
    free: int


@dataclass(frozen=True)
class Plant:
    """One bad installation. `spoil` examines it; `also` are findings that cannot but come with it."""

    code: str
    mend: str
    spoil: Callable[[Bed], Found]
    also: frozenset[str] = frozenset()


def given(*also: str, without: tuple[str, ...] = (), **settings: str) -> tuple[Callable[[Bed], Found], frozenset[str]]:
    """Spoilt by settings alone."""
    return lambda bed: bed.examine(without=without, **settings), frozenset(also)


SETTINGS: list[tuple[str, str, tuple[Callable[[Bed], Found], frozenset[str]]]] = [
    ("secret-key", "openssl rand -hex 32", given(SECRET_KEY="kJ8w2xQz7Vb4Nc6Mh1Lp9Rt3Ys5Ud0F")),
    ("secret-key-known", "openssl rand -hex 32", given(SECRET_KEY="please-change-me-before-you-go-live!")),
    ("secret-key-known", "openssl rand -hex 32", given(SECRET_KEY="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")),
    ("keys-beside", "PEER_LMS_KEYS_FILE=/etc", given(without=("MASTER_KEY",))),
    ("keys-unreadable", "openssl rand -base64 32", given(MASTER_KEY="sound:c2hvcnQ=")),
    ("keys-unreadable", "openssl rand -base64 32", given(without=("MASTER_KEY",), KEYS_FILE="/no/such/file")),
    ("base-url", "PEER_LMS_BASE_URL=https://", given(without=("BASE_URL",))),
    ("base-url-http", "https://", given(BASE_URL="http://lms.example")),
    ("base-url-local", "https://", given("trusted-hosts-missed", BASE_URL="https://localhost")),
    ("base-url-extra", "=https://lms.example", given(BASE_URL="https://lms.example/training")),
    ("base-url-unusable", "https://your.address", given(BASE_URL="lms.example")),
    ("trusted-hosts", "=lms.example", given(TRUSTED_HOSTS="")),
    ("trusted-hosts-wide", "Name yours alone", given(TRUSTED_HOSTS="*")),
    ("trusted-hosts-missed", "Add lms.example", given(TRUSTED_HOSTS="old.example")),
    ("content-origin", "another host name", given(CONTENT_ORIGIN="https://lms.example:8443")),
    ("content-origin", "another host name", given(CONTENT_ORIGIN="http://content.lms.example")),
    ("content-origin", "another host name", given(CONTENT_ORIGIN="content.lms.example")),
    ("demo", "Unset PEER_LMS_DEMO", given(DEMO="1")),
    ("server-timing", "Unset PEER_LMS_SERVER_TIMING", given(SERVER_TIMING="1")),
    ("second-factor", "Unset PEER_LMS_SECOND_FACTOR", given(SECOND_FACTOR="offered")),
    ("organisation", "organisation's name", given(without=("ORGANISATION",))),
    ("contact", "PEER_LMS_CONTACT", given(without=("CONTACT",))),
    ("data-protection-officer", "who that is", given(without=("DATA_PROTECTION_OFFICER",))),
    ("security-contact", "mailto:", given(without=("SECURITY_CONTACT",))),
    ("security-contact-unusable", "mailto:", given(SECURITY_CONTACT="security at lms.example")),
    ("mail-folder", "smtp://", given(without=("MAIL_URL",))),
    ("mail-folder", "smtp://", given(MAIL_URL="file:/var/mail/lms")),
    ("mail-open", "user:password@", given(MAIL_URL="smtp://mail.example:25")),
    ("mail-url", "smtp://your.mail.server", given(MAIL_URL="mail.example")),
    ("mail-from", "an address of yours", given(without=("MAIL_FROM",))),
    ("upload-size", "=25", given(MAX_UPLOAD_MB="640")),
    ("setting-unreadable", "=1 or", given(DEMO="perhaps")),
    ("setting-unreadable", "=25", given(MAX_UPLOAD_MB="many")),
    ("setting-unknown", "PEER_LMS_TRUSTED_HOSTS", given(TRUSTED_HOST="lms.example")),
    ("timezone", "Europe/London", given(TIMEZONE="Europe/Nottingham")),
    ("jobs", "postgresql://", given(JOBS="procrastinate")),
    ("database-url", "postgresql://", given(DATABASE_URL="mysql://lms@db.example/lms")),
    (
        "database-password",
        "\\password",
        given("database", "database-plain", DATABASE_URL="postgresql+psycopg://lms:postgres@127.0.0.2:9/lms"),
    ),
    (
        "database-plain",
        "sslmode=verify-full",
        given("database", DATABASE_URL="postgresql+psycopg://lms:Hn4x9@127.0.0.2:9/lms"),
    ),
    ("sqlite-memory", "unset it for a file", given("migrations", DATABASE_URL="sqlite:///:memory:")),
]
PLANTS = [Plant(code, mend, *spoil) for code, mend, spoil in SETTINGS]


def planted(code: str, mend: str, *also: str) -> Callable[[Callable[[Bed], Found]], Callable[[Bed], Found]]:
    """Add a bad installation that takes more than settings."""

    def keep(spoil: Callable[[Bed], Found]) -> Callable[[Bed], Found]:
        PLANTS.append(Plant(code, mend, spoil, frozenset(also)))
        return spoil

    return keep


@planted("data-dir", "sudo install -d")
def _a_folder_that_is_a_file(bed: Bed) -> Found:
    (bed.data.parent / "file").touch()
    return bed.examine(DATA_DIR=str(bed.data.parent / "file" / "data"))


@planted("data-dir-open", "chmod 700", "sqlite-open")
def _a_folder_for_everybody(bed: Bed) -> Found:
    bed.data.chmod(0o755)
    return bed.examine()


@planted("sqlite-open", "chmod 600")
def _a_database_file_for_everybody(bed: Bed) -> Found:
    place = bed.data.parent / "shared"
    place.mkdir(mode=0o755)
    shutil.copy(bed.data / "peer-lms.sqlite", place / "lms.sqlite")
    (place / "lms.sqlite").chmod(0o644)
    return bed.examine(DATABASE_URL=f"sqlite:///{place / 'lms.sqlite'}")


@planted("secret-file-open", "chmod 600")
def _a_key_for_everybody(bed: Bed) -> Found:
    (bed.data / "secret-key").write_text("kJ8w2xQz7Vb4Nc6Mh1Lp9Rt3Ys5Ud0Fg")
    (bed.data / "secret-key").chmod(0o644)
    return bed.examine()


@planted("secret-file-open", "chmod 600", "keys-beside")
def _master_keys_for_everybody(bed: Bed) -> Found:
    (bed.data / "keys").write_text("ours:d2VsbCBjaG9zZW4sIGFuZCBrZXB0IGVsc2V3aGVyZS4=")
    (bed.data / "keys").chmod(0o644)
    return bed.examine(without=("MASTER_KEY",))


@planted("keys-missing", "PEER_LMS_KEYS_FILE")
def _keys_of_another_place(bed: Bed) -> Found:
    _change(bed, "insert into lms_person_key values ('0', 1, '2026-01-01', null, 'gone', 'x', 0, null)")
    return bed.examine()


@planted("data-dir-served", "PEER_LMS_DATA_DIR=/var/lib/peer-lms")
def _a_folder_inside_the_program(bed: Bed) -> Found:
    bed.patch.setattr(files, "PROGRAM", bed.data.parent)
    return bed.examine()


@planted("files-unsealed", "peer-lms work")
def _files_of_an_older_version(bed: Bed) -> Found:
    _change(
        bed,
        "insert into lms_file (id, version, created_at, shown_name, media_type, size, sha256, key, unsealed_until) "
        "values ('0', 1, '2026-01-01', 'a', 'text/plain', 1, 'x', '', '2026-01-01')",
    )
    return bed.examine()


@planted("version-old", "Upgrade")
def _a_version_of_long_ago(bed: Bed) -> Found:
    bed.patch.setattr(version, "RELEASED", "2020-01-31")
    return bed.examine()


@planted("disk", "Make room")
def _a_full_disk(bed: Bed) -> Found:
    bed.patch.setattr(files.shutil, "disk_usage", lambda _path: Usage(10**11, 10**11 - 10**8, 10**8))
    return bed.examine()


@planted("sqlite-shared", "use PostgreSQL")
def _a_database_on_a_share(bed: Bed) -> Found:
    mounts = bed.data.parent / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/lms {bed.data} nfs4 rw 0 0\n")
    bed.patch.setattr(files, "MOUNTS", mounts)
    return bed.examine()


@planted("database", "the server runs")
def _no_server(bed: Bed) -> Found:
    return bed.examine(DATABASE_URL="postgresql+psycopg://lms@127.0.0.1:9/lms")


@planted("migrations", "peer-lms migrate")
def _an_empty_database(bed: Bed) -> Found:
    (bed.data / "peer-lms.sqlite").unlink()
    return bed.examine()


def _change(bed: Bed, statement: str) -> None:
    connection = sqlite3.connect(bed.data / "peer-lms.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


@planted("database-newer", "that version again")
def _a_database_from_tomorrow(bed: Bed) -> Found:
    _change(bed, "update lms_alembic_version set version_num = '0999'")
    return bed.examine()


@planted("no-administrator", "--role admin")
def _nobody_in_charge(bed: Bed) -> Found:
    _change(bed, "delete from lms_grant")
    return bed.examine()


@planted("demo-people", "empty database")
def _the_demo_left_over(bed: Bed) -> Found:
    _change(bed, "update lms_person set email = 'hr@demo.example'")
    return bed.examine()


@planted("no-worker", "peer-lms work")
def _nobody_works(bed: Bed) -> Found:
    _change(bed, "update lms_job set due_at = '2020-01-01 00:00:00'")
    return bed.examine()


@planted("jobs-stopped", "/admin/jobs")
def _work_that_stopped(bed: Bed) -> Found:
    _change(bed, "update lms_job set state = 'dead'")
    return bed.examine()


@planted("audit-behind", "peer-lms work")
def _nobody_seals(bed: Bed) -> Found:
    rest = "version, actor_id, actor_name, action, subject_kind, subject_id, about_id, details, request_id"
    _change(
        bed,
        f"insert into lms_audit_event (id, created_at, {rest}) "
        f"select lower(hex(randomblob(16))), '2020-01-01 00:00:00.000000', {rest} from lms_audit_event limit 1",
    )
    return bed.examine()


@planted("audit-broken", "peer-lms audit verify")
def _a_trail_that_was_cut(bed: Bed) -> Found:
    heads.export(Head(7, "ab" * 32), at=clock.now(), folder=bed.data, secret=SOUND["SECRET_KEY"])
    return bed.examine()


def last_backup(bed: Bed, **ago: float) -> None:
    """When the one backup was made."""
    when = f"{clock.now() - timedelta(**ago):%Y-%m-%d %H:%M:%S.%f}"
    _change(bed, "drop trigger lms_audit_event_update")
    _change(bed, f"update lms_audit_event set created_at = '{when}' where action = 'backup.made'")


@planted("backup-never", "peer-lms backup FILE, and have it run each night")
def _nobody_made_a_backup(bed: Bed) -> Found:
    _change(bed, "drop trigger lms_audit_event_update")
    _change(bed, "update lms_audit_event set action = 'backup.restored' where action = 'backup.made'")
    return bed.examine()


@planted("backup-old", "peer-lms backup FILE. PEER_LMS_BACKUP_DAYS", "audit-behind")
def _the_nightly_backup_stopped(bed: Bed) -> Found:
    last_backup(bed, days=2, minutes=1)
    return bed.examine()


@planted("backup-old", "peer-lms backup FILE. PEER_LMS_BACKUP_DAYS", "audit-behind")
def _a_weekly_backup_where_daily_is_asked(bed: Bed) -> Found:
    last_backup(bed, days=1, minutes=1)
    return bed.examine(BACKUP_DAYS="1")


@planted("plugin", "pip uninstall weather")
def _a_plugin_that_breaks(bed: Bed) -> Found:
    def load() -> Any:
        raise RuntimeError("no sun")

    point = SimpleNamespace(name="weather", load=load)
    bed.patch.setattr(loader, "entry_points", lambda group: [point])
    return bed.examine()


@planted("native-libraries", "apt-get install")
def _no_pango(bed: Bed) -> Found:
    def missing(_name: str) -> None:
        raise OSError("no library called pango")

    bed.patch.setattr(running, "import_module", missing)
    return bed.examine()


def _server(bed: Bed) -> Server:
    found: Server | None = bed.request.getfixturevalue("postgres")
    if found is None:
        pytest.skip(NOT_INSTALLED)
    return found


@planted("database-superuser", "CREATE ROLE", "migrations")
def _owner_of_the_server(bed: Bed) -> Found:
    return bed.examine(DATABASE_URL=_server(bed).new_database())


@planted("jobs", "peer-lms migrate", "migrations", "database-superuser")
def _no_tables_for_many_machines(bed: Bed) -> Found:
    return bed.examine(DATABASE_URL=_server(bed).new_database(), JOBS="procrastinate")


@planted("database-encoding", "ENCODING 'UTF8'", "migrations", "database-superuser")
def _a_database_of_few_letters(bed: Bed) -> Found:
    started = _server(bed)
    started.ask("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    return bed.examine(DATABASE_URL=started.address("latin"))


@planted("database-old", "PostgreSQL 15 or newer", "migrations", "database-superuser")
def _an_old_server(bed: Bed) -> Found:
    bed.patch.setattr(server, "OLDEST", 99)
    return bed.examine(DATABASE_URL=_server(bed).new_database())


@planted("clock", "NTP", "migrations", "database-superuser")
def _a_clock_that_is_slow(bed: Bed) -> Found:
    now = clock.now()
    bed.patch.setattr(server.clock, "now", lambda: now.replace(year=now.year - 1))
    return bed.examine(DATABASE_URL=_server(bed).new_database())


CODES = frozenset(plant.code for plant in PLANTS)
