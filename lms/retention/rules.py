"""Pure rules of retention: which periods may be set, and which rules run, in which order."""

from collections.abc import Iterable, Mapping, Sequence

from lms.core.db.classes import RetentionClass
from lms.core.db.periods import Period, Unit
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.plugins import RetentionRule

__all__ = ["LONGEST", "expected", "in_order", "period_of", "wrong_with"]

LONGEST = Period(100, Unit.YEARS)


def wrong_with(kept: RetentionClass, period: Period) -> Text | None:
    """Why a period cannot be set, with what could be; None when it can."""
    if period.number < 1 or LONGEST.shorter_than(period):
        return _l("Enter a period between 1 day and 100 years.")
    if kept.least and period.shorter_than(kept.least):
        return _l("It has to be kept for at least %(least)s. Enter that, or longer.", least=kept.least)
    if kept.most and kept.most.shorter_than(period):
        return _l("The rules allow %(most)s at most. Enter that, or shorter.", most=kept.most)
    return None


def period_of(kept: RetentionClass, changed: Mapping[str, Period]) -> Period:
    """The period of a class: as it was changed, else the default. Raises LookupError for a class that has none."""
    period = changed.get(kept.code, kept.period)
    if period is None:
        raise LookupError(f"{kept.code} has no period")
    return period


def in_order(rules: Iterable[RetentionRule]) -> list[RetentionRule]:
    """Those that have a period, and those that come last at the end: they look at what the others have left."""
    return sorted((rule for rule in rules if rule.keeps.period), key=lambda rule: rule.last)


def expected(rule: RetentionRule, rules: Sequence[RetentionRule]) -> list[RetentionRule]:
    """The rules that must have let go of a person before this one disposes of anything of theirs."""
    return [other for other in rules if other.about_person and not other.last] if rule.last else []
