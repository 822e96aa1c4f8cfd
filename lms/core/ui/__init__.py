"""Pages: two Jinja environments of our own, the chrome around every page, and the way to answer."""

from lms.core.ui.chrome import Card, MenuItem
from lms.core.ui.environment import Ui
from lms.core.ui.links import at_home, below_home, href, url
from lms.core.ui.pages import page, see, table_reply

__all__ = ["Card", "MenuItem", "Ui", "at_home", "below_home", "href", "page", "see", "table_reply", "url"]
