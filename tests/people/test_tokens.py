"""What is given to a browser cannot be guessed, and is good for its own purpose only."""

import base64
import secrets
from uuid import UUID

import pytest
from itsdangerous import BadSignature

from lms.core.web import browser
from lms.people import links
from lms.people.factors.recovery import MANY
from lms.people.factors.typed import ALPHABET, RECOVERY
from lms.testing import House

pytestmark = pytest.mark.on("sqlite")


def bits(token: str) -> int:
    """How many bits a token is made of."""
    return 8 * len(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))


def given(house: House) -> str:
    """The token that a new browser gets."""
    client = house.app.test_client()
    client.get("/sign-in")
    cookie = client.get_cookie("lms_session")
    assert cookie is not None
    return cookie.value


def test_a_sign_ins_token_is_256_bits_of_the_systems_chance(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = {given(house) for _browser in range(20)}
    assert len(tokens) == 20
    assert {bits(token) for token in tokens} == {256}
    monkeypatch.setattr(
        secrets, "token_urlsafe", lambda count: base64.urlsafe_b64encode(b"x" * count).decode().rstrip("=")
    )
    assert len({given(house) for _browser in range(2)}) == 1, "it is made of nothing but what the system draws"


def test_a_shorter_one_would_be_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = secrets.token_urlsafe
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _count: real(15))
    assert bits(given(house)) == 120


def test_a_mailed_links_token_is_160_bits_under_our_secret(house: House) -> None:
    one, other = (links.token(secret, UUID(int=7)) for secret in ("a", "b"))
    assert len(bytes.fromhex(one)) * 8 == 160
    assert one != other


def test_a_recovery_code_takes_longer_to_guess_than_the_limits_allow() -> None:
    ways = len(set(ALPHABET)) ** RECOVERY
    assert ways > 2**48
    assert ways / (MANY * 20 * 24 * 365) > 10**8, "years, at twenty tries an hour on ten codes"


def test_what_was_signed_for_one_purpose_is_nothing_for_another(house: House) -> None:
    with house.app.test_request_context():
        signed = browser._signer().dumps(["said"])
        assert browser._signer().loads(signed) == ["said"]
        with pytest.raises(BadSignature):
            browser._signer("device").loads(signed)
