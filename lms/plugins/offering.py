"""What passes through the hooks about evidence: kinds of it, and what may be linked as evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l
from lms.core.verdict import Link

__all__ = ["EvidencePart", "EvidenceSoFar", "EvidenceType", "LinkableItem", "anything_there"]


class EvidencePart(StrEnum):
    """What a kind of evidence may need: words, a file or a recording, the day it was, and who saw it."""

    WORDS = "words"
    FILE = "file"
    DAY = "day"
    OBSERVER = "observer"


@dataclass(frozen=True)
class EvidenceSoFar:
    """What a piece holds so far. `file` is the media type of its file; `linked` the words of what it links."""

    text: str = ""
    file: str = ""
    happened_on: date | None = None
    observer: str = ""
    linked: str = ""

    def has(self, part: EvidencePart) -> bool:
        """Whether this part is there. What is linked counts as words."""
        there = {
            EvidencePart.WORDS: self.text.strip() or self.linked,
            EvidencePart.FILE: self.file,
            EvidencePart.DAY: self.happened_on,
            EvidencePart.OBSERVER: self.observer.strip(),
        }
        return bool(there[part])


def anything_there(so_far: EvidenceSoFar) -> Text:
    """The rule of evidence that is words, a recording, a file or a link, whichever somebody likes best."""
    there = so_far.has(EvidencePart.WORDS) or so_far.has(EvidencePart.FILE)
    return "" if there else _l("Write something, or add a file or a recording.")


@dataclass(frozen=True)
class EvidenceType:
    """One kind of evidence that a trainee may choose.

    `code` is small letters, digits and hyphens, 40 at most. A piece cannot be sent before all that it `needs` is
    there. Then `missing(so_far)` is asked, without side effects: a plain sentence that says what to do, or "".
    """

    code: str
    label: Text
    hint: Text = ""
    needs: tuple[EvidencePart, ...] = ()
    missing: Callable[[EvidenceSoFar], Text] = anything_there


@dataclass(frozen=True)
class LinkableItem:
    """Something of a person's own that they may link as evidence: a copy of `title` and `text` is what is assessed.

    `key` is "<plugin's name>:<id>", and stays the same. `link` is where the person finds the original. `private` says
    that nobody else reads it so far: the person is asked once more.
    """

    key: str
    title: Text
    kind: Text
    text: Text
    on: date
    link: Link
    private: bool = False
