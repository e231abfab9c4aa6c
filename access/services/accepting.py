"""Come in by an invitation: the code, the e-mail address, a password, and then an account.

What is wrong is an answer, never an error: an error would undo the count of the tries. Nobody
learns here who exists: not by an address, not by a code, and not by an e-mail address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from access import grants
from access.choices import InvitationWay
from access.codes import hash_of, new_proof, proof_of
from access.errors import AlreadyKnownError, InvitationOverError, TooEarlyError
from access.events import InvitationAccepted
from access.invitees import counts_from, name_of
from access.letters import say_known, send_proof
from access.models import Invitation
from access.rules import PROOF_MINUTES, PROOF_TRIES, PROOFS
from accounts.models import User
from audit.services import record
from kernel.database import holding_key
from kernel.dates import day_of
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

PROOF = ["email", "proof_hash", "proof_until", "proof_tries", "proofs", "proven_at"]


def enter(public_id: UUID, *, code: str) -> str | None:
    """Return the key by which the rest goes on, where `code` is that of this invitation.

    None for anything else, whatever is wrong. PostgreSQL compares and counts, by its own clock.
    Whoever enters begins afresh: an address that somebody else proved is of no use.

    Raises:
        TooEarlyError: the code is right, of a student who is not sixteen yet. No try is counted.
    """
    key = hash_of(code, of=public_id)
    with transaction.atomic(), holding_key(key), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_try_invitation(%s, %s)", [public_id, key])
        found, first_day = cursor.fetchone()
        if first_day is not None:
            raise TooEarlyError(first_day)
        if found is None:
            return None
        mine = Invitation.objects.filter(pk=found)
        mine.update(proof_hash="", proof_until=None, proven_at=None)
        mine.filter(way=InvitationWay.LETTER).update(email="")
    return key


def invitation_of(key: str, *, at: datetime) -> Invitation | None:
    """Return the invitation of which somebody holds the key, if it still lets somebody in."""
    with holding_key(key):
        found = Invitation.objects.filter(code_hash=key).open(at=at)
        return found.select_related("school", "guardian", "student").first()


def ask_proof(key: str, *, email: str = "", language: str, at: datetime) -> bool:
    """Send digits to an address, to prove that the visitor reads it; tell whether that was done.

    Of an invitation by e-mail it is the address that it was sent to. An address with an account
    gets another e-mail, which says so; the page does not. False after too many e-mails.

    Raises:
        InvitationOverError: it does not let anybody in any more.
    """
    with transaction.atomic(), holding_key(key):
        mine = _mine(key, at=at)
        if mine.proofs >= PROOFS:
            return False
        if mine.way == InvitationWay.LETTER and email:
            mine.email = email.lower()
        mine.proofs += 1
        mine.proof_tries, mine.proven_at = 0, None
        mine.proof_until = at + timedelta(minutes=PROOF_MINUTES)
        known = User.objects.filter(email=mine.email).first()
        if known is not None:
            mine.proof_hash = ""
            say_known(known, invitation=mine)
        else:
            digits = new_proof()
            mine.proof_hash = proof_of(digits, of=mine.public_id, email=mine.email)
            send_proof(mine.email, digits=digits, language=language)
        mine.save(update_fields=PROOF)
    return True


def prove(key: str, *, digits: str, at: datetime) -> str | None:
    """Return the address to which these digits were sent; five wrong ones and they are no more.

    None where they are not right, or too old.

    Raises:
        InvitationOverError: it does not let anybody in any more.
    """
    with transaction.atomic(), holding_key(key):
        mine = _mine(key, at=at)
        until = mine.proof_until
        if until is None or at >= until or mine.proof_tries >= PROOF_TRIES:
            return None
        given = proof_of(digits, of=mine.public_id, email=mine.email)
        right = bool(mine.proof_hash) and constant_time_compare(mine.proof_hash, given)
        if right:
            mine.proven_at = at
        else:
            mine.proof_tries += 1
        mine.save(update_fields=["proof_tries", "proven_at"])
    return mine.email if right else None


def accept(key: str, *, email: str, password: str, language: str, at: datetime) -> User:
    """Make the account of who was invited, with the address `email` that the visitor proved.

    Raises:
        InvitationOverError: it lets nobody in any more, the address was not proven, or it has an
            account by now.
    """
    with transaction.atomic(), holding_key(key):
        person = _free(key, at=at)
        mine = _mine(key, at=at)
        known = User.objects.filter(email=mine.email).exists()
        if mine.proven_at is None or not mine.email or mine.email != email or known:
            raise InvitationOverError
        user = User.objects.create_user(
            email=mine.email, display_name=name_of(person), password=password
        )
        user.language = language
        user.save(update_fields=["language"])
        _link(mine, person, user, new=True, at=at)
    return user


def join(key: str, *, actor: User, at: datetime) -> None:
    """Link who was invited to the account of `actor`, who holds the code; that is the proof.

    Raises:
        InvitationOverError: it does not let anybody in any more.
        AlreadyKnownError: the account is of a student, or of another guardian at this school.
    """
    with transaction.atomic(), holding_key(key):
        person = _free(key, at=at)
        mine = _mine(key, at=at)
        if any(_same_account(person, actor)):
            raise AlreadyKnownError
        _link(mine, person, actor, new=False, at=at)


def _mine(key: str, *, at: datetime) -> Invitation:
    """Return the invitation, locked: of two at once the second finds what the first did."""
    rows = Invitation.objects.filter(code_hash=key).open(at=at)
    locked = rows.select_for_update(of=("self",))
    found = locked.select_related("school", "guardian", "student").first()
    if found is None or not _counts(found.person, at=at):
        raise InvitationOverError
    return found


def _counts(person: Guardian | Student, *, at: datetime) -> bool:
    """Tell whether a code of `person` counts: of a student not before a known sixteenth birthday.

    Law: UAVG 5(1)
    """
    if isinstance(person, Student) and person.birth_date is None:
        return False
    return counts_from(person, on=day_of(at)) is None


def _free(key: str, *, at: datetime) -> Guardian | Student:
    """Return who was invited, locked, without an account.

    Before the invitation is, as whoever invites does: of two who lock in another order each
    waits for the other.

    Raises:
        InvitationOverError: it lets nobody in any more, or the person has an account by now.
    """
    rows = Invitation.objects.filter(code_hash=key).open(at=at)
    seen = rows.select_related("guardian", "student").first()
    if seen is None:
        raise InvitationOverError
    person = seen.person
    locked = type(person).objects.select_for_update(of=("self",)).get(pk=person.pk)
    if locked.user_id is not None:
        raise InvitationOverError
    found: Guardian | Student = locked
    return found


def _same_account(person: Guardian | Student, user: User) -> Iterator[bool]:
    """Yield whether `user` is somebody else at the school of `person` already."""
    same = {"user": user, "school": person.school_id}
    yield Guardian.objects.filter(**same).exists()
    yield Student.objects.filter(user=user).exists()


def _link(
    invitation: Invitation, person: Guardian | Student, user: User, *, new: bool, at: datetime
) -> None:
    person.user = user
    person.save(update_fields=["user"])
    invitation.used_at = at
    invitation.email = invitation.proof_hash = ""
    invitation.proof_until = None
    invitation.save(update_fields=["used_at", "email", "proof_hash", "proof_until"])
    grants.sync(schools=[invitation.school_id], at=at)
    record(
        InvitationAccepted(invitation=invitation.pk, new=new),
        actor=user,
        school=invitation.school.public_id,
        at=at,
    )
