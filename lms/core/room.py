"""Room to keep things in: whether an error says that there is none, and whether it ran out a moment ago."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

# Below this, the next upload or two would not fit.
LEAST_BYTES = 1024 * 1024
# A database on a disk of its own says that it is full to those who write only: for so long, what they heard counts.
BELIEVED_S = 10
MARK = "no-room"


def is_full(problem: object) -> bool:
    """Whether an error of a database driver means that its disk is full."""
    state = getattr(problem, "sqlstate", None) or ""
    return state == "53100" or "disk is full" in str(problem)


def ran_out(folder: Path) -> None:
    """Remember, for every process that shares the folder, that something could not be kept just now."""
    with suppress(OSError):
        (folder / MARK).touch()


def left(folder: Path) -> bool:
    """Whether there is room in the folder, and nothing was turned away in the last ten seconds."""
    if shutil.disk_usage(folder).free < LEAST_BYTES:
        return False
    with suppress(OSError):
        return time.time() - (folder / MARK).stat().st_mtime > BELIEVED_S
    return True
