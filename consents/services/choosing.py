"""Keep what somebody chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from consents import policies
from consents.choices import Outcome, PurposeKind
from consents.designs.drawn import design_of
from consents.errors import (
    InquiryOverError,
    NotAskedError,
    NotTheDeciderError,
    WordingOutdatedError,
)
from consents.events import Decided
from consents.models import Decision, Purpose, Receipt, Wording
from consents.rules import SINGLY, decides_on, student_decides
from consents.services.taking_down import begin_take_downs
from kernel.dates import day_of
from kernel.jobs import enqueue
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from accounts.choices import SignIn
    from accounts.models import User
    from consents.models import Inquiry
    from consents.policies import Decider


@dataclass(frozen=True, slots=True)
class Choice:
    """Yes or no of somebody, for one student and one purpose, with the words that were shown.

    Of what is asked about one student at one moment: `inquiry` is that question.
    """

    student: Student
    purpose: Purpose
    says_yes: bool
    wording: Wording
    inquiry: Inquiry | None = None

    @property
    def key(self) -> tuple[int, int, int | None]:
        """Return what it is about: by key the student, the purpose, and the question."""
        return self.student.pk, self.purpose.pk, self.inquiry.pk if self.inquiry else None


@transaction.atomic
def decide(
    *,
    actor: User,
    choices: Collection[Choice],
    signed_in: SignIn,
    at: datetime,
    onto: str = "",
) -> Receipt | None:
    """Keep what somebody chose, together on one receipt; None where nothing changed.

    The same choice again makes no second row. Saying no after yes takes no more than saying
    yes did: no reason, no delay; what was published until then must come down. `onto` is the
    receipt of what the same person chose just before, one question after the other. Kept with
    each choice are the design of the page, and how `actor` signed in.

    Raises:
        NotTheDeciderError: `actor` does not decide for one of the students.
        NotAskedError: the school does not ask this of the student.
        InquiryOverError: it was asked about this student, and that is over.
        WordingOutdatedError: the words shown are not those in force.
    Law: AVG 7(1), 7(3)
    """
    keys = sorted({choice.student.pk for choice in choices})
    locked = {
        student.pk: student
        for student in Student.objects.filter(pk__in=keys)
        .select_for_update(of=("self",))
        .select_related("school")
        .order_by("pk")
    }
    who = {
        key: policies.require_decider(actor, student, on=day_of(at))
        for key, student in locked.items()
    }
    choices = _once(choices)
    _require_asked(choices, locked, at=at)
    _require_theirs(choices, locked, who, on=day_of(at))
    _require_current({choice.wording.pk for choice in choices}, at=at)
    before = _own_newest(keys, who)
    valid_from = _valid_from({choice.purpose.pk for choice in choices}, at=at)
    changed = [
        choice
        for choice in choices
        if not _says_the_same(
            before.get(choice.key),
            choice,
            valid_from=valid_from[choice.purpose.pk],
        )
    ]
    if not changed:
        return None
    receipt = _begun(actor, onto) or _receipt(actor, at=at)
    for choice in changed:
        old = before.get(choice.key)
        made = _decision(choice, receipt, who[choice.student.pk], was=old.outcome if old else "")
        made.decided_by, made.at = actor, at
        made.design, made.signed_in = design_of(PurposeKind(made.purpose.kind)), signed_in
        made.save(force_insert=True)
        _record(made, locked[choice.student.pk])
    begin_take_downs(locked.values(), actor=actor, at=at)
    for school in {locked[choice.student.pk].school_id for choice in changed}:
        enqueue("consents.keep_answers", school_id=school)
    return receipt


def _once(choices: Collection[Choice]) -> list[Choice]:
    """Return one choice for each student and question: the last."""
    return list({choice.key: choice for choice in choices}.values())


def _require_asked(
    choices: Collection[Choice], students: dict[int, Student], *, at: datetime
) -> None:
    """Refuse what the school of the student does not ask, and words of another question."""
    for choice in choices:
        school = students[choice.student.pk].school_id
        asked = choice.purpose.is_active and choice.purpose.school_id == school
        if not asked or choice.wording.purpose_id != choice.purpose.pk:
            raise NotAskedError
        require_inquiry(choice, at=at)


def require_inquiry(choice: Choice, *, at: datetime) -> None:
    """Refuse an answer to what is asked about one student, where it is not asked about this one.

    Raises:
        NotAskedError: it is not asked about this student.
        InquiryOverError: it was, and that is over.
    """
    asked = choice.inquiry
    if asked is None and choice.purpose.kind not in SINGLY:
        return
    about = (choice.student.pk, choice.purpose.pk)
    if asked is None or (asked.student_id, asked.purpose_id) != about:
        raise NotAskedError
    if not asked.is_open(at=at):
        raise InquiryOverError


def _require_theirs(
    choices: Collection[Choice], students: dict[int, Student], who: dict[int, Decider], *, on: date
) -> None:
    """Refuse what is not for this decider: the contact data of a guardian."""
    for choice in choices:
        born_on = students[choice.student.pk].birth_date
        if not decides_on(
            PurposeKind(choice.purpose.kind),
            by=who[choice.student.pk].capacity,
            grown=student_decides(born_on=born_on, on=on),
        ):
            raise NotTheDeciderError


def _begun(actor: User, onto: str) -> Receipt | None:
    """Return the own receipt to which a choice is added, if there is one."""
    return Receipt.objects.visible_to(actor).filter(public_id=onto).first() if onto else None


def _receipt(actor: User, *, at: datetime) -> Receipt:
    """Make a receipt, and have an e-mail sent that says that there is one."""
    made = Receipt.objects.create(given_to=actor, at=at)
    enqueue("consents.tell_chooser", receipt_id=made.pk, user_id=actor.pk)
    return made


def _says_the_same(old: Decision | None, choice: Choice, *, valid_from: int) -> bool:
    """Tell whether `choice` repeats what counts already.

    A yes to words that have changed since counts no more, so it can be given again.
    """
    if old is None:
        return False
    if old.outcome != Outcome.GRANTED:
        return not choice.says_yes
    return choice.says_yes and old.wording.version >= valid_from


def _valid_from(purposes: set[int], *, at: datetime) -> dict[int, int]:
    """Return for each purpose the version of the words from which a yes counts."""
    rows = Purpose.objects.filter(pk__in=purposes).with_oldest_valid_version(at)
    return {row.pk: row.oldest_valid_version for row in rows}  # type: ignore[attr-defined]  # annotated


def _require_current(shown: set[int], *, at: datetime) -> None:
    purposes = Wording.objects.filter(pk__in=shown).values("purpose")
    current = Wording.objects.filter(purpose__in=purposes).in_force(at)
    if not shown <= {wording.pk for wording in current}:
        raise WordingOutdatedError


def _own_newest(
    students: list[int], who: dict[int, Decider]
) -> dict[tuple[int, int, int | None], Decision]:
    """Return the newest decision of this decider, for each student and question."""
    found: dict[tuple[int, int, int | None], Decision] = {}
    rows = Decision.objects.about(students).select_related("wording")
    for row in sorted(rows, key=lambda row: row.as_decided.order):
        decider = who[row.student_id]
        if (row.capacity, row.guardian_id) == (decider.capacity, decider.guardian):
            found[row.student_id, row.purpose_id, row.inquiry_id] = row
    return found


def _decision(choice: Choice, receipt: Receipt, decider: Decider, *, was: str) -> Decision:
    outcome = Outcome.GRANTED
    if not choice.says_yes:
        outcome = Outcome.WITHDRAWN if was == Outcome.GRANTED else Outcome.REFUSED
    return Decision(
        student=choice.student,
        school_id=choice.student.school_id,
        purpose=choice.purpose,
        wording=choice.wording,
        inquiry=choice.inquiry,
        outcome=outcome,
        before=was,
        capacity=decider.capacity,
        guardian_id=decider.guardian,
        receipt=receipt,
    )


def _record(made: Decision, student: Student) -> None:
    record(
        Decided(decision=made.pk, purpose=made.purpose.code, outcome=made.outcome),
        actor=made.decided_by,
        role=made.capacity,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=made.at,
    )
