"""What a browser says it is, in words that people know."""

from lms.core.text import gettext as _

__all__ = ["browser_name"]

# The first that fits: each of them names others, too, to be served like them.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_name(sent: str) -> str:
    """Such as "Firefox on Windows"; what it sent, cut short, when we do not know it."""
    browser = next((name for sign, name in BROWSERS if sign in sent), "")
    machine = next((name for sign, name in MACHINES if sign in sent), "")
    if browser and machine:
        return _("%(browser)s on %(machine)s", browser=browser, machine=machine)
    return browser or machine or sent[:60] or _("Unknown browser")
