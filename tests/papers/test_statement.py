"""The accessibility statement claims what is tried and no more; security.txt is what RFC 9116 asks for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from crawl import looking
from engines import Engine
from papers.naming import named, unknown
from stock import Stock

from lms import version
from lms.core.settings import Settings, Unusable, load
from lms.papers import risks, security_txt, tested
from lms.testing import House
from lms.testing.house import Template


def test_what_it_claims_is_what_the_tests_do() -> None:
    assert list(tested.TAGS) == looking.TAGS
    assert looking.SMALL["width"] == tested.WIDTH
    assert looking.AXE.parent.name == f"axe-{tested.AXE}"


def test_every_test_that_a_paper_names_is_there() -> None:
    names = [name for one in (*tested.TRIED, *risks.RISKS) for name in one.tests]
    assert len(names) >= 25
    assert unknown(names, named()) == []
    assert unknown(["tests/crawl/test_crawl.py::test_by_ear", "tests/gone.py"], named()) == [
        "tests/crawl/test_crawl.py::test_by_ear",
        "tests/gone.py",
    ]


@pytest.mark.on("sqlite")
def test_the_statement_says_when_and_how(house: House) -> None:
    page = house.client().get("/accessibility")
    told = date.fromisoformat(version.RELEASED)
    assert f"Version {version.VERSION} was last tested as a whole on {told.day} {told:%B %Y}" in page.text
    assert "No screen reader has been run over it" in page.text
    assert "Equality and Human Rights Commission" in page.text
    assert "This organisation has not said yet whom to ask" in page.text
    assert "/accessibility" in house.client().get("/sign-in").attributes("footer a", "href")


def test_the_release_is_a_day_that_has_been() -> None:
    assert date.fromisoformat(version.RELEASED) <= datetime.now(UTC).date()


def test_the_file_for_programs() -> None:
    settings = Settings(security_contact="mailto:security@lms.example", base_url="https://lms.example")
    lines = dict(line.split(": ", 1) for line in security_txt.security_txt(settings).splitlines())
    assert lines == {
        "Contact": "mailto:security@lms.example",
        "Expires": f"{security_txt.expires():%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": "https://lms.example/.well-known/security.txt",
    }
    assert security_txt.expires("2026-11-30") == datetime(2027, 11, 29, tzinfo=UTC)
    made = datetime.fromisoformat(version.RELEASED).replace(tzinfo=UTC)
    assert security_txt.expires() - made < timedelta(days=365)
    assert security_txt.security_txt(Settings(base_url="https://lms.example")) == ""
    assert "Canonical" not in security_txt.security_txt(Settings(demo=True))


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"PEER_LMS_DEMO": "0"}, 404),
        ({"PEER_LMS_DEMO": "0", "PEER_LMS_SECURITY_CONTACT": "tel:+44-115-496-0000"}, 200),
        ({"PEER_LMS_DEMO": "1"}, 200),
    ],
)
def test_nobody_named_no_file(
    stock: Stock, engine: Engine, template: Template, settings: dict[str, Any], status: int
) -> None:
    with stock.lent(engine, template, **settings) as house:
        page = house.client().get("/.well-known/security.txt", status)
        assert page.reply.content_type == "text/plain; charset=utf-8"
        assert bool(page.text) == (status == 200)


@pytest.mark.parametrize("contact", ["security@lms.example", "http://lms.example", "mailto:a b@c", "mailto:a@b\nX: y"])
def test_a_contact_that_no_program_can_follow_is_refused(contact: str, tmp_path: Any) -> None:
    with pytest.raises(Unusable, match="no address that a program can follow"):
        load({"PEER_LMS_SECURITY_CONTACT": contact, "PEER_LMS_DATA_DIR": str(tmp_path)})
