"""The key of an authenticator app is sealed with its person's key, those of older databases too."""

import base64
import logging
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from people.conftest import app_code, joined, sign_in, with_app

from lms.cli.migrate import downgrade, upgrade
from lms.core import clock
from lms.core.sealing import Look, destroy_key, rotate_key
from lms.people.factors import apps
from lms.people.models import Factor
from lms.testing import House

ROWS = sa.table(
    "lms_factor",
    *(sa.column(name, sa.Uuid()) for name in ("id", "person_id")),
    *(sa.column(name) for name in ("kind", "material", "secret")),
)


def enrolled(house: House) -> tuple[UUID, str]:
    """Ada, whose app shows codes of this key."""
    person, browser = joined(house), house.client()
    sign_in(browser)
    return person, with_app(browser)[0]


def opens(house: House, key: str, *, status: int = 303) -> None:
    """A new browser comes in with a code of this key, or does not. Each asks a few minutes later: codes are good once."""
    browser = house.client()
    sign_in(browser)
    browser.submit("/second-factor", {"code": app_code(key, 1)}, action="/second-factor", status=status)


def kept(house: House) -> tuple[str, str]:
    """What the one row holds: the old column, and the new."""
    with house.unit() as session:
        found = session.execute(sa.select(ROWS.c.material, ROWS.c.secret)).one()
    return found.material, found.secret


def before(secret: str) -> AESGCM:
    """What closed such keys until version 0019, written out once more."""
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"peer-lms sealed fields").derive(secret.encode()))


def closed(secret: str, row: UUID, key: str) -> str:
    """A key as it was kept until then."""
    text = base64.b64encode(b"n" * 12 + before(secret).encrypt(b"n" * 12, key.encode(), f"lms_factor/{row}".encode()))
    return f"s1:{text.decode()}"


def test_the_key_is_sealed_and_to_open_ones_own_is_no_look(strict: House) -> None:
    _person, key = enrolled(strict)
    material, secret = kept(strict)
    assert material == ""
    assert secret.startswith("s2:")
    assert key.encode() not in base64.b64decode(secret.rpartition(":")[2])
    opens(strict, key)
    with strict.unit() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Look)) == 0


def test_it_changes_with_its_persons_key(strict: House) -> None:
    person, key = enrolled(strict)
    with strict.unit() as session:
        assert rotate_key(session, person) >= 1
        assert session.scalars(sa.select(Factor)).one().secret == key
    opens(strict, key)


def test_it_goes_with_its_persons_key_and_then_no_code_fits(strict: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused as any wrong code is, those of an empty key too, which anybody can work out."""
    person, _key = enrolled(strict)
    with strict.unit() as session:
        destroy_key(session, person)
        assert session.scalars(sa.select(Factor)).one().secret == ""
    opens(strict, "", status=422)
    monkeypatch.setattr(apps, "_step", lambda key, code: 7 if code == app_code(key, 1) else None)
    opens(strict, "")  # the planted fault: whoever does not look whether there is a key


def test_an_older_database_comes_up_and_goes_down(strict: House, caplog: pytest.LogCaptureFixture) -> None:
    """With a key that opens, and one that another secret closed, which stays as it is and opens nothing."""
    person, key = enrolled(strict)
    secret, database = strict.runtime.settings.secret_key, strict.runtime.database
    with strict.unit() as session:
        row = session.scalars(sa.select(ROWS.c.id)).one()
    downgrade(database, "0018")
    with database.engine.begin() as connection:
        material = connection.scalars(sa.select(ROWS.c.material)).one()
        was = base64.b64decode(material.removeprefix("s1:"))
        assert before(secret).decrypt(was[:12], was[12:], f"lms_factor/{row}".encode()).decode() == key
        stray, mine = uuid4(), connection.execute(sa.text("SELECT * FROM lms_factor")).mappings().one()
        again = ", ".join(f":{name}" for name in mine)
        changed = {**mine, "id": stray.hex if isinstance(mine["id"], str) else stray}
        strange = closed("another", stray, key)
        connection.execute(
            sa.text(f"INSERT INTO lms_factor ({', '.join(mine)}) VALUES ({again})"), {**changed, "material": strange}
        )
        ours = closed(secret, row, key)  # as the version before would have written it
        connection.execute(sa.update(ROWS).where(ROWS.c.id == row).values(material=ours))
    with caplog.at_level(logging.WARNING, "lms.migrations"):
        upgrade(database)
    assert ["1 secrets of authenticator apps do not open" in one for one in caplog.messages] == [True]
    with strict.unit() as session:
        found = {one.id: one for one in session.scalars(sa.select(Factor))}
        assert (found[row].material, found[row].secret) == ("", key)
        assert (found[stray].material, found[stray].secret) == (strange, "")
        assert {one.person_id for one in found.values()} == {person}
    opens(strict, key)
    downgrade(database, "0018")
    with database.engine.connect() as connection:
        left = dict(connection.execute(sa.select(ROWS.c.id, ROWS.c.material)).all())
    assert left[stray] == strange
    assert left[row].startswith("s1:")


def test_with_another_secret_nothing_is_lost(strict: House) -> None:
    """Brought up by somebody who has not the right secret key, then down, then up with it: the app works."""
    _person, key = enrolled(strict)
    database = strict.runtime.database
    downgrade(database, "0018")
    right, database.secret = database.secret, "not the one"
    upgrade(database)
    opens(strict, key, status=422)
    downgrade(database, "0018")
    database.secret = right
    upgrade(database)
    with clock.frozen(clock.now()):
        opens(strict, key)
