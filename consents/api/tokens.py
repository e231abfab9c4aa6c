"""Tokens of systems that ask: how they are made, and what is kept of them.

A token is 256 random bits behind a prefix that scanners for lost secrets can know. So a plain
hash is enough: nobody guesses what was hashed, and a new secret key of the portal ends no token.
"""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "ppk_"
FORM = re.compile(rf"Bearer ({PREFIX}[A-Za-z0-9_-]{{43}})")


def new_token() -> str:
    """Return a token; it is shown once, and kept nowhere."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is kept of a token, and by which PostgreSQL knows who asks."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_in(header: str) -> str | None:
    """Return the hash of the token in an `Authorization` header; None where there is none."""
    found = FORM.fullmatch(header)
    return hash_of(found[1]) if found else None
