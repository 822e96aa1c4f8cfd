"""What the certificate's font can write, and how wide it writes it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
NAME_FONT = "SourceSans3-Semibold.ttf"
# Kerning and shaping move widths a little; what is measured here must never be too narrow.
CARE = 1.04
LINE = 1.15


@dataclass(frozen=True)
class Letters:
    """A font's letters: which there are, and how wide each is, in ems."""

    widths: dict[int, float]
    widest: float

    def width(self, text: str) -> float:
        """How wide a line of text is, in ems."""
        return CARE * sum(self.widths.get(ord(letter), self.widest) for letter in text)


@cache
def letters(font: str = NAME_FONT) -> Letters:
    """The letters of one of our fonts, read once a process."""
    with TTFont(FONTS / font, lazy=True) as opened:
        em = opened["head"].unitsPerEm
        advances = opened["hmtx"].metrics
        widths = {code: advances[glyph][0] / em for code, glyph in opened.getBestCmap().items()}
    return Letters(widths, max(widths.values()))


def missing_letters(text: str) -> str:
    """The letters of a name that the font cannot write, each once; empty when it can write them all."""
    known = letters().widths
    visible = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    return "".join(dict.fromkeys(letter for letter in visible if ord(letter) not in known and not letter.isspace()))


def wrapped(text: str, most: float) -> list[str]:
    """The text in lines of at most `most` ems, broken at spaces, and inside a word that is wider than a line."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and letters().width(joined) <= most:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, most))
    return lines


def _pieces(word: str, most: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and letters().width(pieces[-1] + letter) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def fitting(text: str, *, width: float, height: float, sizes: Sequence[int], one_line_above: int) -> int:
    """The largest of `sizes` (points, largest first) at which the text fits a box of points.

    Sizes above `one_line_above` are for text that fits one line. The smallest is given when none fits.
    """
    for size in sizes:
        lines = len(wrapped(text, width / size))
        if lines * size * LINE <= height and (lines == 1 or size <= one_line_above):
            return size
    return sizes[-1]
