"""What a browser sends and reads, for tests of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from consents.tests import make

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from students.models import Student

FRAME = 4  # the session, the user, whose portal it is, the menu
OVERVIEW = "/toestemming/"
QUESTION = "/toestemming/vragen/1/"
HISTORY = "/toestemming/geschiedenis/"


def name(child: Student, code: str = make.WEBSITE) -> str:
    """Return the name of the field of a question."""
    return f"{child.public_id}_{make.purpose(child, code).public_id}"


def filled(child: Student, says: str, *, code: str = make.WEBSITE) -> dict[str, str]:
    """Return what a browser sends for one answer."""
    return {name(child, code): says, name(child, code) + "_words": "1.nl"}


def said(child: Student) -> list[str]:
    """Return what was decided about a child, in order."""
    return make.outcomes(child)


def read(client: Client, user: User, address: str = OVERVIEW) -> str:
    """Return a page as `user` reads it."""
    client.force_login(user)
    found = client.get(address)
    assert found.status_code == 200
    return found.content.decode()


def queries(client: Client, address: str) -> int:
    """Count what a page asks the database, beside the frame and the transaction itself."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT coalesce(current_setting")
    return len([query for query in asked if not query["sql"].startswith(own)]) - FRAME
