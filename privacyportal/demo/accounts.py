"""Accounts of the demo: made at once, where a school sends invitations.

What an account opens follows from authority and age, as for everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from access import grants
from access.errors import MailboxTakenError, NoAddressError
from access.events import AccountsOpened
from accounts.models import User
from audit.services import record
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from schools.models import School


@transaction.atomic
def open_accounts(
    *, school: School, people: Iterable[Guardian | Student], at: datetime
) -> AccountsOpened:
    """Give each of these people of one school an account; who has one keeps it.

    Two people with one mailbox stay two people: the second is counted and gets none.
    """
    opened = without_address = taken = 0
    for person in people:
        try:
            opened += _open(person)
        except NoAddressError:
            without_address += 1
        except MailboxTakenError:
            taken += 1
    grants.sync(schools=[school.pk], at=at)
    event = AccountsOpened(opened=opened, without_address=without_address, taken=taken)
    record(event, actor=None, school=school.public_id, at=at)
    return event


def _open(person: Guardian | Student) -> bool:
    """Give one person an account; tell whether it is new."""
    person = type(person).objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.user is not None:
        return False
    if not person.email:
        raise NoAddressError
    if User.objects.filter(email=person.email.lower()).exists():
        raise MailboxTakenError
    name = person.full_name if isinstance(person, Guardian) else person.display_name
    person.user = User.objects.create_user(email=person.email, display_name=name)
    person.save(update_fields=["user"])
    return True
