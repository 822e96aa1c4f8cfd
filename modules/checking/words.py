"""Words that peer workers refuse, and what to say instead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from modules.checking.findings import Finding, at
from modules.importing.document import Document

__all__ = ["OWN_LIST", "Refusal", "refused_in", "refused_words"]

OWN_LIST = Path(__file__).parent.parent / "content" / "refused-words.yaml"
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’|\*[^*]+\*")


@dataclass(frozen=True)
class Refusal:
    """A wording and what to say instead."""

    words: str
    instead: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds the words as whole words, in small or capital letters."""
        return re.compile(rf"\b{re.escape(self.words)}\b", re.IGNORECASE)


def refused_words(path: Path = OWN_LIST) -> list[Refusal]:
    """The list of a file: a mapping of words to what to say instead. Raises ValueError when it is something else."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise ValueError(f"{path.name} cannot be read as YAML.") from problem
    if not isinstance(found, dict) or not all(isinstance(part, str) for pair in found.items() for part in pair):
        raise ValueError(f"{path.name}: write lines like `service user: person`.")
    return [Refusal(words, instead) for words, instead in found.items()]


def refused_in(document: Document, refusals: Sequence[Refusal]) -> Iterator[Finding]:
    """Refused words of a file. What somebody is quoted as saying, or a word that is spoken of, is left alone."""
    for number, line in enumerate(document.text.splitlines(), 1):
        said = QUOTED.sub("", line)
        for refusal in refusals:
            if refusal.pattern.search(said):
                yield at("refused-word", document, number, f"Here is “{refusal.words}”.", f"Say: {refusal.instead}.")
