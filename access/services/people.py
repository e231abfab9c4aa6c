"""From somebody whom a school means to the account that a task is given to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from access.errors import MailboxTakenError, NoAddressError
from access.services.proposals import account_of
from accounts.models import User
from schools.models import StaffMember

if TYPE_CHECKING:
    from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the school does not know yet, by name and e-mail address."""

    name: str
    email: str


Somebody: TypeAlias = User | StaffMember | Newcomer


def account_for(somebody: Somebody, *, email: str = "") -> User:
    """Return the account of somebody; make one without a password where there is none.

    `email` is what the giver typed for a member of staff whose file has no address.

    Raises:
        NoAddressError: there is no e-mail address.
        MailboxTakenError: somebody of another name signs in with that address.
    """
    match somebody:
        case User():
            return somebody
        case StaffMember():
            if somebody.user is None and email and not somebody.email:
                _refuse_of_another(somebody.full_name, email)
                somebody.email = email
                somebody.save(update_fields=["email"])
            return account_of(somebody)
        case Newcomer():
            return _newcomer(somebody)


def _newcomer(person: Newcomer) -> User:
    if not person.email:
        raise NoAddressError
    known = _refuse_of_another(person.name, person.email)
    return known or User.objects.create_user(email=person.email, display_name=person.name)


def _refuse_of_another(name: str, email: str) -> User | None:
    """Return who signs in with `email`, if it is the person of this name.

    Whoever types an address learns no name by it, and a slip gives nobody else's account a task.
    """
    known = User.objects.filter(email=email.lower()).first()
    if known is not None and _plain(known.display_name) != _plain(name):
        raise MailboxTakenError
    return known


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
