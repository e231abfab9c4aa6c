"""Read the proof of consent of one student, and put on record who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import record
from consents import policies, proof
from consents.events import ProofRead
from students.errors import NoSuchStudentError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User


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
