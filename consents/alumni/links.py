"""The link in each e-mail to a former student, who has no account.

It follows from the public id of the row under the secret key of the portal, so that every e-mail
has the same one and it is kept nowhere. Kept is a hash of it, by which PostgreSQL opens that one
row. Whoever holds the link can leave the list, and stay on it; nothing else.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from uuid import UUID


def token_of(alumnus: UUID) -> str:
    """Return what the link of somebody on the list ends with: 43 signs that nobody guesses."""
    mark = salted_hmac("consents.alumni", str(alumnus), algorithm="sha256").digest()
    return urlsafe_b64encode(mark).decode().rstrip("=")


def key_of(token: str) -> str:
    """Return what is kept of a link, and by which PostgreSQL knows who holds it."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(alumnus: UUID) -> str:
    """Return the whole address, as it stands in an e-mail."""
    path = reverse("consents:former_student", args=[token_of(alumnus)])
    return f"{settings.PORTAL_URL.rstrip('/')}{path}"
