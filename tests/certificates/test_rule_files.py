"""Award rules as files."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import certificates
from certificates.rule_files import read_rule
from lms.core.errors import Refused

OURS = (Path(certificates.__file__).parent / "content" / "foundations-award.yaml").read_text("utf-8")


def changed(**entries: Any) -> str:
    return yaml.safe_dump({**yaml.safe_load(OURS), **entries})


def test_the_award_that_comes_with_it_is_read() -> None:
    found = read_rule(OURS)
    assert (found.slug, found.number, found.programme, found.framework) == (
        "foundations-award",
        "1.0",
        "foundations",
        "peer-support-england",
    )
    assert found.title == "Certificate in the Foundations of Peer Support"
    assert found.neutral_title == "Certificate in Relational Support Practice"
    assert [asked["code"] for asked in found.requires] == ["modules-done", "core-areas-met"]
    assert found.expires_months is None
    assert read_rule(changed(expires_months=24)).expires_months == 24


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("kind: [", "This is not YAML"),
        ("- a list", "does not begin with “kind: award-rule”"),
        ("kind: programme", "does not begin with “kind: award-rule”"),
        (changed(title=None), "“title” is missing"),
        (changed(title="  "), "“title” is missing"),
        (changed(version=1.0), "“version” is missing, or is not text"),
        (changed(neutral_title="x" * 201), "“neutral_title” can be at most 200"),
        (changed(slug="Foundations Award"), "“slug” must be small letters"),
        (changed(requires=[]), "“requires” must list at least one thing"),
        (changed(requires="all"), "“requires” must list at least one thing"),
        (changed(requires=["modules"]), "An entry of “requires”"),
        (changed(requires=[{"code": "x", "text": "y", "kind": "hours", "hours": 3}]), "An entry of “requires”"),
        (changed(requires=[{"code": "x", "kind": "modules", "modules": "all"}]), "An entry of “requires”"),
        (changed(requires=yaml.safe_load(OURS)["requires"][:1] * 2), "the same code"),
        (changed(expires_months=0), "“expires_months”"),
        (changed(expires_months=True), "“expires_months”"),
        (changed(expires_months="12"), "“expires_months”"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(source: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_rule(source)
