"""What an expert looks through before a programme is taught: every statement with its source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from modules.importing.beside import Basis, RestsOn
from modules.models import Activity, Module, ProgrammeVersion

__all__ = ["HEADS", "KEYS", "Fact", "FactsPage", "fact", "facts", "facts_in", "row", "table"]

RESTS_ON: dict[str, Text] = {
    RestsOn.LAW: _l("Law"),
    RestsOn.POLICY: _l("Policy"),
    RestsOn.RESEARCH: _l("Research"),
    RestsOn.HISTORY: _l("History"),
    RestsOn.PRACTICE: _l("Practice"),
}
HEADS: Sequence[Text] = (
    _l("Module"),
    _l("Said on"),
    _l("What it says"),
    _l("Rests on"),
    _l("Source"),
    _l("Address"),
    _l("Source dated"),
    _l("Looked at"),
    _l("To be confirmed"),
)

KEYS = ("module", "pages", "text", "rests_on", "source", "link", "dated", "checked", "confirm")


@dataclass(frozen=True)
class Fact:
    """One statement: `confirm` says that its writer knew it, and somebody should look it up first."""

    pages: Sequence[str]
    text: str
    rests_on: Text
    source: str
    link: str
    dated: str
    checked: date
    confirm: bool


@dataclass(frozen=True)
class ModuleFacts:
    """The statements of one module, and a few words about them."""

    module: Module
    said: str
    facts: Sequence[Fact]


@dataclass(frozen=True)
class FactsPage:
    """Every statement of a version."""

    version: ProgrammeVersion
    modules: Sequence[ModuleFacts]

    @property
    def count(self) -> int:
        """How many statements there are."""
        return sum(len(found.facts) for found in self.modules)

    @property
    def to_confirm(self) -> int:
        """How many of them somebody should look up first."""
        return sum(fact.confirm for found in self.modules for fact in found.facts)


def facts_in(sources: Activity) -> list[Fact]:
    """The statements of a list of sources."""
    return [fact(raw) for raw in sources.body["facts"]]


def fact(raw: dict[str, Any]) -> Fact:
    """One statement, as it is stored."""
    return Fact(
        raw["pages"],
        raw["text"],
        RESTS_ON[raw["rests_on"]],
        raw["source"],
        raw["link"],
        raw["dated"],
        date.fromisoformat(raw["checked"]),
        raw["basis"] == Basis.RECALLED,
    )


def facts(version: ProgrammeVersion, rows: Sequence[tuple[Module, Activity]]) -> FactsPage:
    """The page of a version."""
    return FactsPage(version, [ModuleFacts(module, row.body["markdown"], facts_in(row)) for module, row in rows])


def table(page: FactsPage) -> Iterator[Sequence[Any]]:
    """The same, as rows under HEADS."""
    for found in page.modules:
        for one in found.facts:
            yield row(found.module.title, one)


def row(module: str, one: Fact) -> Sequence[Any]:
    """One statement under HEADS."""
    confirm = _l("Yes") if one.confirm else ""
    return (module, ", ".join(one.pages), one.text, one.rests_on, one.source, one.link, one.dated, one.checked, confirm)
