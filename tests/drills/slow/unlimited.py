"""`peer-lms` that serves with as much memory for each connection as waitress gives by itself: it is to be caught."""

from importlib import import_module

from lms.cli import main

SERVE = import_module("lms.cli.serve")
KEPT = ("threads", "connection_limit", "asyncore_use_poll")

if __name__ == "__main__":
    SERVE.LIMITS = {name: SERVE.LIMITS[name] for name in KEPT}
    main()
