"""What an award asks for, and how a certificate stands. No database, no web."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates.models import Certificate, CertificateState
from lms.core.access import Actor
from lms.core.text import Text, ngettext
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link, Reason, Verdict, verdict

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LETTERS = 28  # of 32 letters: 140 bits
LIKENESS = str.maketrans({"o": "0", "i": "1", "l": "1"})
SHOWN = 3


@dataclass(frozen=True)
class Tally:
    """How many of how many are done, and the names of those that are not."""

    done: int
    total: int
    remaining: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True when there is something to do and all of it is done. Nothing to do is never complete."""
        return 0 < self.total == self.done and not self.remaining


@dataclass(frozen=True)
class AwardFacts:
    """What the award verdict looks at.

    `other` names the person when somebody else reads the answer; then no line links to that person's own pages.
    """

    modules: Tally
    areas: Tally
    other: str = ""

    @property
    def whose(self) -> Text:
        """Who acts next, as the reader would say it."""
        return self.other or _l("You")


def award_verdict(requires: Sequence[Mapping[str, Any]], facts: AwardFacts, **versions: str) -> Verdict:
    """Whether the certificate can be issued: one line for each thing the award asks for."""
    lines = [_line(asked, facts) for asked in requires]
    return verdict("award", lines or [_nothing_asked()], **versions)


def _nothing_asked() -> Reason:
    # An award that asks for nothing would be given to everybody.
    return Reason("rule-empty", _l("The award says what it asks for."), _l("The programme lead"))


def _line(asked: Mapping[str, Any], facts: AwardFacts) -> Reason:
    read = _KINDS.get((str(asked.get("kind")), str(asked.get(str(asked.get("kind"))))))
    if read is None:
        return Reason(str(asked.get("code")), str(asked.get("text")), _l("The programme lead"))
    tally, who, link = read(facts)
    if tally.complete:
        return Reason(str(asked["code"]), str(asked["text"]), met=True)
    return Reason(str(asked["code"]), f"{asked['text']} {how_far(tally)}", who, None if facts.other else link)


def how_far(tally: Tally) -> str:
    """Where it stands in words: how many of how many, and what is left when that is little."""
    if tally.total == 0:
        return str(_l("Nothing is set up here yet."))
    so_far = ngettext("%(n)s of %(total)s so far.", "%(n)s of %(total)s so far.", tally.done, total=tally.total)
    if not 0 < len(tally.remaining) <= SHOWN:
        return so_far
    return f"{so_far} {_l('Still to do: %(names)s.', names='; '.join(tally.remaining))}"


def _modules(facts: AwardFacts) -> tuple[Tally, Text, Link]:
    return facts.modules, facts.whose, Link("modules.learn")


def _areas(facts: AwardFacts) -> tuple[Tally, Text, Link]:
    return facts.areas, _l("%(person)s, then the assessor", person=facts.whose), Link("assessments.areas")


_KINDS: dict[tuple[str, str], Callable[[AwardFacts], tuple[Tally, Text, Link]]] = {
    ("modules", "all"): _modules,
    ("areas", "core"): _areas,
}


def known(asked: Mapping[str, Any]) -> bool:
    """True when this release can tell whether a requirement is met."""
    return (str(asked.get("kind")), str(asked.get(str(asked.get("kind"))))) in _KINDS


def standing(state: CertificateState, expires_on: date | None, today: date) -> CertificateState:
    """How a certificate stands today: a valid one whose last day is over has expired."""
    over = expires_on is not None and expires_on < today
    return CertificateState.EXPIRED if over and state is CertificateState.VALID else state


def may_replace(state: CertificateState, expires_on: date | None, today: date, *, printed: str) -> bool:
    """True for a certificate that stands, and was printed in a name that its holder has no longer."""
    return not printed and standing(state, expires_on, today) is CertificateState.VALID


def opens_pdf(found: Certificate, actor: Actor) -> bool:
    """True for the holder, and for a lead as long as the name on it is the holder's own."""
    return found.person_id == actor.person_id or bool(found.name_as_printed)


def last_day(issued_on: date, months: int | None) -> date | None:
    """The last day a certificate is good for; None when it does not expire."""
    if months is None:
        return None
    year, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + year, month + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))


def serial(year: int, number: int) -> str:
    """The number people quote: PL-2026-000123."""
    return f"PL-{year}-{number:06d}"


def code_of(letters: str) -> str:
    """A code as it is printed: groups of four letters, joined by hyphens."""
    return "-".join(re.findall(".{1,4}", letters))


def canonical_code(typed: str) -> str:
    """A code as somebody typed it, made into ours: case, spaces, hyphens and look-alike letters do not matter."""
    return code_of(re.sub(r"[^0-9a-z]", "", typed[:200].lower()).translate(LIKENESS))
