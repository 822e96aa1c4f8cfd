"""Jinja environments, made on first use: nhsuk's macros in one, our own pages in one for each language."""

from collections.abc import Sequence
from functools import cached_property
from gettext import NullTranslations
from typing import Any
from uuid import uuid4

import jinja2
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lms.core import clock, text
from lms.core.forms.bridge import Bridge
from lms.core.forms.desk import desk_here, form_version
from lms.core.ui.filters import FILTERS
from lms.core.ui.links import Addresses, asset, href, url
from lms.core.ui.spoken import SpokenEnvironment
from lms.core.ui.tags import tag
from lms.core.web.browser import csrf_token
from lms.core.web.headers import nonce

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
        self._spoken: dict[NullTranslations, Environment] = {}

    @cached_property
    def nhsuk(self) -> dict[str, Any]:
        """The macros of NHS.UK that show fields, by name. They escape what they are given: a test holds that."""
        # Their templates end in .jinja, which Flask's own autoescaping leaves out, hence autoescape=True.
        env = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"),
            autoescape=True,
            undefined=ChainableUndefined,
            auto_reload=False,
            bytecode_cache=self._bytecode_cache,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return {name: _macro(env, name) for name in MACROS}

    @property
    def env(self) -> Environment:
        """Our own pages in the reader's language: strict about names, always escaping."""
        spoken = text.catalogue()
        if spoken not in self._spoken:
            self._spoken[spoken] = self._environment(spoken)
        return self._spoken[spoken]

    def _environment(self, catalogue: NullTranslations) -> Environment:
        macros = dict(self.nhsuk)
        env = SpokenEnvironment(
            catalogue,
            loader=ChoiceLoader([loader for name in self._packages if (loader := _templates_of(name))]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,  # a look at every template's file for every page was a tenth of its cost
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            # Kept on disk in the source language only: a kept template does not know that a catalogue has changed.
            bytecode_cache=self._bytecode_cache if type(catalogue) is NullTranslations else None,
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
            desk_here=desk_here,
            form_version=form_version,
            nonce=nonce,
            written_tag=tag,
            new_key=lambda: uuid4().hex,
            form_field=Bridge(macros).show,
        )
        env.filters.update(FILTERS, day=text.day, moment=text.moment)
        macros["input"] = env.get_template("lms/fields.jinja").module.input  # type: ignore[attr-defined]
        return env

    def render(self, template: str, **context: Any) -> str:
        """The template as text."""
        return self.env.get_template(template).render(**context)

    def piece(self, template: str, macro: str, **given: Any) -> Markup:
        """What a template's macro makes: a part of pages, which other templates put in as it is."""
        made: Markup = getattr(self.env.get_template(template).module, macro)(**given)
        return made


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
