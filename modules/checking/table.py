"""A line of figures for each module."""

from dataclasses import dataclass

from modules.checking.prose import known_words, prose_of
from modules.checking.reading_age import Ages, reading_ages, words
from modules.importing.read import ModuleFile, ProgrammeFile
from modules.models import ActivityKind

__all__ = ["Row", "documents", "table"]


@dataclass(frozen=True)
class Row:
    """How long a module is, how hard to read, and how much there is to try. `words` are those of its pages."""

    module: str
    pages: int
    words: int
    ages: Ages | None
    scenarios: int
    questions: int
    facts: int


def documents(module: ModuleFile, *kinds: str) -> list[str]:
    """The prose of a module's files of these kinds."""
    found = zip(module.documents[1:], module.activities, strict=True)
    return [prose_of(document) for document, facts in found if facts["kind"] in kinds]


def table(programme: ProgrammeFile) -> list[Row]:
    """The figures of each module, in order. Reading ages are those of its pages and scenarios together."""
    known = known_words(programme)
    return [
        Row(
            module.slug,
            len(pages := documents(module, ActivityKind.PAGE)),
            sum(len(words(page)) for page in pages),
            reading_ages("\n".join(pages + documents(module, ActivityKind.SCENARIO)), known),
            len(documents(module, ActivityKind.SCENARIO)),
            sum(len(facts["body"].get("questions", ())) for facts in module.activities),
            sum(len(facts["body"].get("facts", ())) for facts in module.activities),
        )
        for module in programme.modules
    ]
