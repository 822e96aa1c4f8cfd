"""Templates in one language: words that stand in a template are translated when it is compiled, not for each page."""

from collections.abc import Iterator, Sequence
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

CALL = ["name", "lparen", "string", "rparen"]


class Spoken(Extension):
    """Puts the catalogue's own words where a template says _("…"). With parameters it is left as it is."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens, each plain call of _ replaced by what it would return."""
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            if _is_call(tokens[at : at + 4]):
                said = self.environment.catalogue.gettext(tokens[at + 2].value)  # type: ignore[attr-defined]
                yield Token(tokens[at].lineno, "string", said)
                at += 4
            else:
                yield tokens[at]
                at += 1


def _is_call(tokens: Sequence[Token]) -> bool:
    return [token.type for token in tokens] == CALL and tokens[0].value == "_"


class SpokenEnvironment(Environment):
    """An environment whose templates speak the language of one catalogue."""

    def __init__(self, catalogue: NullTranslations, **options: Any) -> None:
        self.catalogue = catalogue
        super().__init__(**options)
        self.add_extension(Spoken)
