"""What our font can write, and how wide it writes it."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(__file__).resolve().parent / "static" / "fonts"
SEMIBOLD = "SourceSans3-Semibold.ttf"
# Kerning and shaping move widths a little; what is measured here must never be too narrow.
CARE = 1.04


@dataclass(frozen=True)
class Letters:
    """A font's letters: which there are, and how wide each is, in ems."""

    widths: dict[int, float]
    widest: float

    def width(self, text: str) -> float:
        """How wide a line of text is, in ems."""
        return CARE * sum(self.widths.get(ord(letter), self.widest) for letter in text)


@cache
def letters(font: str = SEMIBOLD) -> Letters:
    """The letters of one of our fonts, read once a process."""
    with TTFont(FONTS / font, lazy=True) as opened:
        em = opened["head"].unitsPerEm
        advances = opened["hmtx"].metrics
        widths = {code: advances[glyph][0] / em for code, glyph in opened.getBestCmap().items()}
    return Letters(widths, max(widths.values()))


def missing_letters(text: str) -> str:
    """The letters of a text that the font cannot write, each once; empty when it can write them all."""
    known = letters().widths
    visible = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    return "".join(dict.fromkeys(letter for letter in visible if ord(letter) not in known and not letter.isspace()))
