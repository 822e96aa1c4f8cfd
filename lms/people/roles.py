"""The roles of the line. A grant is person × role × node × dates."""

from enum import StrEnum

from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l


class Role(StrEnum):
    """Who somebody is at a node and below it."""

    APPLICANT = "applicant"
    TRAINEE = "trainee"
    PEER = "peer"
    SCORER = "scorer"
    TRAINER = "trainer"
    ASSESSOR = "assessor"
    IQA = "iqa"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    HR = "hr"
    LEAD = "lead"
    ADMIN = "admin"


ROLE_NAMES: dict[Role, Lazy] = {
    Role.APPLICANT: _l("Applicant"),
    Role.TRAINEE: _l("Trainee"),
    Role.PEER: _l("Peer support worker"),
    Role.SCORER: _l("Scorer"),
    Role.TRAINER: _l("Trainer"),
    Role.ASSESSOR: _l("Assessor"),
    Role.IQA: _l("Internal quality assurer"),
    Role.SUPERVISOR: _l("Peer supervisor"),
    Role.MANAGER: _l("Line manager"),
    Role.HR: _l("HR officer"),
    Role.LEAD: _l("Programme lead"),
    Role.ADMIN: _l("Administrator"),
}

EVERYONE = tuple(Role)
