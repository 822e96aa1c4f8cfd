"""A passkey made of nothing but its key: it answers our questions as a phone would."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN, PARTY = "http://localhost", "localhost"
NO_MODEL = bytes(16)
SEEN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
Asked = Mapping[str, Any]


class Authenticator:
    """One passkey."""

    def __init__(self) -> None:
        self._key, self._id, self._used = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16), 0

    def made(self, asked: Asked) -> dict[str, str]:
        """The form in which a new passkey is sent."""
        public = ES256.from_cryptography_key(self._key.public_key())
        held = AttestedCredentialData.create(NO_MODEL, self._id, public)
        seen = self._seen(SEEN | AuthenticatorData.FLAG.AT, held)
        return self._form(asked, "webauthn.create", attestationObject=AttestationObject.create("none", seen, {}))

    def shown(self, asked: Asked) -> dict[str, str]:
        """The form in which a passkey is shown."""
        seen, said = self._seen(SEEN), _said(asked, "webauthn.get")
        signature = self._key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._form(asked, "webauthn.get", authenticatorData=seen, signature=signature)

    def _seen(self, flags: AuthenticatorData.FLAG, held: bytes = b"") -> AuthenticatorData:
        self._used += 1
        return AuthenticatorData.create(hashlib.sha256(PARTY.encode()).digest(), flags, self._used, held)

    def _form(self, asked: Asked, kind: str, **parts: bytes) -> dict[str, str]:
        response = {name: _text(part) for name, part in {**parts, "clientDataJSON": _said(asked, kind)}.items()}
        answer = {"id": _text(self._id), "rawId": _text(self._id), "type": "public-key", "response": response}
        return {"ceremony": asked["ceremony"], "answer": json.dumps(answer)}


def _said(asked: Asked, kind: str) -> bytes:
    said = {"type": kind, "challenge": asked["publicKey"]["challenge"], "origin": ORIGIN, "crossOrigin": False}
    return json.dumps(said).encode()


def _text(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
