"""The people of the demo story: fictional, of many backgrounds, at pilot scale."""

from dataclasses import dataclass

from lms.core.text import Lazy
from lms.core.text import lazy_gettext as _l
from lms.people.roles import Role

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Player:
    """One person of the story: a key, a name, a first role, and one line on what they come to do."""

    key: str
    name: str
    role: Role
    comes_to: Lazy | str = ""
    certificate_name: str = ""


SIGN_IN = (
    Player("applicant", "Marek Dvorak", Role.APPLICANT, _l("Finish an application he has begun")),
    Player("scorer", "Denise Okafor", Role.SCORER, _l("Score applications, with lived experience of her own")),
    Player(
        "trainee",
        "Siân Ŵyn",
        Role.TRAINEE,
        _l("Learn, offer evidence, see what is still to do"),
        "Siân Ŵyn Prydderch",
    ),
    Player("trainer", "Priya Raman", Role.TRAINER, _l("Run sessions and see who may welcome a call")),
    Player("assessor", "Tom Ashworth", Role.ASSESSOR, _l("Mark what waits, oldest first")),
    Player("assessor2", "Yewande Balogun", Role.ASSESSOR, _l("Mark the other half of the cohort")),
    Player("iqa", "Helen Marsh", Role.IQA, _l("Look at decisions and agree them, or ask again")),
    Player(
        "supervisor",
        "Curtis Bell",
        Role.SUPERVISOR,
        _l("Support peers, and record that supervision happened"),
    ),
    Player("manager", "Farah Siddiqui", Role.MANAGER, _l("Prepare the team and set a start date")),
    Player("hr", "Joanne Pike", Role.HR, _l("Run checks, see one start checklist, confirm")),
    Player("lead", "Ruth Abara", Role.LEAD, _l("Look after the programme and issue certificates")),
    Player("admin", "Sam Whitlock", Role.ADMIN, _l("Look after people, roles and the audit")),
)

COHORT = (
    Player("t2", "Łukasz Wiśniewski", Role.APPLICANT),
    Player("t3", "Nguyễn Thị Hằng", Role.APPLICANT),
    Player("t4", "Gloria Mensah", Role.APPLICANT),
    Player("t5", "Olena Kovalenko", Role.APPLICANT, certificate_name="Олена Коваленко"),
    Player("t6", "Brendan O’Rourke", Role.APPLICANT),
)

OTHERS = (
    Player("a2", "Aisha Rahman", Role.APPLICANT),
    Player("a3", "Kofi Antwi", Role.APPLICANT),
    Player("a4", "Eleni Georgiou", Role.APPLICANT, certificate_name="Ελένη Γεωργίου"),
    Player("a5", "Wayne Cartwright", Role.APPLICANT),
    Player("a6", "Mei-Ling Chan", Role.APPLICANT),
    Player("a7", "Patrick Doyle", Role.APPLICANT),
    Player("a8", "Rosa Delgado", Role.APPLICANT),
    Player("peer1", "Angela Thorne", Role.APPLICANT),
    Player("hr2", "Martin Cole", Role.HR),
    Player("admin2", "Ngozi Eze", Role.ADMIN),
)

TEAMS = (
    ("north", _l("North Community Team")),
    ("city", _l("City Community Team")),
    ("south", _l("South Community Team")),
)
