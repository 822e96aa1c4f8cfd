"""How large a name can be printed in its box."""

from collections.abc import Sequence

from lms.core.printing.letters import letters

LINE = 1.15


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
