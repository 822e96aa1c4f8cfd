"""Tags escape whatever they are given, and leave alone what is markup already."""

from markupsafe import Markup

from lms.core.text import lazy_gettext as _l
from lms.core.ui.tags import tag


def test_text_is_escaped_and_markup_is_not() -> None:
    shape = '<strong class="nhsuk-tag nhsuk-tag--{}" data-state="{}">{}</strong>'
    assert tag("<b>", 'a"b', "red") == shape.format("red", "a&#34;b", "&lt;b&gt;")
    assert tag(Markup("<b>"), "done") == shape.format("grey", "done", "<b>")
    assert tag(_l("Done"), "done", "green") == shape.format("green", "done", "Done")


def test_what_reads_alike_is_not_mixed_up() -> None:
    """A cache that took markup for the text of the same letters would let it through unescaped."""
    assert "&lt;i&gt;" not in tag(Markup("<i>"), "x")
    assert "&lt;i&gt;" in tag("<i>", "x")
