"""What is sealed, by hand; and what is of the same kind and is not, each with its reason."""

import sqlalchemy as sa

from lms.core.db import Base
from lms.core.db.kept import ADJUSTMENT, CHECK_OUTCOME, COMPLAINT_WORDS, HOLD, LEAVING, REFLECTION, STORY, UNSENT
from lms.core.sealing import Closed

SEALED = frozenset(
    {
        "lms_application.adjustments",
        "lms_application_answer.text",
        "lms_check.conditions",
        "lms_check.outcome",
        "lms_check_event.outcome",
        "lms_draft.words",
        "lms_emergency.finding",
        "lms_emergency.reason",
        "lms_evidence.linked",
        "lms_evidence.text",
        "lms_factor.secret",
        "lms_file.key",
        "lms_leaving.reason",
        "lms_matter.answer",
        "lms_matter.decision",
        "lms_matter.reasons",
        "lms_matter.said",
        "lms_matter.support",
        "lms_matter.told",
        "lms_placement_hold.reason",
        "lms_reflection.text",
        "lms_retention_hold.reason",
    }
)
PLAIN = {
    "lms_application.guaranteed_interview": "yes or no; it decides whom the panel has to see",
    "lms_draft.person_id": "says whose row it is",
    "lms_leaving.recorder_id": "an id; it decides who may read why somebody left",
    "lms_person.reading": "how pages look: each page asks for it",
    "lms_spoken_reflection.file_id": "an id; the recording lies in the file store, closed with the key of its file",
}
CLASSES = (ADJUSTMENT, CHECK_OUTCOME, COMPLAINT_WORDS, HOLD, LEAVING, REFLECTION, STORY, UNSENT)


def columns() -> dict[str, sa.Column[object]]:
    """Every column of every model, by its name: table.column."""
    tables = Base.metadata.sorted_tables
    return {f"{table.name}.{column.name}": column for table in tables for column in table.columns}


def undecided(found: dict[str, sa.Column[object]]) -> list[str]:
    """What no list above names, or is not as they say."""
    closed = {name for name, column in found.items() if isinstance(column.type, Closed)}
    told = {name for name, column in found.items() if column.info["kept"] in CLASSES} | closed
    return sorted(
        [f"{name}: in no list" for name in told - SEALED - set(PLAIN)]
        + [f"{name}: not sealed" for name in SEALED - closed]
        + [f"{name}: no such column" for name in set(PLAIN) - told]
    )
