"""Read the proof of consent of one student, or a class list, and put on record who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record, record_each
from consents import policies, proof
from consents.choices import PurposeKind
from consents.events import ClassListOpened, ProofRead
from consents.special import class_list
from students.errors import NoSuchStudentError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from schools.models import Group


def read_proof(*, actor: User, student: UUID, at: datetime) -> proof.Proof:
    """Return what counts for a student, and why; what cannot be recorded is not shown.

    Raises:
        NoSuchStudentError: there is none, or `actor` does not read its proof of consent.
    Law: AVG 5(2), 7(1)
    """
    found = policies.proofs_of(actor, at=at).filter(public_id=student).first()
    if found is None:
        raise NoSuchStudentError
    shown = proof.proof(found, actor, at=at)
    record(
        ProofRead(assignments=tuple(found.by_tasks)),
        actor=actor,
        subject=found.audit_ref,
        school=found.school.public_id,
        at=at,
    )
    return shown


@transaction.atomic
def open_class_list(*, actor: User, group: Group, at: datetime) -> list[class_list.Entry]:
    """Return who is on the list of a class today; what cannot be recorded is not shown.

    Empty for who may not read it: PostgreSQL asks who does.

    Law: AVG 5(1)(f), 6(1)(a)
    """
    found = class_list.entries(group)
    record_each(
        ClassListOpened(purpose=PurposeKind.CLASS_LIST),
        actor=actor,
        subjects=[entry.student.audit_ref for entry in found],
        school=group.school.public_id,
        at=at,
    )
    return found
