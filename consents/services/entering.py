"""Write down what somebody told the school outside the portal: on paper, by telephone, there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from audit.services import record
from consents import policies, rules
from consents.choices import Capacity, Channel, Outcome, PurposeKind
from consents.errors import (
    HadNoSayError,
    NotAskedError,
    NoteMissingError,
    NothingSaidError,
    NotYetSaidError,
    ProofMissingError,
    SaidBeforeAskedError,
    WordsTooNewError,
    YesByPhoneError,
)
from consents.events import (
    Decided,
    Entered,
    InquiryScanRead,
    InquirySignersRead,
    OwnScanOpened,
    ScanRead,
    SignersRead,
)
from consents.models import Decision, Evidence
from consents.models.entering import NOTE_LENGTHS
from consents.paper import scans
from consents.services.choosing import require_inquiry
from consents.services.taking_down import begin_take_downs
from kernel.dates import day_of
from kernel.jobs import enqueue
from students.models import Guardian, Student

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from consents.models import Inquiry
    from consents.paper.scans import Scan
    from consents.services.choosing import Choice

LATEST = 2**63  # after every row there is
RECEIPT = "SELECT consents_receipt_for(%s, %s, %s)"
RECEIPT_OF_INQUIRY = "SELECT consents_receipt_for_inquiry(%s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told the school at once, about one student.

    `signer` is a guardian by key, or None: the student. `key` is that of the form. `inquiry` is
    what was asked about this student alone, and then all that the paper is about.
    """

    student: Student
    signer: int | None
    channel: Channel
    said_on: date
    choices: tuple[Choice, ...]
    key: UUID
    scan: Scan | None = None
    note: str = ""
    inquiry: Inquiry | None = None

    @property
    def kind(self) -> PurposeKind:
        """Return what it is about: pictures, or the kind of the one question."""
        return PurposeKind(self.inquiry.kind) if self.inquiry else PurposeKind.PICTURES


def signers(
    *, actor: User, student: Student, on: date, at: datetime, inquiry: Inquiry | None = None
) -> dict[int | None, Guardian | Student]:
    """Return who decided for `student` on day `on`, by key; None is the student.

    What cannot be put on record is not shown.

    Raises:
        NotTheKeeperError: `actor` does not write such things down for this school.
        NotTheAskerError: `actor` does not ask this about the student.
    Law: UAVG 5(1), 5(2); BW 1:245
    """
    kind = PurposeKind(inquiry.kind) if inquiry else PurposeKind.PICTURES
    _require_writer(actor, student, kind, at=at)
    keys = policies.deciders_on(actor, student, on=on, kind=kind)
    tasks = _tasks(actor, student, kind, at=at)
    record(
        InquirySignersRead(str(inquiry.public_id), tasks) if inquiry else SignersRead(tasks),
        actor=actor,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )
    guardians = Guardian.objects.filter(pk__in=keys - {None}).order_by("surname", "pk")
    found: dict[int | None, Guardian | Student] = {row.pk: row for row in guardians}
    return found | ({None: student} if None in keys else {})


@transaction.atomic
def enter(*, actor: User, told: Told, at: datetime) -> Evidence:
    """Keep what somebody told, its evidence, and the receipt; the same form twice is once.

    It counts from `at`. What the same person said on a later day, or in the portal on that day,
    goes on counting. Who signed is told of it, and can choose otherwise. After a no, what was
    published until then must come down.

    Raises:
        NotTheKeeperError: `actor` does not write such things down for this school.
        NotTheAskerError: `actor` does not ask this about the student.
        NotYetSaidError: the day is still to come.
        SaidBeforeAskedError: on that day it was not asked yet about the student.
        HadNoSayError: who signed did not decide for the student on that day.
        NothingSaidError: there is no answer.
        NotAskedError, InquiryOverError: the school does not, or no longer, ask this; or not on
            paper, where a yes needs an e-mail address that somebody typed.
        YesByPhoneError: a yes to what is asked about one student, by telephone.
        WordsTooNewError: the words were not yet in force on that day.
        ProofMissingError, NoteMissingError: there is no scan of a paper, no note of a call.
    Law: AVG 7(1); UAVG 5(1)
    """
    if told.kind in rules.BY_CLASS:
        raise NotAskedError
    rows = Student.objects.select_for_update(of=("self",)).select_related("school")
    student = rows.get(pk=told.student.pk)
    _require_writer(actor, student, told.kind, at=at)
    there = Evidence.objects.filter(student=student, form_key=told.key).first()
    if there is not None:
        return there
    if told.said_on > day_of(at):
        raise NotYetSaidError
    if told.inquiry and told.said_on < day_of(told.inquiry.asked_at):
        raise SaidBeforeAskedError
    who = policies.deciders_on(actor, student, on=told.said_on, kind=told.kind)
    if told.signer not in who:
        raise HadNoSayError
    _require_words(told, student, at=at)
    _require_proof(told)
    made = _evidence(told, student, actor=actor, at=at)
    _decisions(made, told, student, actor=actor, at=at)
    begin_take_downs([student], actor=actor, at=at)
    _announce(made, student, actor=actor, at=at)
    # Last, so that whatever fails before it leaves no file behind.
    if told.scan is not None:
        default_storage.save(made.file.name, ContentFile(told.scan.content))
    return made


def note_scan_read(*, actor: User, evidence: Evidence, at: datetime) -> None:
    """Put on record that somebody opened the scan of a form: for the school, or the own one."""
    asked = evidence.inquiry
    kind = PurposeKind(asked.kind) if asked else PurposeKind.PICTURES
    tasks, key = _tasks(actor, evidence.student, kind, at=at), str(evidence.public_id)
    read_by_task = InquiryScanRead if asked else ScanRead
    record(
        read_by_task(key, tasks) if tasks else OwnScanOpened(evidence=key),
        actor=actor,
        subject=evidence.student.audit_ref,
        school=evidence.student.school.public_id,
        at=at,
    )


def _require_writer(actor: User, student: Student, kind: PurposeKind, *, at: datetime) -> None:
    """Let pass who writes down what was said: who asked it, or who does so for the school."""
    if kind in rules.SINGLY:
        policies.require_asker(actor, student, kind, at=at)
    else:
        policies.require_keeper(actor, student)


def _tasks(actor: User, student: Student, kind: PurposeKind, *, at: datetime) -> tuple[int, ...]:
    """Return the tasks by which `actor` reads the proof of consent of `student`."""
    if kind in rules.SINGLY:
        return policies.tasks_to_ask(actor, student, kind, at=at)
    found = policies.proofs_of(actor, at=at).filter(pk=student.pk).first()
    return tuple(found.by_tasks) if found else ()


def _require_words(told: Told, student: Student, *, at: datetime) -> None:
    """Refuse no answer at all, what the school does not ask, and words of after the paper."""
    if not told.choices:
        raise NothingSaidError
    for choice in told.choices:
        is_asked = choice.purpose.is_active and choice.purpose.school_id == student.school_id
        is_about = choice.student.pk == student.pk
        if not (is_asked and is_about) or choice.wording.purpose_id != choice.purpose.pk:
            raise NotAskedError
        if choice.inquiry != told.inquiry:
            raise NotAskedError
        require_inquiry(choice, at=at)
        if choice.inquiry and choice.says_yes and told.channel == Channel.PHONE:
            raise YesByPhoneError
        if day_of(choice.wording.in_force_from) > told.said_on:
            raise WordsTooNewError


def _require_proof(told: Told) -> None:
    if told.channel == Channel.PAPER and told.scan is None:
        raise ProofMissingError
    least, most = NOTE_LENGTHS
    if told.channel != Channel.PAPER and not least <= len(told.note) <= most:
        raise NoteMissingError


def _evidence(told: Told, student: Student, *, actor: User, at: datetime) -> Evidence:
    """Write down what proves it; of a paper the scan, of a call the note, never both."""
    scan = told.scan if told.channel == Channel.PAPER else None
    with connection.cursor() as cursor:
        if told.inquiry:
            cursor.execute(RECEIPT_OF_INQUIRY, [told.inquiry.pk, told.signer, at])
        else:
            cursor.execute(RECEIPT, [student.pk, told.signer, at])
        (receipt,) = cursor.fetchone()
    return Evidence.objects.create(
        form_key=told.key,
        student=student,
        school=student.school,
        receipt_id=receipt,
        inquiry=told.inquiry,
        capacity=Capacity.STUDENT if told.signer is None else Capacity.GUARDIAN,
        guardian_id=told.signer,
        entered_by=actor,
        channel=told.channel,
        said_on=told.said_on,
        note="" if scan else told.note,
        file=scans.random_name(scan.kind) if scan else "",
        kind=scan.kind if scan else "",
        sha256=scan.sha256 if scan else "",
        size=scan.size if scan else 0,
        at=at,
    )


def _decisions(
    evidence: Evidence, told: Told, student: Student, *, actor: User, at: datetime
) -> None:
    """Write down each answer, with what the same person had said before it."""
    own = Decision.objects.about([student.pk]).filter(
        capacity=evidence.capacity, guardian=told.signer, inquiry=told.inquiry
    )
    rows = list(own.select_related("wording"))
    for choice in {choice.purpose.pk: choice for choice in told.choices}.values():
        before = _before([r for r in rows if r.purpose_id == choice.purpose.pk], choice, evidence)
        made = Decision(
            student=student,
            school=student.school,
            purpose=choice.purpose,
            wording=choice.wording,
            inquiry=choice.inquiry,
            outcome=_outcome(says_yes=choice.says_yes, before=before),
            before=before,
            capacity=evidence.capacity,
            guardian_id=told.signer,
            decided_by=actor,
            channel=told.channel,
            said_on=told.said_on,
            evidence=evidence,
            receipt_id=evidence.receipt_id,
            at=at,
        )
        made.save(force_insert=True)
        record(
            Decided(decision=made.pk, purpose=made.purpose.code, outcome=made.outcome),
            actor=actor,
            subject=student.audit_ref,
            school=student.school.public_id,
            at=at,
        )


def _before(rows: list[Decision], choice: Choice, evidence: Evidence) -> str:
    """Return what the same person had said before this, in the order in which it was said."""
    now = rules.Decided(
        guardian=evidence.guardian_id,
        outcome=_outcome(says_yes=choice.says_yes, before=""),
        at=evidence.at,
        number=LATEST,
        version=choice.wording.version,
        said_on=evidence.said_on,
    )
    older = [row for row in rows if row.as_decided.order < now.order]
    newest = max(older, key=lambda row: row.as_decided.order, default=None)
    return newest.outcome if newest else ""


def _outcome(*, says_yes: bool, before: str) -> Outcome:
    if says_yes:
        return Outcome.GRANTED
    return Outcome.WITHDRAWN if before == Outcome.GRANTED else Outcome.REFUSED


def _announce(evidence: Evidence, student: Student, *, actor: User, at: datetime) -> None:
    """Put on record that it was written down, tell who signed, and work the answer out anew."""
    event = Entered(
        evidence=str(evidence.public_id), channel=evidence.channel, sha256=evidence.sha256
    )
    record(event, actor=actor, subject=student.audit_ref, school=student.school.public_id, at=at)
    signer = evidence.guardian or student
    user = signer.user_id
    if user is not None:
        enqueue("consents.tell_signer", receipt_id=evidence.receipt_id, user_id=user)
    enqueue("consents.keep_answers", school_id=student.school_id)
