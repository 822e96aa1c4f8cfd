"""What is in a house, read through its models: another way than the one a backup reads by."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import Certificate
from lms.core.access import Mode
from lms.core.db import Base
from lms.core.files import File
from lms.testing import House

# What a restore settles, and the keys that no backup holds.
SETTLED = {"lms_job", "lms_user_session", "lms_audit_event", "lms_audit_seal", "lms_device_key"}
Rows = Mapping[str, Mapping[Any, tuple[Any, ...]]]


def rows_of(house: House) -> Rows:
    """Every row of every table of ours: table → id → its values as the models have them."""
    found = {}
    with house.unit(Mode.READ) as session:
        for mapper in Base.registry.mappers:
            if any(schema.owns(mapper.local_table.name) for schema in house.runtime.schemas):  # type: ignore[attr-defined]
                names = [one.key for one in mapper.column_attrs]
                rows = session.scalars(sa.select(mapper.class_)).all()
                found[mapper.local_table.name] = {  # type: ignore[attr-defined]
                    row.id: tuple(getattr(row, name) for name in names) for row in rows
                }
    return found


def different(one: Rows, other: Rows) -> list[str]:
    """The tables that are not the same in both, what a restore settles left out."""
    return sorted(name for name in (one.keys() | other.keys()) - SETTLED if one.get(name) != other.get(name))


def prints(house: House) -> dict[str, bool]:
    """Each certificate that was printed: whether its file's bytes are those that it was issued with."""
    with house.unit(Mode.READ) as session:
        query = sa.select(Certificate.serial, Certificate.sha256, File.id).join(File, Certificate.file_id == File.id)
        issued = session.execute(query).all()
    found = {}
    for serial, sha256, key in issued:
        found[serial] = hashlib.sha256(house.content(key)).hexdigest() == sha256
    return found


def each_for_itself(session: Session) -> sa.Connection:
    """Planted in place of one moment for all tables: each is read as it is when its turn comes."""
    if session.get_bind().dialect.name == "postgresql":
        return session.connection(execution_options={"isolation_level": "READ COMMITTED"})
    connection = session.connection()
    connection.exec_driver_sql("COMMIT")
    return connection
