"""Printing whatever was written: a letter that no font here has is called by its name, never left blank."""

import unicodedata
from pathlib import Path

from lms.core.printing.engine import Unprintable, print_page
from lms.core.printing.letters import missing_letters

__all__ = ["print_readable", "with_names"]


def print_readable(markup: str, sheet: Path) -> bytes:
    """As `print_page`, yet letters that neither our font nor the machine's has are printed as their names."""
    try:
        return print_page(markup, sheet)
    except Unprintable:
        named = with_names(markup)
        if named == markup:
            raise
        return print_page(named, sheet)


def with_names(text: str) -> str:
    """The text with every letter that our font lacks called by its name, like “[snowman]”."""
    return text.translate({ord(letter): _name(letter) for letter in missing_letters(text)})


def _name(letter: str) -> str:
    # A mark that only changes how the letter before it looks is no word of its own.
    if unicodedata.category(letter).startswith("M"):
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"
