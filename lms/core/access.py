"""Who may use an endpoint: declared on every view, denied by default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from lms.core.text import Text

View = TypeVar("View", bound=Callable[..., Any])


class Mode(StrEnum):
    """What an endpoint may do to the database. READ nothing; JOURNAL only logs of reading and activity."""

    READ = "read"
    JOURNAL = "journal"
    WRITE = "write"


class Open(StrEnum):
    """Endpoints that ask for no permission. Each use is on a short list that a test holds."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


_OPEN = frozenset(Open)


@dataclass(frozen=True)
class Access:
    """What a view declared: a permission (or Open), and its mode.

    A view that `looks` may show sealed words of somebody else, and says what for; each look is noted.
    """

    permission: str
    mode: Mode
    looks: Text = ""


def requires(permission: StrEnum, *, mode: Mode | None = None, looks: Text = "") -> Callable[[View], View]:
    """Declare who may use a view. Mode is READ unless said otherwise, and JOURNAL for one that `looks`."""

    def declare(view: View) -> View:
        usual = Mode.JOURNAL if looks else Mode.READ
        view.__dict__["__access__"] = Access(permission.value, mode or usual, looks)
        return view

    return declare


def changes(permission: StrEnum, *, looks: Text = "") -> Callable[[View], View]:
    """Declare who may use a view that changes something: `requires` with Mode.WRITE."""
    return requires(permission, mode=Mode.WRITE, looks=looks)


def access_of(view: Callable[..., Any] | None) -> Access | None:
    """What a view declared, or None: such a view is refused to everybody."""
    return getattr(view, "__access__", None)


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person with the permissions their grants give, or the system itself.

    `held` maps a permission to the paths of the nodes it is held at; a path covers what lies below it.
    `reading` is how pages look for this person, "" if they have not chosen.
    Somebody who is `half` in has given a password and still owes a second factor: they hold what leads on, only.
    """

    person_id: UUID | None
    name: str
    roles: frozenset[str] = frozenset()
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reading: str = ""
    half: bool = False

    def can(self, permission: StrEnum | str) -> bool:
        """True when some grant gives the permission somewhere."""
        return (permission in _OPEN and not self.half) or bool(self.held.get(str(permission)))

    def paths(self, permission: StrEnum | str) -> tuple[str, ...]:
        """Node paths at which the permission is held, for filtering lists."""
        return self.held.get(str(permission), ())

    def can_at(self, permission: StrEnum | str, path: str) -> bool:
        """True when the permission is held at this node or above it."""
        return any(path.startswith(prefix) for prefix in self.paths(permission))

    @property
    def id(self) -> UUID:
        """The person's id. Raises LookupError for the system and for strangers."""
        if self.person_id is None:
            raise LookupError(f"{self.name} is not a person")
        return self.person_id


NOBODY = Actor(None, "nobody")
SYSTEM = Actor(None, "the system")
