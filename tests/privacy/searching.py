"""Where marks are: in rows, and in the bytes of whatever a house leaves behind."""

import re
import subprocess
from uuid import UUID

import sqlalchemy as sa
from engines import Engine
from postgres import Server
from privacy.marking import WAYS
from sqlalchemy.orm import Session

from lms.core.db import Base
from lms.core.db.kept import Erasure
from lms.core.sealing import Closed
from lms.privacy.whose import owner
from lms.testing import House

MARK = re.compile(rb"zq[0-9a-f]{8}[nfs]\w+?zq")
SHORT = 16
MAILED = "mail/"  # what was delivered is with whom it was sent to


def in_rows(session: Session, marks: set[str]) -> dict[str, set[str]]:
    """Which tables have which of the marks, as the database holds them."""
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = session.connection().exec_driver_sql(f"SELECT * FROM {table.name}").all()
        found[table.name] = marks & marks_in(" ".join(map(str, rows)).encode())
    return {name: words for name, words in found.items() if words}


def marks_in(content: bytes) -> set[str]:
    """Every mark that stands in it."""
    return {word.decode() for word in MARK.findall(content)}


def in_bytes(house: House, engine: Engine, server: Server | None, words: set[str]) -> dict[str, set[str]]:
    """Which files have which of the words: those below the house's folder, and what the server would dump."""
    read = {
        str(path.relative_to(house.folder)): path.read_bytes() for path in house.folder.rglob("*") if path.is_file()
    }
    if engine.name == "postgresql" and server is not None:
        address = str(house.runtime.settings.database).replace("+psycopg", "")
        read["dump"] = subprocess.run([server.program("pg_dump"), address], capture_output=True, check=True).stdout
    assert any(len(content) > 500_000 for content in read.values()), sorted(read)  # the database is among them
    kept = {name: content for name, content in read.items() if not name.startswith(MAILED)}
    found = {name: {word for word in words if word.encode() in content} for name, content in kept.items()}
    return {name: words for name, words in found.items() if words}


def closed_words(house: House, person: UUID) -> set[str]:
    """What the database holds of theirs that no mark shows: what is sealed, their keys, and what lets them in."""
    found = set()
    with house.unit() as session:
        for name in (*WAYS, "lms_person_key", "lms_credential"):
            table = Base.metadata.tables[name]
            joined, whose = owner(table, WAYS.get(name, "person_id"))
            cleared = [c for c in table.columns if c.info["kept"].erasure is Erasure.CLEAR]
            words = [c for c in cleared if isinstance(c.type, (sa.String, Closed)) and not isinstance(c.type, sa.Enum)]
            texts = [sa.type_coerce(column, sa.Text()) for column in words]
            if texts:
                rows = session.execute(sa.select(*texts).select_from(joined).where(whose == person)).all()
                found |= {value for row in rows for value in row if isinstance(value, str) and len(value) >= SHORT}
    return found
