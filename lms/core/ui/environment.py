"""Two Jinja environments, made on first use: nhsuk's macros in one, our own pages in the other."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import uuid4

import jinja2
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, StrictUndefined

from lms.core import clock, text
from lms.core.forms.bridge import render_field
from lms.core.ui.filters import FILTERS
from lms.core.ui.links import Addresses, asset, href, url
from lms.core.web.browser import csrf_token

MACROS = (
    "textarea",
    "character-count",
    "radios",
    "checkboxes",
    "select",
    "date-input",
    "file-upload",
    "error-summary",
)


class Page(jinja2.Template):
    """A template of ours. All share the same globals, so a macro file is read once and not looked through each time."""

    def _get_default_module(self, _importing: Any = None) -> Any:
        return super()._get_default_module()


class Ui:
    """Renders templates from the packages of core and plugins."""

    def __init__(self, packages: Sequence[str], bytecode_cache: jinja2.BytecodeCache | None = None) -> None:
        self.addresses = Addresses()
        self._packages = packages
        self._bytecode_cache = bytecode_cache

    @cached_property
    def macros(self) -> dict[str, Any]:
        """What shows fields, by name: nhsuk's macros, and ours. They escape what they are given: a test holds that."""
        # nhsuk's templates end in .jinja, which Flask's own autoescaping leaves out, hence autoescape=True.
        env = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"),
            autoescape=True,
            undefined=ChainableUndefined,
            auto_reload=False,
            bytecode_cache=self._bytecode_cache,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        theirs = {name: _macro(env, name) for name in MACROS}
        return {**theirs, "input": self.env.get_template("lms/fields.jinja").module.input}  # type: ignore[attr-defined]

    @cached_property
    def env(self) -> Environment:
        """Our own pages: strict about names, always escaping, speaking the reader's language."""
        env = Environment(
            loader=ChoiceLoader([loader for name in self._packages if (loader := _templates_of(name))]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,  # a look at every template's file for every page was a tenth of its cost
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            bytecode_cache=self._bytecode_cache,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.template_class = Page
        env.install_gettext_callables(text.gettext, text.ngettext, newstyle=False)  # type: ignore[attr-defined]
        env.globals.update(
            _=text.gettext,
            today=clock.today,
            asset=asset,
            url=url,
            href=href,
            csrf_token=csrf_token,
            new_key=lambda: uuid4().hex,
            form_field=lambda field, **looks: render_field(self.macros, field, looks),
        )
        env.filters.update(FILTERS, day=text.day, moment=text.moment)
        return env

    def render(self, template: str, **context: Any) -> str:
        """The template as text."""
        return self.env.get_template(template).render(**context)


def _macro(env: Environment, name: str) -> Any:
    module = env.get_template(f"nhsuk/components/{name}/macro.jinja").module
    words = name.split("-")
    return getattr(module, words[0] + "".join(word.title() for word in words[1:]))


def _templates_of(package: str) -> PackageLoader | None:
    """A package's templates; None when it brings no page."""
    try:
        return PackageLoader(package, "templates")
    except ValueError:
        return None
