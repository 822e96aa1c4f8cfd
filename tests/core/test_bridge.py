"""What nobody has filled in is made once; what somebody typed is made for them, and not kept."""

from typing import Any

import pytest
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from lms.core.forms import Choice, Form, LongText, ShortText, bridge
from lms.core.forms.bridge import Bridge
from lms.testing import House


class Sheet(Form):
    """One field of each kind that matters here."""

    name = ShortText("Name")
    story = LongText("Your story")
    way = Choice("Which way")


class Press:
    """Macros that count how often they are asked."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __getitem__(self, macro: str) -> Any:
        def make(params: dict[str, Any]) -> Markup:
            self.made.append(macro)
            return Markup(f"<i>{macro}: {escape(params)}</i>")

        return make


@pytest.fixture
def press() -> Press:
    return Press()


def sheet(house: House, **typed: str) -> Sheet:
    with house.app.test_request_context():
        form = Sheet(MultiDict(typed) if typed else None)
        form.way.offer([("on", "On foot"), ("by", "By bus")])
        return form


def test_an_empty_field_is_made_once(house: House, press: Press) -> None:
    shown = Bridge(press)  # type: ignore[arg-type]
    with house.app.test_request_context():
        first = [shown.show(sheet(house).name), shown.show(sheet(house).story, rows=4)]
        again = [shown.show(sheet(house).name), shown.show(sheet(house).story, rows=4)]
    assert again == first
    assert len(press.made) == 2


def test_one_that_looks_otherwise_is_another(house: House, press: Press) -> None:
    shown = Bridge(press)  # type: ignore[arg-type]
    with house.app.test_request_context():
        plain, wide = shown.show(sheet(house).name), shown.show(sheet(house).name, classes="wide")
    assert plain != wide
    assert "wide" in wide


def test_what_was_typed_wrong_or_could_be_chosen_is_not_kept(house: House, press: Press) -> None:
    shown = Bridge(press)  # type: ignore[arg-type]
    typed, wrong = sheet(house, name="Ann"), sheet(house)
    wrong.name.errors = ["Enter a name."]
    with house.app.test_request_context():
        for _twice in range(2):
            assert "Ann" in shown.show(typed.name)
            assert "Enter a name." in shown.show(wrong.name)
            shown.show(typed.way)
    assert len(press.made) == 6
    assert shown._empty == {}
    with house.app.test_request_context():  # the control: an empty one is
        shown.show(sheet(house).name)
    assert len(shown._empty) == 1


def test_there_is_an_end_to_what_is_kept(house: House, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "MOST_KEPT", 3)
    shown = Bridge(press)  # type: ignore[arg-type]
    with house.app.test_request_context():
        for number in range(10):
            shown.show(sheet(house).name, classes=f"like-{number}")
            assert 1 <= len(shown._empty) <= 3
    assert len(press.made) == 10
