"""Every rule over every file of a programme."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from modules.checking import fact_rules, file_rules, module_rules
from modules.checking.findings import Finding
from modules.checking.prose import known_words
from modules.checking.words import Refusal, refused_in
from modules.importing.document import Document
from modules.importing.read import ModuleFile, ProgrammeFile
from modules.models import OpenTo, Part

__all__ = ["look_over"]

FileRule = Callable[[Document], Iterator[Finding]]


def look_over(programme: ProgrammeFile, *, refusals: Sequence[Refusal], today: date) -> list[Finding]:
    """What is to be mended in a programme that can be read, by file and line."""
    rules: list[FileRule] = [
        partial(file_rules.dated, today=today),
        partial(file_rules.easy_to_read, known=known_words(programme)),
        partial(refused_in, refusals=refusals),
        file_rules.short_sentences,
        file_rules.links,
        file_rules.headings,
        file_rules.unfinished,
        file_rules.help_is_near,
    ]
    found = [finding for document in programme.documents for rule in rules for finding in rule(document)]
    taught = programme.facts["open_to"] is OpenTo.ENROLLED
    found += [finding for module in programme.modules for finding in _module(module, taught=taught)]
    found += [finding for module in programme.modules for finding in fact_rules.looked_at(module, today=today)]
    return sorted(found, key=lambda finding: (finding.path, finding.line, finding.code))


def _module(module: ModuleFile, *, taught: bool) -> Iterator[Finding]:
    """What is read by everybody, and what is no module, is held to less than a module that is taught."""
    whole = taught and module.facts["part"] is Part.MODULE
    for rule in (*module_rules.OF_ALL, *fact_rules.OF_ALL, *(module_rules.OF_TAUGHT if whole else ())):
        yield from rule(module)
