"""Looking a programme over: is it complete, kind, plain and up to date?"""

from modules.checking.findings import Finding, Level
from modules.checking.look import look_over
from modules.checking.table import Row, table
from modules.checking.words import Refusal, refused_words

__all__ = ["Finding", "Level", "Refusal", "Row", "look_over", "refused_words", "table"]
