"""The settings gunicorn runs us with: `gunicorn -c python:lms.server 'lms:create_app()'`.

Every name below is gunicorn's own. What is given on its command line comes first.
"""

import gc
import os
from typing import Any

from lms.core.logs import CONFIG
from lms.core.web.runtime import KEY

MOST_WORKERS = 9


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers_for(cores: int) -> int:
    """Two for each core and one more, and no more than a database of a usual size has connections for."""
    return min(cores * 2 + 1, MOST_WORKERS)


bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = workers_for(_cores())
threads = 4
# Built once and forked: half the memory, and a worker that comes later is there at once (measured: ADR 0012).
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 5
# Libraries that leak a little are forgotten now and then, and not all workers at one moment.
max_requests = 5000
max_requests_jitter = 500
# A socket in the home folder, which a service account need not have.
control_socket_disable = True
# Which proxies may speak for others is PEER_LMS_PROXIES' to say, in one place.
forwarded_allow_ips = ""
# One line a request comes from us, without paths; gunicorn's own access log would have them.
accesslog = None
logconfig_dict: dict[str, Any] = CONFIG


def post_fork(_server: Any, worker: Any) -> None:
    """Forget connections made before the fork, without closing them: they belong to the process before."""
    ours = getattr(worker.app.wsgi(), "extensions", {}).get(KEY)
    if ours is not None:
        ours.database.engine.dispose(close=False)


def when_ready(_server: Any) -> None:
    """What is loaded by now stays: the collector need not look through it again, nor a worker copy its memory."""
    gc.collect()
    gc.freeze()
