"""How old somebody has to be to read a text with ease, by three published formulas.

* Flesch-Kincaid grade: Kincaid, Fishburne, Rogers, Chissom (1975), Research Branch Report 8-75, US Navy.
* SMOG: McLaughlin (1969), "SMOG grading: a new readability formula", Journal of Reading 12(8), 639-646.
* Coleman-Liau: Coleman and Liau (1975), "A computer readability formula designed for machine scoring",
  Journal of Applied Psychology 60(2), 283-284.

What is read in one breath ends at a full stop, a colon, a semicolon or the end of a line, as in Flesch (1948), "A new
readability yardstick", Journal of Applied Psychology 32(3), 221-233. Syllables are counted by rule, not by dictionary.

Each gives a school grade of the United States; a child in grade one is six, so the age is the grade and five.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt

__all__ = ["Ages", "reading_ages", "sentences", "syllables", "words"]

GRADE_ONE = 5
LONG = 3  # syllables from which SMOG counts a word
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
END = re.compile(r"[.!?:;]+[\"”’)*_]*(?=\s|$)|\n+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouycgsxz]es|[^l]ely)$")
KNOWN = "other"  # an everyday word that stands for a longer one of the glossary's, which readers can look up


@dataclass(frozen=True)
class Ages:
    """The ages in years that the three formulas give."""

    flesch_kincaid: float
    smog: float
    coleman_liau: float

    @property
    def middle(self) -> float:
        """The middle one of the three: one formula alone is easily misled."""
        return sorted((self.flesch_kincaid, self.smog, self.coleman_liau))[1]


def words(text: str) -> list[str]:
    """The words of a text, without numbers."""
    return WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The parts of a text that are read in one breath: up to a full stop, a colon or the end of a line."""
    return [part.strip() for part in END.split(text) if words(part)]


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, without an e that is not heard."""
    plain = re.sub(r"[^a-z]", "", word.casefold())
    heard = len(VOWELS.findall(plain))
    return max(1, heard - (1 if heard > 1 and SILENT.search(plain) else 0))


def reading_ages(text: str, known: Collection[str] = ()) -> Ages | None:
    """The reading ages of a text; long words that are `known` (small letters) count as everyday ones.

    None when there are no words.
    """
    found = [KNOWN if len(word) > len(KNOWN) and word.casefold() in known else word for word in words(text)]
    if not found:
        return None
    count, breaths = len(found), max(1, len(sentences(text)))
    heard = [syllables(word) for word in found]
    letters = sum(character.isalpha() for word in found for character in word)
    kincaid = 0.39 * count / breaths + 11.8 * sum(heard) / count - 15.59
    smog = 1.043 * sqrt(sum(n >= LONG for n in heard) * 30 / breaths) + 3.1291
    liau = 5.88 * letters / count - 29.6 * breaths / count - 15.8
    return Ages(*(round(grade + GRADE_ONE, 1) for grade in (kincaid, smog, liau)))
