"""Words of templates, put in when a template is compiled."""

from gettext import NullTranslations
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache

from lms.core import text
from lms.core.ui.environment import Ui


class Loud(NullTranslations):
    """A language that shouts; one of its words would be markup if nobody escaped it."""

    def gettext(self, message: str) -> str:
        return "<b>" if message == "Bold" else f"{message.upper()}!"


TEMPLATES = {
    "{{ _('Sign in') }}": ("Sign in", "SIGN IN!"),
    '<p title="{{ _("Sign in") }}">': ('<p title="Sign in">', '<p title="SIGN IN!">'),
    "{{ _('Bold') }}": ("Bold", "&lt;b&gt;"),
    "{{ _('Wait %(n)s days', n=3) }}": ("Wait 3 days", None),
    "{% set word = 'Save' %}{{ _(word) }}": ("Save", "SAVE!"),
    "{{ _('Save') ~ _('Sign in') }}": ("SaveSign in", "SAVE!SIGN IN!"),
    "{{ [_('Save')] | join }}{{ '_(' }}": ("Save_(", "SAVE!_("),
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_language_has_templates_of_its_own(template: str) -> None:
    ui, (plain, loud) = Ui(["lms"]), TEMPLATES[template]
    assert ui.env.from_string(template).render() == plain
    if loud is not None:
        with text.speaking(Loud()):
            assert ui.env.from_string(template).render() == loud
    assert ui.env.from_string(template).render() == plain


def test_a_plain_word_costs_nothing_when_the_page_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(text, "gettext", lambda message, **_params: asked.append(message) or message)
    env = Ui(["lms"]).env
    assert env.from_string("{{ _('Sign in') }}{{ _('Wait %(n)s', n=1) }}").render() == "Sign inWait %(n)s"
    assert asked == ["Wait %(n)s"]


def test_only_the_source_language_is_kept_on_disk(tmp_path: Path) -> None:
    ui = Ui(["lms"], FileSystemBytecodeCache(str(tmp_path)))
    with text.speaking(Loud()):
        assert ui.env.get_template("lms/layout.jinja")
    kept = {file.name for file in tmp_path.iterdir()}
    assert ui.env.get_template("lms/layout.jinja")
    assert {file.name for file in tmp_path.iterdir()} > kept
