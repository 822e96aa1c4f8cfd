"""The words for how pages can look, and keeping what somebody chose."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.ui.reading import Colour, Reading, Size, Spacing, reading_of
from lms.people.models import Person

__all__ = ["COLOURS", "SIZES", "SPACINGS", "choose", "in_words"]

SIZES: Mapping[StrEnum, Text] = {
    Size.STANDARD: _l("Standard"),
    Size.LARGE: _l("Large"),
    Size.VERY_LARGE: _l("Very large"),
}
SPACINGS: Mapping[StrEnum, Text] = {Spacing.STANDARD: _l("Standard"), Spacing.WIDE: _l("Wide")}
COLOURS: Mapping[StrEnum, Text] = {
    Colour.STANDARD: _l("Pale grey"),
    Colour.WHITE: _l("White"),
    Colour.CREAM: _l("Cream"),
}


def choose(session: Session, *, person: Person, reading: Reading) -> None:
    """Keep how pages look for this person, on every device. No audit row: it is nobody else's business."""
    person.reading = str(reading)
    session.flush()


def in_words(kept: str | None) -> Text:
    """A kept choice as its owner reads it; nothing when they have not chosen."""
    if not kept:
        return ""
    chosen = reading_of(kept)
    return _l(
        "Text: %(size)s. Spacing: %(spacing)s. Colour: %(colour)s.",
        size=SIZES[chosen.size],
        spacing=SPACINGS[chosen.spacing],
        colour=COLOURS[chosen.colour],
    )
