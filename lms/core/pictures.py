"""Pictures made anew: only the points of what was sent are kept, by a process that may not grow or linger."""

import subprocess
import sys
from pathlib import Path

from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l

__all__ = ["KINDS", "picture_anew"]

KINDS = {"image/jpeg": "JPEG", "image/png": "PNG"}
MOST_SECONDS = 10
WORKER = Path(__file__).with_name("picture_worker.py")
TOO_LARGE = 3


def picture_anew(content: bytes, media_type: str) -> bytes:
    """The same picture without anything else that the file held: place, camera, comments, hidden files.

    Raises Refused when it cannot be opened, or has more points than we look at.
    """
    command = [sys.executable, "-I", str(WORKER), KINDS[media_type]]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        raise Refused(
            _l("This picture takes too long to open. Save it as a new JPEG and send that."), field="upload"
        ) from None
    if done.returncode == TOO_LARGE:
        raise Refused(
            _l("This picture has more than 30 million points. Make it smaller and send that."), field="upload"
        )
    if done.returncode or not done.stdout:
        raise Refused(_l("This picture cannot be opened. Save it as a new JPEG or PNG and send that."), field="upload")
    return done.stdout
