"""The deployment guide and its example files: what they name is there."""

import gc
import inspect
import re
import shlex
import ssl
from pathlib import Path

import pytest
from gunicorn.config import KNOWN_SETTINGS

import lms
from lms import server
from lms.cli import build
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")
DOCS = Path(lms.__file__).parent / "docs"
GUIDE = (DOCS / "guides/deployment.md").read_text(encoding="utf-8")
EXAMPLES = DOCS / "examples/deploy"


def commands(guide: str) -> list[list[str]]:
    """Each command of the guide's blocks, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)
    return [shlex.split(line) for line in "".join(blocks).replace("\\\n", " ").splitlines()]


def unknown_verbs(house: House, guide: str) -> list[str]:
    verbs = [words[1] for words in commands(guide) if words[0] == "peer-lms"]
    assert len(verbs) >= 5
    return [verb for verb in verbs if verb not in build(house.app).commands]


def test_its_verbs_exist(house: House) -> None:
    assert unknown_verbs(house, GUIDE) == []
    assert unknown_verbs(house, GUIDE.replace("peer-lms migrate", "peer-lms migrates")) == ["migrates", "migrates"]


def missing_files(guide: str) -> set[str]:
    """Example files that are copied and not there."""
    named = set(re.findall(r'"\$EXAMPLES/([^"]+)"', guide))
    assert len(named) >= 3
    return {name for name in named if not (EXAMPLES / name).is_file()}


def test_the_files_it_copies_exist() -> None:
    assert missing_files(GUIDE) == set()
    assert missing_files(GUIDE.replace("nginx.conf", "nginx.cnf")) == {"nginx.cnf"}
    units = {path.stem for path in EXAMPLES.glob("*.service")}
    [enabled] = [words[3:] for words in commands(GUIDE) if words[:2] == ["systemctl", "enable"]]
    assert set(enabled) == units == {"peer-lms-web", "peer-lms-work"}


def test_a_service_waits_longer_for_its_end_than_gunicorn_does() -> None:
    [seconds] = re.findall(r"TimeoutStopSec=(\d+)", (EXAMPLES / "peer-lms-web.service").read_text())
    assert int(seconds) > server.graceful_timeout == 30


def test_every_name_of_the_configuration_is_gunicorns() -> None:
    theirs = {setting.name for setting in KNOWN_SETTINGS}
    names = {name: value for name, value in vars(server).items() if name.islower() and name[0] != "_"}
    ours = {name for name, value in names.items() if not inspect.ismodule(value) and name != "workers_for"}
    assert ours - theirs == set()
    assert len(ours & theirs) >= 12


def test_what_is_loaded_at_the_start_is_not_looked_through_again() -> None:
    gc.unfreeze()  # the suite itself has done so
    assert gc.get_freeze_count() == 0
    server.when_ready(None)
    assert gc.get_freeze_count() > 10_000


def test_the_site_keeps_secrets_out_of_its_log_and_out_of_compression() -> None:
    site = (EXAMPLES / "nginx.conf").read_text()
    assert "access_log off;" in site
    assert re.search(r"^    gzip off;", site, re.MULTILINE)
    assert "gzip_static on;" in site
    # What a client sent in their place is overwritten, never appended to.
    for name, value in {"For": "$remote_addr", "Proto": "$scheme", "Host": "$host"}.items():
        assert f"proxy_set_header X-Forwarded-{name} {value};" in site


def encrypts(site: str) -> dict[str, bool]:
    """What the site promises of encryption, each by its name; the suites are those that OpenSSL makes of the list."""
    told = dict(re.findall(r"^ +(ssl_\w+) (.+);$", site, re.MULTILINE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(told.get("ssl_ciphers", "DEFAULT"))
    suites = [one["name"] for one in context.get_ciphers()]
    headed = [place for place in re.findall(r"location [^{]+\{(.*?)\n    \}", site, re.DOTALL) if "add_header" in place]
    return {
        "versions": set(told.get("ssl_protocols", "").split()) == {"TLSv1.2", "TLSv1.3"},
        "suites": len(suites) >= 3
        and all(re.search("TLS_AES|TLS_CHACHA|ECDHE.+(GCM|CHACHA)", name) for name in suites),
        "kept for a year": bool(headed) and all('Security "max-age=31536000" always' in place for place in headed),
        "plain is sent on": bool(
            re.search(r"listen 80;[^{}]+location / {\s+return 301 https://\$host\$request_uri;", site)
        ),
        "programs are not": bool(
            re.search(r"listen 80;(?:(?!listen).)+location = /healthz {\s+return 403;", site, re.DOTALL)
        ),
        "no other plain door": re.findall(r"listen ([^;]+);", site) == ["80", "443 ssl"],
        "characters": "charset utf-8;" in site and {"text/css", "text/javascript"} <= set(site.split()),
    }


@pytest.mark.parametrize(
    ("there", "planted", "missed"),
    [
        ("", "", set()),
        ("TLSv1.2 ", "TLSv1.1 TLSv1.2 ", {"versions"}),
        ("    ssl_protocols", "    # ssl_protocols", {"versions"}),
        ("ECDHE+AESGCM", "AESGCM", {"suites"}),
        (":ECDHE+CHACHA20", ":ECDHE+AES", {"suites"}),
        ("    ssl_ciphers", "    # ssl_ciphers", {"suites"}),
        ('"max-age=31536000" always', '"max-age=3600" always', {"kept for a year"}),
        ("return 301 https:", "return 301 http:", {"plain is sent on"}),
        ("return 403;", "return 301 https:;", {"programs are not"}),
        ("listen 443 ssl;", "listen 443 ssl; listen 8080;", {"no other plain door"}),
        ("charset utf-8;", "", {"characters"}),
    ],
)
def test_the_site_encrypts_by_present_means_only(there: str, planted: str, missed: set[str]) -> None:
    site = (EXAMPLES / "nginx.conf").read_text()
    assert there in site
    found = encrypts(site.replace(there, planted, 1))
    assert {name for name, kept in found.items() if not kept} == missed
