"""Rules of addresses compiled once: nearly every test has an app of its own, and four fifths of making one is this."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    """From now on in this process, a rule that was compiled before is not compiled again."""
    compiled: dict[Any, Builder] = {}
    compile_anew = Rule._compile_builder

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:  # a default is written into what is compiled
            return compile_anew(rule, append_unknown)
        key = (tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_anew(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_builder  # type: ignore[method-assign]
