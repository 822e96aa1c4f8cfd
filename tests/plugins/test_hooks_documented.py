"""The guide says of every hook what the code says: its name, its arguments with their types, what it gives back."""

import inspect
import re

from architecture.reading import ROOT

from lms.plugins.hookspecs import Hooks
from lms.plugins.shapes import ASKED_ONCE

GUIDE = ROOT / "lms/docs/guides/plugins.md"
HOOK = re.compile(r"^### `(\w+)(\(.*\)) -> (.+)`\n(.+)$", re.MULTILINE)
MODULE = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")


def written(text: str) -> dict[str, tuple[str, str, str]]:
    """Hook → arguments, answer and words, as in the guide."""
    return {name: (arguments, answer, words) for name, arguments, answer, words in HOOK.findall(text)}


def in_code() -> dict[str, tuple[str, str, str]]:
    """The same, as the specifications have it."""
    found = {}
    for name, hook in vars(Hooks).items():
        if name.startswith("_"):
            continue
        signature = inspect.signature(hook)
        arguments = [p for p in signature.parameters.values() if p.name != "self"]
        given = ", ".join(f"{p.name}: {MODULE.sub('', inspect.formatannotation(p.annotation))}" for p in arguments)
        answer = MODULE.sub("", inspect.formatannotation(signature.return_annotation))
        asked = "once, at the start" if name in ASKED_ONCE else "each time"
        words = " ".join((inspect.getdoc(hook) or "").split())
        found[name] = (f"({given})", answer, f"{words} Asked {asked}.")
    return found


def test_guide_and_code_say_the_same() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert written(text) == in_code()
    assert len(in_code()) >= 12


def test_a_difference_is_seen() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    faults = (
        ("people: Sequence[UUID]", "persons: Sequence[UUID]"),
        ("### `menu()", "### `menus()"),
        ("-> UUID | None", "-> UUID"),
    )
    for right, wrong in faults:
        assert right in text
        assert written(text.replace(right, wrong)) != in_code()


def test_every_hook_is_tried_by_name() -> None:
    files = (ROOT / "tests").glob("*/test_*.py")
    tried = {
        name for file in files for name in re.findall(r"^def test_hook_(\w+)\(", file.read_text("utf-8"), re.MULTILINE)
    }
    assert tried == set(in_code())
