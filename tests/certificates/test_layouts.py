"""A certificate's look: chosen by the award rule, brought by us or by a plugin."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from plugins.test_loader import Point, load_with

from certificates import layouts, services
from certificates.rule_files import read_rule
from lms.core.access import SYSTEM
from lms.core.errors import Refused
from lms.plugins import CertificateLayout, hookimpl, loader
from lms.testing import House
from lms.testing.house import Template

PLAIN = CertificateLayout("plain", "Plain", "lms/paper/plain.jinja")


class Paper:
    """A plugin of one layout."""

    peer_lms_api = 1
    package = "paper_plugin"

    def __init__(self, layout: Any = PLAIN) -> None:
        self.layout = layout

    @hookimpl
    def certificate_layouts(self) -> list[Any]:
        return [self.layout]


@pytest.fixture
def house(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house with the plugin; what would go to paper is kept as the page it is made of."""
    root = tmp_path / "paper_plugin"
    (root / "templates/lms/paper").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "templates/lms/paper/plain.jinja").write_text("<p>Plainly: {{ sheet.name }}, {{ sheet.title }}</p>")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(loader, "entry_points", lambda group: [Point("paper", Paper())])
    monkeypatch.setattr("certificates.pdf.sheet.print_page", lambda page, _sheet: page.encode())
    built = House(tmp_path / "data", template)
    yield built
    built.close()


def printed(world: Any) -> str:
    made = world.issue()
    with world.house.unit() as session:
        file_id = services.print_certificate(session, certificate_id=made, runtime=world.house.runtime).file_id
    return str(world.house.content(file_id).decode())


def test_hook_certificate_layouts(world: Any, publish_again: Callable[..., Any]) -> None:
    publish_again(version="2.0", layout="plain")
    assert printed(world) == ("<p>Plainly: Siân Ŵyn Prydderch, Certificate in the Foundations of Peer Support</p>")


def test_a_rule_that_names_none_is_printed_as_ever(world: Any) -> None:
    assert "This is to certify that" in printed(world)


def test_a_layout_that_has_gone_gives_way_to_the_standard(
    world: Any, publish_again: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_again(version="2.0", layout="plain")
    monkeypatch.setattr(layouts, "_templates", lambda _of: {"standard": "lms/certificates/print.jinja"})
    assert "This is to certify that" in printed(world)


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("gold", "There is no layout “gold”. Write one of: plain, standard."),
        (7, "“layout” must be the name of a layout, or left out for the standard one."),
    ],
)
def test_a_layout_that_nobody_brings_is_refused(world: Any, layout: Any, said: str) -> None:
    source = (Path(services.__file__).parents[1] / "content/foundations-award.yaml").read_text("utf-8")
    with world.house.unit() as session, pytest.raises(Refused) as refused:
        document = read_rule(yaml.safe_dump({**yaml.safe_load(source), "version": "3.0", "layout": layout}))
        services.import_rule(session, document=document, by=SYSTEM)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("layout", "reason"),
    [
        ("plain", "certificate_layouts gave str where CertificateLayout was promised"),
        (CertificateLayout("standard", "Ours", "x.jinja"), "It names layouts that are there already: standard."),
        (CertificateLayout("Big one", "Big", "x.jinja"), "the layout 'Big one' is not made of small letters"),
    ],
)
def test_a_layout_that_cannot_be_used_is_not_let_in(monkeypatch: pytest.MonkeyPatch, layout: Any, reason: str) -> None:
    plugin = type("Paperless", (Paper,), {"package": None})(layout)
    loaded = load_with(monkeypatch, Point("paper", plugin))
    assert [reason in guest.reason for guest in loaded.disabled] == [True]
