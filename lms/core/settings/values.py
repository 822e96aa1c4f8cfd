"""Every setting with its type and its default, and one that cannot be used."""

from dataclasses import dataclass
from pathlib import Path

from lms.core.errors import NotReady

__all__ = ["PREFIX", "Settings", "Unusable"]

PREFIX = "PEER_LMS_"


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
    idle_hours: int = 168
    staff_idle_hours: int = 24
    jobs: str = "own"
    job_lease: int = 120
    erasure_days: int = 7
    backup_days: int = 2

    @property
    def over_https(self) -> bool:
        """Whether readers come over https, as everywhere but on one's own machine."""
        return self.base_url.startswith("https:")

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
