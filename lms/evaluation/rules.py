"""Which figures may be shown: none from which a person could be guessed."""

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.plugins import Indicator

__all__ = ["FEWEST", "shown"]

FEWEST = 5


def shown(indicator: Indicator) -> Text:
    """A figure in words. One about fewer than five people is not told, and none at all is no exception."""
    if indicator.people is not None and indicator.people < FEWEST:
        return _l("fewer than five")
    if indicator.value is None:
        return _l("not known")
    return f"{indicator.value:g} {indicator.unit}".strip()
