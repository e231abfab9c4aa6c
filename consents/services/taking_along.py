"""Take along as a file what a page shows, and put on record who did; no record, no file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from audit.services import record, record_each
from consents import policies
from consents.choices import ReceiptForm
from consents.events import ListFileRead, ReceiptTaken
from consents.pictures.sheet import PhotoList
from consents.receipts import paper
from consents.receipts import record as jsonld

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.choices import ListUse
    from consents.receipts.contents import Contents
    from schools.models import Group


def take_receipt(
    *, actor: User, contents: Contents, form: ReceiptForm, at: datetime
) -> tuple[bytes, str]:
    """Return the own receipt of `actor` as a file, with its content type.

    What is kept of the file is its mark: whoever shows it later can be told whether it was
    given out, also where the key under its seal is gone.

    Law: AVG 7(1)
    """
    made = (
        (paper.as_pdf(contents, actor), paper.MEDIA_TYPE)
        if form == ReceiptForm.PDF
        else (jsonld.as_json_ld(contents), jsonld.MEDIA_TYPE)
    )
    event = ReceiptTaken(
        receipt=str(contents.receipt.public_id),
        form=form.value,
        sha256=hashlib.sha256(made[0]).hexdigest(),
    )
    for student in contents.students:
        record(
            event,
            actor=actor,
            subject=student.audit_ref,
            school=student.school.public_id,
            at=at,
        )
    return made


def take_list(
    *, actor: User, group: Group, form: str, use: ListUse, at: datetime
) -> tuple[bytes, str]:
    """Return the list of a group that `actor` reads as a file, with its content type.

    One line on record for each student in it, which the family reads among who looked.

    Law: AVG 5(2)
    """
    made = PhotoList.of(actor, group, use=use, at=at)
    record_each(
        ListFileRead(
            group=str(group.public_id),
            form=form,
            use=use.value,
            with_numbers=made.with_numbers,
            assignments=policies.tasks_with_pictures(actor, group, at=at),
        ),
        actor=actor,
        subjects=[row.student.audit_ref for row in made.rows],
        school=group.school.public_id,
        at=at,
    )
    return made.as_file(form)
