"""Passkeys: a ceremony is a question of ours, answered once by the browser it was put to."""

import base64
import binascii
import hashlib
import ipaddress
import json
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.errors import Refused
from lms.core.settings import Settings
from lms.core.text import lazy_gettext as _l
from lms.core.web.browser import digest
from lms.people.models import Ceremony, Factor, FactorKind, Person

__all__ = ["answer_new", "answer_sign_in", "ask_new", "ask_sign_in", "possible"]

LIFE = timedelta(minutes=5)
MOST_BYTES = 20_000
VERIFIED = UserVerificationRequirement.REQUIRED
NOT_READ = _l("That passkey could not be read. Try again, or use another way to sign in.")


def possible(settings: Settings) -> bool:
    """Whether browsers will make passkeys for our address: it has a name, and is https or this very machine."""
    return _named(settings.base_url)


@lru_cache
def _named(address: str) -> bool:
    place = urlsplit(address)
    return (
        bool(place.hostname)
        and not _numbers(place.hostname or "")
        and (place.scheme == "https" or place.hostname == "localhost")
    )


def _numbers(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _server(settings: Settings) -> Fido2Server:
    place = urlsplit(settings.base_url)
    ours = f"{place.scheme}://{place.netloc}"
    party = PublicKeyCredentialRpEntity(id=place.hostname, name=settings.organisation)
    return Fido2Server(party, verify_origin=lambda origin: origin == ours)


def ask_new(session: Session, *, settings: Settings, token: str, person: Person) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person."""
    user = PublicKeyCredentialUserEntity(
        id=person.id.bytes, name=person.email or person.chosen_name, display_name=person.chosen_name
    )
    own = [_kept(factor) for factor in _passkeys(session, person.id)]
    options, state = _server(settings).register_begin(
        user, own, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
    )
    return _asked(session, f"new:{person.id.hex[:16]}", token, state, dict(options))


def ask_sign_in(session: Session, *, settings: Settings, token: str) -> dict[str, Any]:
    """What the browser needs to sign in with whatever passkey it holds for us; nobody is named."""
    options, state = _server(settings).authenticate_begin(user_verification=VERIFIED)
    return _asked(session, "sign-in", token, state, dict(options))


def _asked(session: Session, purpose: str, token: str, state: Any, options: dict[str, Any]) -> dict[str, Any]:
    session.execute(sa.delete(Ceremony).where(Ceremony.expires_at < clock.now()))
    question = {"challenge": state["challenge"], "user_verification": str(state["user_verification"].value)}
    ceremony = Ceremony(purpose=purpose, browser_digest=digest(token), question=question, expires_at=clock.now() + LIFE)
    session.add(ceremony)
    session.flush()
    return {"ceremony": str(ceremony.id), **options}


def answer_new(
    session: Session, *, settings: Settings, token: str, person: Person, ceremony: str, answer: str, name: str
) -> Factor:
    """Keep a new passkey. Raises Refused when the answer does not fit the question, or came before."""
    state = _taken(session, f"new:{person.id.hex[:16]}", token, ceremony)
    try:
        made = _server(settings).register_complete(state, _read(answer)).credential_data
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as problem:
        raise Refused(NOT_READ) from problem
    if made is None or _by_credential(session, made.credential_id) is not None:
        raise Refused(NOT_READ)
    factor = Factor(
        person_id=person.id,
        kind=FactorKind.PASSKEY,
        name=name,
        material=base64.b64encode(made).decode(),
        credential_digest=hashlib.sha256(made.credential_id).hexdigest(),
        confirmed_at=clock.now(),
    )
    session.add(factor)
    session.flush()
    return factor


def answer_sign_in(session: Session, *, settings: Settings, token: str, ceremony: str, answer: str) -> Factor:
    """The passkey that answered. Raises Refused when it is none of ours, or the answer came before."""
    state = _taken(session, "sign-in", token, ceremony)
    try:
        read = _read(answer)
        factor = _by_credential(session, _bytes(str(read["rawId"])))
        if factor is None:
            raise ValueError
        _server(settings).authenticate_complete(state, [_kept(factor)], read)
        counted = int.from_bytes(_bytes(str(read["response"]["authenticatorData"]))[33:37])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as problem:
        raise Refused(NOT_READ) from problem
    if counted and counted <= factor.sign_count:
        raise Refused(NOT_READ)  # a copy of the passkey has been ahead of this one
    factor.sign_count, factor.used_at = counted, clock.now()
    session.flush()
    return factor


def _taken(session: Session, purpose: str, token: str, ceremony: str) -> Mapping[str, Any]:
    """The question, which cannot be taken again. Raises Refused when it is not there for this browser any more."""
    try:
        found = session.get(Ceremony, UUID(ceremony))
    except ValueError:
        found = None
    asked = sa.and_(
        Ceremony.id == (found.id if found else None),
        Ceremony.purpose == purpose,
        Ceremony.browser_digest == digest(token),
        Ceremony.expires_at > clock.now(),
    )
    if found is None or session.execute(sa.delete(Ceremony).where(asked)).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(_l("That took too long, or was sent twice. Press the button again."))
    session.expunge(found)
    return {**found.question, "user_verification": VERIFIED}


def _read(answer: str) -> Mapping[str, Any]:
    read = json.loads(answer[:MOST_BYTES])
    if not isinstance(read, dict):
        raise TypeError
    return read


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _kept(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(factor.material))


def _passkeys(session: Session, person_id: UUID) -> list[Factor]:
    return list(session.scalars(sa.select(Factor).filter_by(person_id=person_id, kind=FactorKind.PASSKEY)))


def _by_credential(session: Session, credential_id: bytes) -> Factor | None:
    found = hashlib.sha256(credential_id).hexdigest()
    return session.scalar(sa.select(Factor).filter_by(credential_digest=found, kind=FactorKind.PASSKEY))
