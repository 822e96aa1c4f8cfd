"""Who was erased and when, in a file outside the database: a backup from before knows nothing of it.

It lies beside the signed heads of the audit, is only ever appended to, and holds ids and times, nothing else.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

__all__ = ["Line", "append", "place", "read"]


@dataclass(frozen=True)
class Line:
    """One person was erased. `certificates`: theirs were left as they were printed."""

    person_id: UUID
    at: datetime
    certificates: bool

    def __str__(self) -> str:
        return json.dumps({"at": self.at.isoformat(), "certificates": self.certificates, "person": str(self.person_id)})


def place(folder: Path) -> Path:
    """The file, below the data folder."""
    return folder / "audit" / "erasures.jsonl"


def append(folder: Path, lines: Iterable[Line]) -> None:
    """Add those that are not in it yet; each is on the disk when this returns."""
    file = place(folder)
    known = {line.person_id for line in read(folder)}
    new = [line for line in lines if line.person_id not in known]
    if not new:
        return
    file.parent.mkdir(0o700, parents=True, exist_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as kept:
        # A line that was not written to its end, as when the power went, stays on a line of its own.
        kept.write(b"".join(f"\n{line}\n".encode() for line in new))
        kept.flush()
        os.fsync(kept.fileno())


def read(folder: Path) -> Iterator[Line]:
    """Every line, oldest first; what cannot be read is passed over."""
    file = place(folder)
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                facts = json.loads(line)
                found = Line(UUID(facts["person"]), datetime.fromisoformat(facts["at"]), bool(facts["certificates"]))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            yield found
