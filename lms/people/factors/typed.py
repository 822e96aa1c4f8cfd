"""Codes as people type them, and as we compare them."""

import unicodedata

__all__ = ["ALPHABET", "DIGITS", "RECOVERY", "grouped", "plain"]

DIGITS, RECOVERY = 6, 10
# Without what looks alike on paper: i l o 0 1.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def plain(typed: str) -> str:
    """Only what counts: full-width and other digits become 0 to 9; spaces, dashes and what cannot be seen go."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(_digit(sign) for sign in folded if sign.isalnum())


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def grouped(code: str, size: int = 4) -> str:
    """A long code in groups, to read and to type."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
