"""Settings: PEER_LMS_* from the host's config or the environment, checked once at the start."""

from lms.core.settings.private import make_private
from lms.core.settings.reading import examine, given, load
from lms.core.settings.values import PREFIX, Settings, Unusable

__all__ = ["PREFIX", "Settings", "Unusable", "examine", "given", "load", "make_private"]
