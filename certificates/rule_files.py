"""Award rules as content files: read, checked line by line, never trusted."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from certificates.rules import known
from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l

__all__ = ["RuleDocument", "read_rule"]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST = {
    "slug": 80,
    "version": 20,
    "programme": 80,
    "framework": 80,
    "title": 200,
    "neutral_title": 200,
    "statement": 2000,
}


@dataclass(frozen=True)
class RuleDocument:
    """One award rule as its file gives it."""

    slug: str
    number: str
    programme: str
    framework: str
    title: str
    neutral_title: str
    statement: str
    requires: tuple[dict[str, Any], ...]
    expires_months: int | None
    layout: str | None = None


def read_rule(source: str) -> RuleDocument:
    """The rule in a YAML text. Raises Refused with a sentence that names the entry to mend."""
    try:
        given = yaml.safe_load(source)
    except yaml.YAMLError as problem:
        raise Refused(_l("This is not YAML: %(problem)s.", problem=" ".join(str(problem).split()))) from None
    if not isinstance(given, dict) or given.get("kind") != "award-rule":
        raise Refused(_l("The file does not begin with “kind: award-rule”."))
    words = {name: _words(given, name, most) for name, most in MOST.items()}
    for name in ("slug", "programme", "framework"):
        if not SLUG.fullmatch(words[name]):
            raise Refused(_l("“%(name)s” must be small letters, digits and hyphens.", name=name))
    return RuleDocument(
        slug=words["slug"],
        number=words["version"],
        programme=words["programme"],
        framework=words["framework"],
        title=words["title"],
        neutral_title=words["neutral_title"],
        statement=words["statement"],
        requires=tuple(_asked(given)),
        expires_months=_months(given),
        layout=_layout(given),
    )


def _words(given: dict[str, Any], name: str, most: int) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found.strip():
        raise Refused(_l("“%(name)s” is missing, or is not text in quotes.", name=name))
    if len(found.strip()) > most:
        raise Refused(_l("“%(name)s” can be at most %(most)s characters long.", name=name, most=most))
    return found.strip()


def _asked(given: dict[str, Any]) -> list[dict[str, Any]]:
    found = given.get("requires")
    if not isinstance(found, list) or not found:
        raise Refused(
            _l("“requires” must list at least one thing: an award that asks for nothing would go to everybody.")
        )
    for asked in found:
        if (
            not isinstance(asked, dict)
            or not all(isinstance(asked.get(key), str) for key in ("code", "text"))
            or not known(asked)
        ):
            raise Refused(
                _l(
                    "An entry of “requires” is not one we can check. "
                    "Each has code and text, and “kind: modules, modules: all” or “kind: areas, areas: core”."
                )
            )
    if len({asked["code"] for asked in found}) < len(found):
        raise Refused(_l("Two entries of “requires” have the same code."))
    return found


def _months(given: dict[str, Any]) -> int | None:
    found = given.get("expires_months")
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= 600:
        raise Refused(_l("“expires_months” must be null, or a whole number from 1 to 600."))
    return found


def _layout(given: dict[str, Any]) -> str | None:
    found = given.get("layout")
    if found is not None and (not isinstance(found, str) or len(found) > 40):
        raise Refused(_l("“layout” must be the name of a layout, or left out for the standard one."))
    return found
