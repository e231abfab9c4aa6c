"""Codes that somebody holds for a short time: how they are made, and what is kept of them.

Kept is a hash under the secret key of the portal, so that a copy of the database gives no code.
"""

from __future__ import annotations

import secrets
from uuid import UUID, uuid5

from django.utils.crypto import salted_hmac

from access.rules import CODE_LENGTH, CODE_SIGNS, PROOF_LENGTH, tidy

NUMBERS = UUID("8a4f6c1e-5d0b-4f37-9c52-2b7d1e90a6c3")  # sets our numbers apart from all others


def new_code() -> str:
    """Return a code for an invitation: one of 8 hundred thousand million."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def named_by(number: str) -> UUID:
    """Return which invitation the number on a letter names, however it was typed.

    A number is as long as a code and opens nothing: it stands in the address, where a public id
    would be 36 signs to type from paper.
    """
    return uuid5(NUMBERS, tidy(number))


def new_proof() -> str:
    """Return the digits that prove that somebody reads a mailbox."""
    return "".join(secrets.choice("0123456789") for _ in range(PROOF_LENGTH))


def hash_of(code: str, *, of: UUID) -> str:
    """Return what is kept of the code of invitation `of`, however it was typed."""
    return salted_hmac("access.invitation", f"{of}:{tidy(code)}", algorithm="sha256").hexdigest()


def proof_of(digits: str, *, of: UUID, email: str) -> str:
    """Return what is kept of the digits that were sent to `email` for invitation `of`."""
    said = f"{of}:{email}:{tidy(digits)}"
    return salted_hmac("access.invitation.proof", said, algorithm="sha256").hexdigest()
