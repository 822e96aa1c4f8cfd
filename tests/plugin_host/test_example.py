"""The guide "In your app": its commands are run as they stand, its code is the example's, its links lead somewhere."""

import email
import email.policy
import re
import shlex
import shutil
import subprocess
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from architecture.reading import ROOT
from plugin_host.clean import Clean
from plugin_host.test_wheel import _free_port, _open

DOCS = ROOT / "lms" / "docs"
GUIDE = (DOCS / "guides" / "in-your-app.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]


def _browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def _page(browser: OpenerDirector, address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, where one ended up, and what is there."""
    try:
        reply = browser.open(address, urlencode(form).encode() if form else None)
    except HTTPError as problem:
        reply = problem
    with reply:
        return int(reply.status), reply.url, reply.read().decode()


def test_the_example_runs_as_the_guide_says(clean: Clean, tmp_path: Path) -> None:
    """Migrate, add Ann, run. Ann comes in by the intranet's door; Bob is told that nobody knows him yet."""
    assert [shlex.split(line)[3:5] for line in COMMANDS] == [
        ["lms", "migrate"], ["lms", "person"], ["run", "--port"], ["lms", "work"],
    ]  # fmt: skip
    there = Clean(tmp_path)
    (tmp_path / "env").symlink_to(clean.folder / "env")
    shutil.copytree(DOCS / "examples" / "host", tmp_path, dirs_exist_ok=True)
    for line in COMMANDS[:2]:
        there.run("python", "-m", *shlex.split(line))
    port = _free_port()
    run = [there.command("python"), "-m", *shlex.split(COMMANDS[2].replace("5000", str(port)))]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(run, cwd=tmp_path, env=there.environment, stdout=log, stderr=log)
    try:
        _visit(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(15)
    there.run("python", "-m", *shlex.split(COMMANDS[3]), "--once")
    assert _links(tmp_path) == ["http://127.0.0.1:5000/training/link/"], "the invitation that `person add` asked for"


def _links(folder: Path) -> list[str]:
    """Where the links in the mail lead, without what is different each time."""
    read = partial(email.message_from_bytes, policy=email.policy.default)
    bodies = [read(path.read_bytes()).get_content() for path in (folder / "data" / "mail").glob("*.eml")]
    return [found for body in bodies for found in re.findall(r"http\S+/link/", body)]


def _visit(address: str) -> None:
    _open(address)
    ann, bob = _browser(), _browser()
    status, where, text = _page(ann, f"{address}/training/account")
    assert (status, where) == (200, f"{address}/sign-in?next=%2Ftraining%2Faccount")
    assert "I am Ann" in text
    status, where, text = _page(ann, where, {"email": "ann@example.org"})
    assert (status, where) == (200, f"{address}/training/account")
    assert ">Ann</a>" in text
    _page(bob, f"{address}/sign-in", {"email": "bob@example.org"})
    status, _where, text = _page(bob, f"{address}/training/account")
    assert (status, "We do not know you here yet" in text) == (403, True)


def code_not_in(example: str, guide: str) -> list[str]:
    """Lines of the guide's code that the example does not have, but for what the guide says in its own words."""
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    plain = re.sub(r": (Session|User)|-> UUID \| None", "", example).replace("user.id)", "user.email)")
    known = {line.strip().replace(") :", "):") for line in plain.splitlines()}
    return [line for line in lines if line not in known]


def test_the_guides_code_is_the_examples() -> None:
    example = (DOCS / "examples" / "host" / "app.py").read_text(encoding="utf-8")
    assert code_not_in(example, GUIDE) == []
    assert len(re.findall(r"```python", GUIDE)) == 2
    assert code_not_in(example.replace("/training", "/learn"), GUIDE) == [
        'PeerLMS(app, url_prefix="/training", plugins=[OurStaff()])'
    ]


def test_the_guides_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!http)([^)]+)\)", GUIDE)
    assert links == ["../examples/host/app.py"]
    assert all((DOCS / "guides" / link).is_file() for link in links)
