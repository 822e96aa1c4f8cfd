"""The guide names whatever we connect to: each setting that leads somewhere, and no code that connects besides."""

import ast
import re
from collections.abc import Iterator

import pytest
from architecture.reading import ROOT, mentioning

GUIDE = (ROOT / "lms/docs/guides/deployment.md").read_text(encoding="utf-8")
CONNECTS = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "ldap3", "obstore", "psycopg", "requests", "smtplib",
    "socket", "socketserver", "telnetlib", "urllib3", "xmlrpc",
}  # fmt: skip
# Who uses a library that connects, and the setting that says where to.
KNOWN = {
    "lms/jobs/mail.py": "PEER_LMS_MAIL_URL",
    "lms/privacy/letters.py": "PEER_LMS_MAIL_URL",  # the same server, for the last letter
    "lms/core/s3.py": "PEER_LMS_FILES",
    "lms/jobs/spread/machine.py": "PEER_LMS_DATABASE_URL",
    "lms/cli/serve.py": "",  # looks whether a port of its own is free
}


def libraries(source: str) -> set[str]:
    """Libraries that connect, which a file imports, in whichever way."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
            found |= {"urllib3" for alias in node.names if alias.name == "urllib.request"}
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]}
            found |= {"urllib3"} if node.module == "urllib.request" else set()
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "import_module":
            found |= {str(one.value).partition(".")[0] for one in node.args if isinstance(one, ast.Constant)}
    return found & CONNECTS


def users() -> Iterator[str]:
    for name, text in mentioning([*CONNECTS, "urllib.request"]):
        if not name.startswith(("lms/testing/", "lms/docs/")) and libraries(text):
            yield name


def test_whoever_connects_is_known_and_has_a_line() -> None:
    assert set(users()) == set(KNOWN)
    section = GUIDE.partition("## Who speaks to whom")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(PEER_LMS_\w+)`", section))
    assert named == {"PEER_LMS_DATABASE_URL", *filter(None, KNOWN.values())}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import urllib.request", {"urllib3"}),
        ("from urllib.request import urlopen", {"urllib3"}),
        ("from http.client import HTTPSConnection", {"http"}),
        ("import_module('obstore.store')", {"obstore"}),
        ("from urllib.parse import urlsplit\nimport json", set()),
    ],
)
def test_a_new_way_out_is_seen(source: str, found: set[str]) -> None:
    assert libraries(source) == found
