"""What is wrong in a content file, where, and what to write instead."""

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ContentProblem", "ContentProblems", "Notebook"]


@dataclass(frozen=True)
class ContentProblem:
    """One mistake: `write` says what to put there instead."""

    file: str
    line: int
    says: str
    write: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says} {self.write}"


class ContentProblems(Exception):
    """Every mistake found; nothing was imported."""

    def __init__(self, problems: list[ContentProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Notebook:
    """Collects mistakes while reading one programme."""

    root: Path
    problems: list[ContentProblem] = field(default_factory=list)

    def note(self, file: Path, line: int, says: str, write: str) -> None:
        """Write one down and read on."""
        self.problems.append(ContentProblem(str(file.relative_to(self.root)), line, says, write))
