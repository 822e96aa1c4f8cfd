"""Payloads in every text of the demo, and everybody who may read it: nothing runs, and nothing leaves the house."""

import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from gettext import NullTranslations
from pathlib import Path

import lxml.html
import pytest
import sqlalchemy as sa
from conftest import Told
from crawl.looking import tab_of
from jinja2 import ChoiceLoader, DictLoader, Environment
from playwright.sync_api import Browser
from sinks import expected, fields
from sinks.asking import Found, ask_everything, clients_of
from sinks.looking import WATCH, Look, look_at
from sinks.planting import plant, planted
from sinks.reading import faults_in_mail, faults_in_page, faults_in_print, faults_in_table, grown
from sinks.way_out import no_way_out

from certificates.pdf.sheet import STYLE
from lms.core.db import Base
from lms.core.printing import print_page
from lms.jobs.models import Job, JobState
from lms.people.cast import SIGN_IN
from lms.testing import House
from lms.testing.live import served

pytestmark = pytest.mark.on("sqlite")  # what is done with a text does not depend on where it is kept
ROLES = [player.key for player in SIGN_IN]
OTHERS = ["peer1"]  # who holds a certificate
STOPPED, PAGE = "/admin/jobs?show=stopped", "lms/jobs/admin_jobs.jinja"
CELL = '{{ job.last_error or _("none") }}'


@pytest.fixture
def house(told: Told, tmp_path: Path) -> Iterator[House]:
    """A copy of the demo that has printed nothing yet."""
    built = told.house(tmp_path / "demo", PEER_LMS_CACHE_DIR=tmp_path / "cache")
    yield built
    built.close()


def sent(house: House) -> tuple[set[str], list[str], int]:
    """The words in all mail, what is wrong with it, and how many mails carry a word."""
    read = [faults_in_mail(path) for path in (house.folder / "mail").glob("*.eml")]
    return (
        set().union(*(words for words, _faults in read)),
        [f for _w, faults in read for f in faults],
        sum(bool(words) for words, _faults in read),
    )


def broken_subjects(house: House) -> tuple[int, int]:
    """How many mails have a subject that would begin another line, and how many of those were sent."""
    with house.unit() as session:
        jobs = session.scalars(sa.select(Job).where(Job.kind == "people.mail", Job.key != "stopped"))
        broken = [one for one in jobs if "\r\n" in one.payload["subject"]]
        return len(broken), sum(one.state is JobState.DONE for one in broken)


def reached(found: Found, names: dict[str, str]) -> None:
    """Everybody met what they should, and what nobody met is known."""
    pages = found.who_met(names, "text/html")
    missing = {
        who: lost for who, wanted in expected.ON_PAGES.items() if (lost := {f for f in wanted if who not in pages[f]})
    }
    assert missing == {}
    assert expected.ON_PAGES.keys() == set(ROLES)
    for sink, wanted in {"text/csv": expected.IN_TABLES, "application/pdf": expected.ON_PAPER}.items():
        reach = found.who_met(names, sink)
        assert {name: who - reach[name] for name, who in wanted.items() if who - reach[name]} == {}, sink
    assert set(names.values()) - found.who_met(names).keys() == expected.NOWHERE


def looked_well(look: Look, names: dict[str, str]) -> None:
    """Nothing ran, was refused or asked outside; and the words were there to be seen."""
    assert (look.ran, look.refused, look.links, look.outside) == (0, [], [], [])
    assert look.opened >= 100
    assert set(ROLES) <= {who for who, words in look.words.items() if words}
    print(f"{look.opened} pages in Chromium")
    seen = {names[word] for words in look.words.values() for word in words}
    print(f"{len(seen)} of {len(names)} fields read there")
    assert len(seen) >= 80, sorted(set(names.values()) - seen)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="sudo apt-get install poppler-utils")
def test_no_text_runs_for_anybody_and_nothing_is_fetched_for_it(house: House, told: Told, browser: Browser) -> None:
    clients = clients_of(house, told.story.people, [*ROLES, *OTHERS])
    with house.unit() as session:
        names, empty = plant(session, told.story.people)
    assert empty == set()
    with no_way_out() as tries:
        house.work()  # mail, and certificates on paper
        found = ask_everything(house, clients)
    assert tries == []
    assert not found.faults, "\n".join(found.faults[:50])
    assert found.asked >= 1900
    print(f"{found.asked} replies read by {len(clients)} people")
    assert found.quoted >= 3, "no table had a formula to quote"
    reached(found, names)

    words, faults, count = sent(house)
    assert ([names[word] for word in words], faults) == (["lms_job.payload"], [])
    assert count >= 40
    broken, gone = broken_subjects(house)
    assert broken >= 15
    assert gone == 0

    with served(house) as address:
        look = look_at(browser, address, house, told.story, found.to_look_at())
    looked_well(look, names)


def test_every_text_is_planted_in_or_left_out_for_a_reason(house: House) -> None:
    found = fields.columns()
    assert fields.undecided(set(found)) == []
    assert len(found) >= 130
    assert len(fields.WORDS | fields.SENTENCES) >= 85


def test_a_new_column_has_to_be_decided_on(house: House) -> None:
    names = set(fields.columns())
    assert fields.undecided(names | {"lms_person.motto"}) == ["lms_person.motto: in no list"]
    assert fields.undecided(names - {"lms_person.phone"}) == ["lms_person.phone: no such column"]
    motto = sa.Column("motto", sa.Text())
    chosen = Base.metadata.tables["lms_person"].c.state
    assert fields.is_text(motto)
    assert not fields.is_text(chosen)


@pytest.mark.browser
def test_a_planted_safe_fires(house: House, told: Told, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """One careless template: the reading notices, the browser refuses; and without our policy it runs and fetches."""
    with house.unit() as session:
        plant(session, told.story.people)
    careless(house, monkeypatch)
    content = house.client(told.story.people["admin"])._client.get(STOPPED).get_data()
    _words, faults = faults_in_page(content)
    assert {"a picture stands where text was written", "an element stands unescaped"} <= set(faults)
    behind, without = Look(), Look()
    with served(house) as address:
        for look, bare in ((behind, False), (without, True)):
            tab = tab_of(browser, address, house, told.story.people["admin"])
            tab.add_init_script(WATCH)
            look.only_home(tab, address)
            tab.context.new_cdp_session(tab).send("Page.setBypassCSP", {"enabled": bare})
            look.open(tab, address, "admin", STOPPED)
            tab.context.close()
    assert (behind.ran, behind.outside) == (0, [])
    assert any("script-src" in one for one in behind.refused)
    assert without.ran >= 1
    assert without.outside == ["http://192.0.2.1/lms.png"]


def careless(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one cell of one page stand as it was written, beside a picture from elsewhere."""
    ui = house.runtime.ui
    made = ui._environment

    def careless_one(catalogue: NullTranslations) -> Environment:
        env = made(catalogue)
        assert env.loader is not None
        text = env.loader.get_source(env, PAGE)[0]
        assert text.count(CELL) == 1
        bad = text.replace(CELL, '{{ job.last_error | safe }}<img src="http://192.0.2.1/lms.png" alt="">')
        env.loader = ChoiceLoader([DictLoader({PAGE: bad}), env.loader])
        return env

    monkeypatch.setattr(ui, "_environment", careless_one)
    ui._spoken.clear()


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<p>{}</p>", "a picture stands where text was written"),
        ('<p title="{}">x</p>', "<p> has an attribute onfocus"),
        ("<a href='{}'>x</a>", "<a href> leads to javascript:lmsRan(7)//zq007zq"),
    ],
)
def test_what_grows_is_noticed(markup: str, fault: str) -> None:
    html = lxml.html.document_fromstring(markup.format(planted(7, 0, "")))
    assert any(one.startswith(fault) for one in grown(html)), grown(html)


def test_a_formula_a_second_head_and_a_link_on_paper_are_noticed(tmp_path: Path) -> None:
    assert faults_in_table(b"name,day\n=zq007zq,1\n'=zq008zq,2\n") == (
        {"007", "008"},
        ["a cell begins with '=zq007zq'"],
    )
    message = EmailMessage()
    message["To"], message["Bcc"], message["Subject"] = "a@demo.example", "zq@evil.example", "x"
    message.set_content("<p>x", subtype="html")
    (tmp_path / "one.eml").write_bytes(message.as_bytes())
    assert faults_in_mail(tmp_path / "one.eml")[1] == ["a mail has a head Bcc", "a mail is text/html"]
    paper = print_page('<html lang="en"><title>x</title><h1>x</h1><a href="javascript:lmsRan(7)">x</a>', STYLE)
    assert faults_in_print(paper)[1] == ["a PDF leads to javascript:lmsRan(7)"]
