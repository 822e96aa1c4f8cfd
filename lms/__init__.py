"""Peer LMS: from first interest to secure in post. Only this package is public API."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lms.version import VERSION

if TYPE_CHECKING:
    from lms.app import create_app as create_app
    from lms.extension import PeerLMS as PeerLMS

__version__ = VERSION
__all__ = ["PeerLMS", "__version__", "create_app"]

HOME = Path(__file__).resolve().parent.parent
SIBLINGS = ("modules", "assessments", "certificates")
_LAZY = {"PeerLMS": "lms.extension", "create_app": "lms.app"}


def check_siblings(home: Path = HOME) -> None:
    """Refuse to start when Python finds a stranger's package under one of our names.

    Raises ImportError naming the folder that shadows ours and what to do about it.
    """
    for name in SIBLINGS:
        spec = find_spec(name)
        found = [Path(place).resolve() for place in (spec.submodule_search_locations or ())] if spec else []
        if home / name not in found[:1]:
            where = found[0] if found else "nothing"
            raise ImportError(
                f"Peer LMS needs its own package '{name}' in {home}, but Python finds {where} first. "
                f"Rename that folder, or put {home} before it on the Python path."
            )


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'lms' has no attribute '{name}'")
    return getattr(import_module(_LAZY[name]), name)


check_siblings()
