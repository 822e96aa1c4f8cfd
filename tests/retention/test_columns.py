"""Every column whose class has a period goes by a rule, goes with a row that does, or stays for a reason."""

import pytest

from lms.core.db import Base
from lms.plugins import RetentionRule
from lms.retention import queries
from lms.testing import House

Pair = tuple[str, str]

# Class and table of what has no rule of its own; and the rule's it goes by, by hand.
WITH: dict[Pair, Pair] = {
    ("adjustment", "lms_person"): ("identity", "lms_person"),
    ("application", "lms_application_decision"): ("application", "lms_application"),
    ("application", "lms_interview"): ("application", "lms_application"),
    ("application", "lms_score"): ("application", "lms_application"),
    ("check", "lms_check"): ("check", "lms_start"),
    ("check", "lms_check_event"): ("check", "lms_start"),
    ("check-outcome", "lms_check"): ("check-outcome", "lms_start"),
    ("check-outcome", "lms_check_event"): ("check", "lms_start"),
    ("evidence", "lms_file"): ("evidence", "lms_evidence"),
    ("identity", "lms_mailed_link"): ("security", "lms_mailed_link"),
    ("reflection", "lms_reflection"): ("reflection", "lms_enrolment"),
    ("reflection", "lms_spoken_reflection"): ("reflection", "lms_enrolment"),
    ("story", "lms_application_answer"): ("story", "lms_application"),
    ("training", "lms_activity_event"): ("training", "lms_enrolment"),
    ("training", "lms_quiz_attempt"): ("training", "lms_enrolment"),
    ("training", "lms_reflection"): ("reflection", "lms_enrolment"),
    ("training", "lms_spoken_reflection"): ("reflection", "lms_enrolment"),
    ("work", "lms_checklist_item"): ("work", "lms_start"),
    ("work", "lms_leaving"): ("work", "lms_start"),
    ("work", "lms_supervision"): ("work", "lms_start"),
}
STAYS: dict[Pair, str] = {
    ("audit", "lms_audit_event"): "goes from the oldest on, in its own way (test_trail)",
    ("audit", "lms_audit_seal"): "goes with its event",
    ("audit", "lms_audit_origin"): "a position and a hash: that what was before went on time",
    ("audit", "lms_person_key"): "when a key was destroyed, beside nothing",
    ("identity", "lms_certificate"): "certificates are for good",
    ("identity", "lms_title_wish"): "one of two words, of somebody without a name",
    ("identity", "lms_post"): "published: whom to ask about a post",
    ("work", "lms_post"): "published: about a post, not a person",
    ("training", "lms_allocation"): "who marked, as the decisions say too",
    ("evidence", "lms_waiting"): "gone when the piece is marked",
    ("training", "lms_enrolment_request"): "that somebody without a name waited",
    ("training", "lms_portfolio"): "the framework that decisions name",
}


def strays(rules: tuple[RetentionRule, ...]) -> list[str]:
    """Columns that no rule and no line above speaks of, and lines that nothing bears out."""
    by_rule = {(rule.keeps.code, rule.table) for rule in rules}
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    kept = {
        (column.info["kept"].keeps.code, column.table.name)
        for column in columns
        if not column.table.name.startswith("lms_x_") and column.info["kept"].keeps.period
    }
    told = by_rule | WITH.keys() | STAYS.keys()
    return sorted(
        [f"{code} of {table}: nothing says when it goes" for code, table in kept - told]
        + [f"{pair}: there is no such rule" for pair in set(WITH.values()) - by_rule]
        + [f"{pair}: there is no such column" for pair in {*WITH, *STAYS} - kept]
    )


@pytest.mark.on("sqlite")
def test_every_column_with_a_period_goes_or_says_why_not(house: House) -> None:
    rules = queries.rules_of(house.runtime.hooks)
    assert strays(rules) == []
    without = tuple(rule for rule in rules if rule.table != "lms_look")
    assert strays(without) == ["looks of lms_look: nothing says when it goes"], "a planted fault is caught"
    unsent = tuple(rule for rule in rules if (rule.keeps.code, rule.table) != ("story", "lms_application"))
    assert strays(unsent) == ["('story', 'lms_application'): there is no such rule"]
