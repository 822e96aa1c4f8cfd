"""What a problem may say on a page that administrators read: its kind and first line, nobody's address."""

import re

__all__ = ["said"]

LONGEST = 500
ADDRESS = re.compile(r"[^\s<>\"'(),:;=]+@[^\s<>\"'(),:;=]+")


def said(problem: Exception) -> str:
    """The problem in one line. Databases put the values of a row on the second line: it is left out."""
    first = str(problem).strip().partition("\n")[0]
    return ADDRESS.sub("(address)", f"{type(problem).__name__}: {first}")[:LONGEST]
