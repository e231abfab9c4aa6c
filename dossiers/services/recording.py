"""Put on record who read which compartment, of whom, and on what ground."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from audit.services import record, record_each
from dossiers import policies
from dossiers.events import LISTED, OPENED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import User
    from dossiers.policies import Basis
    from dossiers.rules import Compartment
    from students.models import Student


def record_opened(
    compartment: Compartment,
    notes: int,
    *,
    basis: Basis,
    actor: User,
    student: Student,
    at: datetime,
) -> None:
    """Put on record that somebody opened a compartment of the file of `student`."""
    record(
        OPENED[compartment.category](notes=notes, assignments=basis.assignments),
        actor=actor,
        role=basis.role,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )


def record_listed(
    students: Iterable[Student],
    *,
    compartment: Compartment,
    actor: User,
    at: datetime,
) -> None:
    """Put on record, for each of these students, that somebody saw a line of a list."""
    event = LISTED[compartment.category]
    basis = policies.Basis.of(policies.tasks(actor, compartment, at=at))
    different = sorted({s.pk: s for s in students}.values(), key=lambda s: s.school_id)
    for _, group in groupby(different, key=lambda s: s.school_id):
        listed = list(group)
        record_each(
            event(assignments=basis.assignments if basis else ()),
            actor=actor,
            role=basis.role if basis else "",
            subjects=[student.audit_ref for student in listed],
            school=listed[0].school.public_id,
            at=at,
        )
