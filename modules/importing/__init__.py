"""Reading programmes from folders of Markdown, with every mistake named by file and line."""

from modules.importing.own import OWN, Kinds
from modules.importing.problems import ContentProblem, ContentProblems
from modules.importing.read import ProgrammeFile, read_programme

__all__ = ["OWN", "ContentProblem", "ContentProblems", "Kinds", "ProgrammeFile", "read_programme"]
