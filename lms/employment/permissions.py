"""What employment's pages ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    OPEN_START = "employment:open-start"
    SEE_STARTS = "employment:see-starts"
    TICK_ITEMS = "employment:tick-items"
    PREPARE_STARTS = "employment:prepare-starts"
    RUN_CHECKS = "employment:run-checks"
    CONFIRM_STARTS = "employment:confirm-starts"
    RECORD_LEAVING = "employment:record-leaving"
    OWN_START = "employment:own-start"
    SUPERVISE = "employment:supervise"
    SEE_SUPERVISION = "employment:see-supervision"


STARTING = (Role.APPLICANT, Role.TRAINEE, Role.PEER)

GRANTED: Mapping[str, tuple[Role, ...]] = {
    Can.OPEN_START: (Role.HR, Role.MANAGER, Role.LEAD, *STARTING),
    Can.SEE_STARTS: (Role.HR, Role.MANAGER, Role.LEAD),
    Can.TICK_ITEMS: (Role.HR, Role.MANAGER, Role.SUPERVISOR, *STARTING),
    Can.PREPARE_STARTS: (Role.MANAGER,),
    Can.RUN_CHECKS: (Role.HR,),
    Can.CONFIRM_STARTS: (Role.HR,),
    Can.RECORD_LEAVING: (Role.HR, Role.MANAGER),
    Can.OWN_START: STARTING,
    Can.SUPERVISE: (Role.SUPERVISOR,),
    Can.SEE_SUPERVISION: (Role.SUPERVISOR, Role.TRAINEE, Role.PEER),
}
