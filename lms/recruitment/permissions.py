"""What recruitment's pages ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    APPLY = "recruitment:apply"
    SEE_APPLICATIONS = "recruitment:see-applications"
    SCORE = "recruitment:score"
    MANAGE = "recruitment:manage-posts"


APPLICANTS = (Role.APPLICANT, Role.TRAINEE, Role.PEER)
RECRUITERS = (Role.HR, Role.LEAD)

GRANTED: Mapping[str, tuple[Role, ...]] = {
    Can.APPLY: APPLICANTS,
    Can.SEE_APPLICATIONS: (*APPLICANTS, *RECRUITERS),
    Can.SCORE: (Role.SCORER,),
    Can.MANAGE: RECRUITERS,
}
