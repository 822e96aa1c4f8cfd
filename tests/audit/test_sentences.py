"""Each action that is recorded anywhere has a sentence."""

from pathlib import Path

import pytest
from architecture.reading import ROOT, sources
from audit.recorded import actions

from lms.testing import House

PLUGIN = ROOT / "lms/docs/examples/plugin/peer_lms_lone_working"


def sentences(house: House) -> dict[str, str]:
    """Every sentence there is, by action."""
    return {name: str(text) for part in house.runtime.hooks.audit_sentences() for name, text in part.items()}


@pytest.mark.on("sqlite")  # nothing of it depends on the engine
def test_each_action_has_a_sentence_and_each_sentence_an_action(house: House) -> None:
    recorded = {action for path in sources() if PLUGIN not in path.parents for action in actions(path)}
    assert recorded == sentences(house).keys()
    assert len(recorded) >= 95
    print(f"{len(recorded)} actions")


@pytest.mark.on("sqlite")
def test_a_sentence_names_who_or_whom_and_ends(house: House) -> None:
    """One names neither: of a scorer and an applicant that know each other nobody keeps which one said so."""
    found = sentences(house)
    assert {name for name, text in found.items() if not text.endswith(".")} == set()
    silent = {name for name, text in found.items() if "%(who)s" not in text and "%(about)s" not in text}
    assert silent == {"panel.not-available"}


def test_an_action_without_a_sentence_is_noticed(tmp_path: Path) -> None:
    """Planted: code that records something new, plainly and put together."""
    file = tmp_path / "new.py"
    file.write_text(
        "def f(session, by, row, well):\n    record(session, by=by, action='a.b' if well else 'a.c', subject=row)\n"
    )
    assert actions(file) == {"a.b", "a.c"}
    file.write_text(
        "def f(session, by, row, kind):\n    said = f'a.{kind}'\n    record(session, by=by, action=said, subject=row)\n"
    )
    with pytest.raises(LookupError, match=r"what can f'a\.\{kind\}' become"):
        actions(file)


def test_the_example_plugin_speaks_for_itself() -> None:
    files = PLUGIN.glob("*.py")
    assert {action for path in files for action in actions(path)} == {"loneworking.card-saved"}
    assert '"loneworking.card-saved": _l("%(who)s saved' in (PLUGIN / "plugin.py").read_text()
