"""`make bench`: what a request costs, as a multiple of a bare app. PORT and SEED as everywhere; exit 1 on any fail."""

import os
import sys

from bench import running

if __name__ == "__main__":
    port, seed = int(os.environ.get("PORT", "8000")), int(os.environ.get("SEED", "1"))
    sys.exit(0 if running.bench(port=port, seed=seed, quick=os.environ.get("QUICK") == "1") else 1)
