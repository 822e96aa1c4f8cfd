"""The guide to signing in says the numbers and the words that the code has."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import lms
from lms.core.settings import Settings
from lms.core.settings.checks import IDLE_HOURS
from lms.core.web.browser import SESSION_LIFE
from lms.people import limits, passwords
from lms.people.idle import SEEN_EVERY
from lms.people.models import AttemptKind
from lms.people.signing_in import FRESH

ROOT = Path(lms.__file__).parent
GUIDE = (ROOT / "docs/guides/signing-in.md").read_text(encoding="utf-8")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LABELS = {
    AttemptKind.PASSWORD: "passwords",
    AttemptKind.CODE: "codes of an app, recovery codes",
    AttemptKind.MAIL: "links by mail",
}


def a_limit(limit: limits.Limit, of: str = "") -> str:
    return f"{limit.most}{of} in {limit.within // MINUTE} minutes"


def of_guessing() -> list[str]:
    """The table's rows, as the limits are."""
    return [
        f"| {label} | {', '.join(a_limit(one) for one in limits.PER_ACCOUNT[kind])} "
        f"| {a_limit(limits.ACCOUNTS_PER_PLACE[kind], ' accounts')} | {a_limit(limits.ALL_TOGETHER)} |"
        for kind, label in LABELS.items()
    ]


def of_lasting() -> list[str]:
    settings = Settings()
    return [
        f"however it is used | {SESSION_LIFE.days} days after",
        f"trainees, peers | after {settings.idle_hours} hours (`PEER_LMS_IDLE_HOURS`)",
        f"everybody else | after {settings.staff_idle_hours} hours (`PEER_LMS_STAFF_IDLE_HOURS`)",
        f"more than {FRESH // MINUTE} minutes ago",
        f"asks for {IDLE_HOURS[0]} hours at the least",
        f"At least {passwords.LEAST} characters",
    ]


SAID = (
    "There are these and no others",
    "| a host app's own sign-in | whatever the host asks for |",
    "**In a host's app** the sign-in is bound to the host's",
    "As many as somebody has browsers",
    "**Nobody can lock somebody else out**",
    "Why not shorter.** NIST SP 800-63B",
    "the name they go by, the name on their certificates, their e-mail address, and the organisation's name",
)


def of_refusals() -> list[str]:
    """Every sentence that the code writes to the security log, as it stands in the source; kinds are filled in."""
    found = []
    for path in ROOT.rglob("*.py"):
        found += re.findall(r'logs\.refused\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    return [*sorted(set(found) - {"a sign-in, by a passkey of a closed account"}), *limits.WRONG.values()]


def unsaid(guide: str) -> list[str]:
    """What the guide leaves out."""
    expected = [*of_guessing(), *of_lasting(), *(f"`refused: {what}`" for what in of_refusals())]
    text = " ".join(guide.split())
    return [words for words in (*expected, *SAID) if words not in text]


def test_the_guide_says_what_is_so() -> None:
    assert len(of_refusals()) == 7
    assert timedelta(minutes=15) == SEEN_EVERY
    assert unsaid(GUIDE) == []


@pytest.mark.parametrize(
    ("there", "planted"),
    [
        ("30 days after", "60 days after"),
        ("| 10 in 5 minutes |", "| 20 in 5 minutes |"),
        ("after 24 hours", "after 12 hours"),
        ("refused: a form of another site", "refused: a foreign form"),
        ("At least 8", "At least 9"),
        ("their e-mail address, and", "their"),
    ],
)
def test_another_number_would_be_seen(there: str, planted: str) -> None:
    assert there in GUIDE
    assert len(unsaid(GUIDE.replace(there, planted))) == 1
