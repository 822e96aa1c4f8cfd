"""Our own components are NHS.UK's: the same elements, attributes and words."""

from typing import Any

import jinja2
import lxml.html
import pytest
from lxml.html import HtmlElement

from lms.testing import House

BASE: dict[str, Any] = {"id": "it", "name": "it", "label": {"text": "Name"}, "value": "Ann <b>"}
LOOKS: list[dict[str, Any]] = [
    {},
    {"value": ""},
    {"hint": {"text": "As people call you & yours"}},
    {"errorMessage": {"text": "Enter a name"}},
    {"hint": {"text": "A hint"}, "errorMessage": {"text": "Enter a name"}},
    {"type": "password", "autocomplete": "current-password", "spellcheck": False},
    {"type": "email", "spellcheck": True, "inputmode": "numeric", "classes": "nhsuk-input--width-4"},
]


@pytest.fixture(scope="module")
def theirs() -> Any:
    loader = jinja2.PackageLoader("nhsuk_frontend_jinja")
    env = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return env.get_template("nhsuk/components/input/macro.jinja").module


@pytest.mark.parametrize("looks", LOOKS)
def test_a_line_is_as_nhsuk_makes_it(house: House, theirs: Any, looks: dict[str, Any]) -> None:
    params = {**BASE, **looks}
    ours: Any = house.runtime.ui.env.get_template("lms/fields.jinja").module
    own, model = tree(ours.input(params)), tree(theirs.input(params))
    assert own == model
    assert tree("<div class='nhsuk-form-group'></div>") != model


def tree(html: str) -> list[Any]:
    """The elements of some HTML: names, attributes, words, white space folded."""
    return [_told(element) for element in lxml.html.fragment_fromstring(str(html), create_parent=True)]


def _told(element: HtmlElement) -> tuple[Any, ...]:
    words = [" ".join((text or "").split()) for text in (element.text, *(child.tail for child in element))]
    return element.tag, dict(element.attrib), words, [_told(child) for child in element]
