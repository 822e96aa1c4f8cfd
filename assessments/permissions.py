"""What the pages of assessments ask for."""

from collections.abc import Mapping
from enum import StrEnum

from lms.people.roles import Role


class Can(StrEnum):
    """Permissions of this package."""

    OWN_AREAS = "assessments:own-areas"
    OFFER_EVIDENCE = "assessments:offer-evidence"
    OPEN_FILE = "assessments:open-file"
    MARK = "assessments:mark"
    ALLOCATE = "assessments:allocate"
    VERIFY = "assessments:verify"
    PUBLISH = "assessments:publish-framework"
    SEE_FRAMEWORK = "assessments:see-framework"


GRANTED: Mapping[str, tuple[Role, ...]] = {
    Can.OWN_AREAS: (Role.TRAINEE, Role.PEER),
    Can.OFFER_EVIDENCE: (Role.TRAINEE, Role.PEER),
    Can.OPEN_FILE: (Role.TRAINEE, Role.PEER, Role.ASSESSOR, Role.IQA),
    Can.MARK: (Role.ASSESSOR,),
    Can.ALLOCATE: (Role.LEAD,),
    Can.VERIFY: (Role.IQA,),
    Can.PUBLISH: (Role.LEAD,),
    Can.SEE_FRAMEWORK: (Role.TRAINEE, Role.PEER, Role.TRAINER, Role.ASSESSOR, Role.IQA, Role.LEAD),
}
