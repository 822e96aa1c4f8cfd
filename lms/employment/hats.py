"""Which parts somebody plays in one start, and so what they read and may do there."""

from lms.core.access import Actor
from lms.employment.lines import Sheet
from lms.employment.permissions import Can
from lms.employment.rules import Eyes

__all__ = ["eyes_of", "hats_of"]


def hats_of(actor: Actor, sheet: Sheet) -> frozenset[str]:
    """Among hr, manager, supervisor, trainee: what this actor is to this start. Nobody is staff of their own start."""
    if sheet.start.person_id == actor.person_id:
        return frozenset({"trainee"})
    worn = {
        "hr": actor.can_at(Can.RUN_CHECKS, sheet.path),
        "manager": actor.can_at(Can.PREPARE_STARTS, sheet.path),
        "supervisor": sheet.start.supervisor_id == actor.person_id and actor.can(Can.SUPERVISE),
    }
    return frozenset(hat for hat, on in worn.items() if on)


def eyes_of(actor: Actor, sheet: Sheet) -> Eyes:
    """In whose words this actor reads this start's checklist."""
    hats = hats_of(actor, sheet)
    return Eyes.SELF if "trainee" in hats else Eyes.HR if "hr" in hats else Eyes.OTHERS
