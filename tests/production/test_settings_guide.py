"""The settings' guide and the code name the same settings, with the same defaults, and each is read by somebody."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import lms
from lms.core.settings import PREFIX, Settings

ROOT = Path(lms.__file__).parent
GUIDE = (ROOT / "docs/guides/settings.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(PEER_LMS_\w+)` \| (?:`(.*?)`)? ?\| (.+?) \|$", re.MULTILINE)
DEPLOY = [*(ROOT / "docs/examples/deploy").iterdir(), *(ROOT / "docs/guides").glob("*.md")]


def told(guide: str) -> list[tuple[str, str]]:
    """Names and defaults as the guide has them; a row without a meaning is none."""
    return [(name, default) for name, default, meaning in ROW.findall(guide) if len(meaning.split()) > 4]


def coded() -> list[tuple[str, str]]:
    return [(PREFIX + setting.name.upper(), written(setting.default)) for setting in fields(Settings)]


def written(default: Any) -> str:
    if isinstance(default, bool):
        return "1" if default else "0"
    return ",".join(default) if isinstance(default, tuple) else str(default)


def test_the_guide_has_every_setting_in_the_codes_order_with_its_default() -> None:
    assert len(coded()) >= 20
    assert told(GUIDE) == coded()


@pytest.mark.parametrize(
    ("there", "planted"),
    [
        ("| `PEER_LMS_DEMO` |", "| `PEER_LMS_DEMOS` |"),
        ("| `25` |", "| `26` |"),
        ("| The time zone of days and times. |", "| Zone. |"),
        ("| `PEER_LMS_DEMO` | `0` |", "| `PEER_LMS_DEMO` | `1` |"),
    ],
)
def test_a_difference_would_be_seen(there: str, planted: str) -> None:
    assert there in GUIDE
    assert told(GUIDE.replace(there, planted)) != coded()


def unread(names: list[str]) -> list[str]:
    """Settings that no code but their own file reads."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("lms", "modules", "assessments", "certificates")
        for path in (ROOT.parent / package).rglob("*.py")
        if "docs" not in path.parts
    )
    derived = {"database_url": "database", "cache_dir": "cache"}
    return [name for name in names if not re.search(rf"\bsettings\.{derived.get(name, name)}\b", code)]


def test_every_setting_is_read_by_somebody() -> None:
    assert unread([setting.name for setting in fields(Settings)]) == []
    assert unread(["never_thought_of"]) == ["never_thought_of"]


def strangers(text: str) -> set[str]:
    """Names in a text that are no settings."""
    return set(re.findall(r"PEER_LMS_[A-Z_]+\b", text)) - {name for name, _default in coded()} - {"PEER_LMS_"}


def test_guides_and_examples_name_only_settings_that_exist() -> None:
    assert len(DEPLOY) >= 3
    assert {path.name: found for path in DEPLOY if (found := strangers(path.read_text(encoding="utf-8")))} == {}
    assert strangers("PEER_LMS_PROXY=1 PEER_LMS_DEMO=1") == {"PEER_LMS_PROXY"}
