"""Ask a class that leaves who joins the list of former students, and keep the yes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from audit.services import record
from consents.alumni import register
from consents.alumni.links import key_of, token_of
from consents.choices import Outcome, PurposeKind
from consents.errors import (
    AddressMissingError,
    InquiryOverError,
    NobodyToAskError,
    NotAskedError,
)
from consents.events import AlumnusJoined
from consents.models import Alumnus, Decision, Purpose
from consents.services.inquiring import Sharing, inquire, say_to_inquiry
from consents.special import inquiries
from kernel.dates import ONE_DAY, day_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from accounts.choices import SignIn
    from accounts.models import User
    from consents.models import Inquiry, Receipt, Wording
    from schools.models import Group

ASKED_FOR = 365 * ONE_DAY
WHAT = "De naam, het jaar van vertrek en een e-mailadres."  # stays with the question


@transaction.atomic
def ask_class(
    *, actor: User, group: Group, students: Collection[UUID], why: str, at: datetime
) -> int:
    """Ask, of who decides for each of these students, whether they join; return of how many.

    Whoever was asked already is not asked again. A yes counts for who leaves within a year.

    Raises:
        NotTheAskerError: `actor` does not ask this about a student.
        NotAskedError: the school has no such question.
        NobodyToAskError: none of them is in the class, or was not asked yet.
    Law: AVG 4(11); UAVG 5(1)
    """
    asked = Purpose.objects.filter(school=group.school_id, kind=PurposeKind.ALUMNI, is_active=True)
    purpose = asked.first()
    if purpose is None:
        raise NotAskedError
    found = register.class_of(actor, group.public_id, at=at)
    chosen = [s for s in found.to_ask if s.public_id in students] if found else []
    if not chosen:
        raise NobodyToAskError
    last_day = day_of(at) + ASKED_FOR
    sharing = Sharing(addressee=group.school.name, what=WHAT, why=why, last_day=last_day)
    for student in chosen:
        inquire(actor=actor, student=student, purpose=purpose, sharing=sharing, at=at)
    return len(chosen)


@transaction.atomic
def join_alumni(
    *,
    actor: User,
    inquiry: Inquiry,
    wording: Wording,
    email: str,
    signed_in: SignIn,
    at: datetime,
) -> Receipt | None:
    """Keep a yes to the list, and the address; None where the yes stood already.

    The address is kept only where the yes counts: not while another parent says no, or has still
    to answer where all must. Where one was given already, by whomever, that one stays.

    Raises:
        AddressMissingError: `email` is no address.
        NotTheDeciderError: `actor` does not decide for the student.
        NotAskedError: it is another question.
        InquiryOverError: it is over, or the student has left.
        WordingOutdatedError: the words shown are not those in force.
    Law: AVG 6(1)(a), 7(1); UAVG 5(1)
    """
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressMissingError from error
    if inquiry.kind != PurposeKind.ALUMNI:
        raise NotAskedError
    if not Student.objects.filter(pk=inquiry.student_id).enrolled(on=day_of(at)).exists():
        raise InquiryOverError
    receipt = say_to_inquiry(  # locks the student
        actor=actor, inquiry=inquiry, wording=wording, says_yes=True, signed_in=signed_in, at=at
    )
    # Who said no while we waited for the lock said so after `at`.
    now = max(at, timezone.now())
    known = inquiries.one(actor, inquiry.public_id, at=now)
    if known is None or not inquiries.answer(known, at=now).granted:
        return receipt
    own = Decision.objects.visible_to(actor).filter(inquiry=inquiry, outcome=Outcome.GRANTED)
    yes = own.filter(decided_by=actor).newest_first()[0]
    number = uuid4()
    made = Alumnus(
        public_id=number,
        school_id=inquiry.school_id,
        student_id=inquiry.student_id,
        decision=yes,
        inquiry=inquiry,
        wording=wording,
        said_by=yes.capacity,
        said_at=yes.at,
        email=address,
        key=key_of(token_of(number)),
    )
    Alumnus.objects.bulk_create([made], ignore_conflicts=True)
    if not Alumnus.objects.given_by(actor).filter(public_id=number).exists():
        return receipt  # somebody else who decides gave an address before
    record(
        AlumnusJoined(decision=yes.pk),
        actor=actor,
        role=yes.capacity,
        subject=known.student.audit_ref,
        school=known.school.public_id,
        at=at,
    )
    return receipt
