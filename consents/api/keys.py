"""The key that signs answers, and the public half by which anybody can check one.

An Ed25519 key that follows from the secret key of the portal (HKDF), so that there is one secret
to keep. Another secret key gives another key here; answers of before are then asked again.

Norm: RFC 5869, RFC 7515, RFC 7517, RFC 7638, RFC 8037
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from jwt.algorithms import OKPAlgorithm

if TYPE_CHECKING:
    from collections.abc import Mapping

PURPOSE = b"privacyportal consents.api answers 1"
ALGORITHM, MEDIA_TYPE = "EdDSA", "consent-answer+jwt"


def sign(claims: Mapping[str, Any]) -> str:
    """Return the claims as a JWS in compact form."""
    private = _private(settings.SECRET_KEY)
    headers = {"kid": public_key()["kid"], "typ": MEDIA_TYPE}
    return jwt.encode(dict(claims), private, algorithm=ALGORITHM, headers=headers)


def sign_message(content: bytes) -> bytes:
    """Return the signature of a message to another system.

    By the same key as answers. None can be taken for the other: what is signed of an answer
    begins with `eyJ`, and of a message with `msg_`.
    """
    return _private(settings.SECRET_KEY).sign(content)


def public_key() -> dict[str, str]:
    """Return the public half as a JWK, named by its thumbprint."""
    found = OKPAlgorithm.to_jwk(_private(settings.SECRET_KEY).public_key(), as_dict=True)
    parts = {name: found[name] for name in ("crv", "kty", "x")}
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode())
    name = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    return {**parts, "kid": name, "use": "sig", "alg": ALGORITHM}


@lru_cache(maxsize=1)
def _private(secret: str) -> Ed25519PrivateKey:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(derived)
