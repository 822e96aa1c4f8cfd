"""How somebody likes pages to look: the size of the text, its spacing, the colour behind it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Size(StrEnum):
    """Sizes of text."""

    STANDARD = "standard"
    LARGE = "large"
    VERY_LARGE = "very-large"


class Spacing(StrEnum):
    """How far letters, words and lines stand apart."""

    STANDARD = "standard"
    WIDE = "wide"


class Colour(StrEnum):
    """What is behind the text."""

    STANDARD = "standard"
    WHITE = "white"
    CREAM = "cream"


@dataclass(frozen=True)
class Reading:
    """One person's choice. Its text is what is kept: "large wide cream"."""

    size: Size = Size.STANDARD
    spacing: Spacing = Spacing.STANDARD
    colour: Colour = Colour.STANDARD

    def __str__(self) -> str:
        return f"{self.size} {self.spacing} {self.colour}"


@lru_cache(maxsize=64)
def reading_of(kept: str) -> Reading:
    """The choice that was kept as this text; the standard for anything else."""
    try:
        size, spacing, colour = kept.split(" ")
        return Reading(Size(size), Spacing(spacing), Colour(colour))
    except ValueError:
        return Reading()


@lru_cache(maxsize=64)
def classes(kept: str) -> str:
    """The classes of the whole page for a kept choice; none for what is standard anyway."""
    chosen = reading_of(kept)
    named = {"size": chosen.size, "spacing": chosen.spacing, "page": chosen.colour}
    return " ".join(f"lms-{what}-{value}" for what, value in named.items() if value != "standard")
