"""`make drill`: what breaks, breaks here first. ONLY=NAME, SEED, QUICK=1 and LONG=1 as everywhere; exit 1 on any fail."""

import os
import sys

from drills import report
from drills.audit import running as audit
from drills.audit import writers
from drills.backup import running as backup
from drills.crash import running as crash
from drills.letters import running as letters
from drills.outbox import running as outbox
from drills.room import running as room
from drills.slow import running as slow
from drills.storm import running as storm
from drills.twice import races
from drills.twice import running as twice
from drills.typing import running as typing

# Each gives lines of the report for a size ("quick", "full", "long") and a seed.
DRILLS = {
    "outbox": outbox.drill,
    "crash": crash.drill,
    "twice": twice.drill,
    "races": races.drill,
    "typing": typing.drill,
    "disk": room.drill,
    "mail": letters.drill,
    "slow": slow.drill,
    "storm": storm.drill,
    "audit": audit.drill,
    "writers": writers.drill,
    "backup": backup.drill,
}


def main() -> int:
    """Run the drills asked for, and report."""
    only, seed = os.environ.get("ONLY", ""), int(os.environ.get("SEED", "1"))
    size = next((size for size in ("quick", "long") if os.environ.get(size.upper()) == "1"), "full")
    if only not in {"", *DRILLS}:
        print(f"There is no drill {only}. There are: {', '.join(DRILLS)}.", file=sys.stderr)
        return 2
    lines = [line for name, drill in DRILLS.items() if only in {"", name} for line in drill(size, seed)]
    return 0 if report.write(lines) else 1


if __name__ == "__main__":
    sys.exit(main())
