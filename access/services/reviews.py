"""Open a review of access, decide about what it found, and sign it as a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from access import policies
from access.choices import Extent, FindingKind, KeepReason, Verdict
from access.errors import (
    AlreadyOpenError,
    HasTaskError,
    NothingToEndError,
    SignedError,
    StillOpenError,
)
from access.events import (
    FindingEnded,
    FindingsKept,
    ReviewExported,
    ReviewOpened,
    ReviewSigned,
)
from access.models import AccessReview, Assignment, ReviewFinding
from access.review.findings import find, staff_without_task
from access.review.rules import fingerprint, months_after
from access.review.standing import standings
from access.services.tasks import finish, schools_of, target_of
from accounts import services as accounts
from audit.services import record
from kernel.dates import day_of
from schools.models import School

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User

FROZEN = (
    "kind",
    "about",
    "assignment",
    "role",
    "count",
    "students",
    "on",
    "verdict",
    "reason",
    "ended",
    "decided_by__audit_ref",
    "decided_at",
)
YEAR_MONTHS = 12


@transaction.atomic
def open_review(*, actor: User, school: School, extent: Extent, at: datetime) -> AccessReview:
    """Look over who has access at `school`, and put down what somebody has to decide about.

    Raises:
        NotYourReviewError: `actor` does not review access at the school.
        AlreadyOpenError: a review of the school waits to be signed.
    """
    policies.require_reviewer(actor, school)
    since = _since(school, today=day_of(at))
    review = AccessReview(
        school=school,
        extent=extent,
        period=DateRange(since, day_of(at)),
        due_on=_due_on(school, extent, on=day_of(at)),
        opened_by=actor,
        opened_at=at,
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyOpenError from error
    found = find(school, extent=extent, since=since, at=at)
    ReviewFinding.objects.bulk_create(
        ReviewFinding(
            review=review,
            kind=one.kind,
            about=one.about,
            assignment=one.assignment,
            role=one.role,
            count=one.count,
            students=one.students,
            on=one.on,
        )
        for one in found
    )
    event = ReviewOpened(review=str(review.public_id), extent=extent, findings=len(found))
    record(event, actor=actor, school=school.public_id, at=at)
    return review


def _since(school: School, *, today: date) -> date:
    """Return the day after the last one that a whole review looked at; at most a year back."""
    year_ago = months_after(today, -YEAR_MONTHS)
    last = AccessReview.objects.signed().filter(school=school, extent=Extent.FULL).first()
    if last is None:
        return year_ago
    upper: date = last.period.upper
    return min(max(upper, year_ago), months_after(today, -1))


def _due_on(school: School, extent: Extent, *, on: date) -> date:
    rows = standings(School.objects.filter(pk=school.pk), on=on)
    return next(one.due_on for one in rows if one.extent == extent)


@transaction.atomic
def keep(
    *,
    actor: User,
    review: AccessReview,
    findings: Collection[UUID],
    reason: KeepReason,
    at: datetime,
) -> int:
    """Decide that these findings stay as they are, and why; return how many.

    What was ended before stays ended. Keeping twice counts for the last time.

    Raises:
        OneselfError: one of them is about `actor`.
        NotYourReviewError: `actor` neither reviews access at the school nor signs for it.
        SignedError: the review has been signed.
    """
    review = _lock(review)
    rows = review.findings.unended().filter(public_id__in=findings)
    about = {who for who in rows.values_list("about", flat=True) if who}
    policies.require_decider(actor, [review.school], about=about)
    kept = rows.update(verdict=Verdict.KEPT, reason=reason, decided_by=actor, decided_at=at)
    event = FindingsKept(review=str(review.public_id), findings=kept, reason=reason)
    record(event, actor=actor, school=review.school.public_id, at=at)
    return kept


@transaction.atomic
def end_found(
    *, actor: User, finding: ReviewFinding, task: Assignment | None = None, at: datetime
) -> None:
    """End what a finding is about: its task, at the end of today, or at once the idle account.

    A finding about how somebody looked around is ended by ending one of that person's tasks:
    then `task` says which. Ending twice is no error.

    Raises:
        OneselfError: it is about `actor`.
        NotYourReviewError: `actor` does not review access at every school concerned.
        SignedError: the review has been signed.
        NothingToEndError: there is no such task of this person at this school.
        HasTaskError: the account has a task again.
    """
    review = _lock(finding.review)
    finding = ReviewFinding.objects.get(pk=finding.pk)
    if finding.is_ended:
        return
    about = {finding.about} if finding.about else set()
    policies.require_decider(actor, [review.school], about=about)
    if finding.kind == FindingKind.IDLE_ACCOUNT:
        _close_account(review, about, at=at)
    else:
        key = finding.assignment or (task.pk if task else None)
        finding.ended = _end_task(actor, review, finding, key, at=at)
    finding.verdict, finding.reason = Verdict.ENDED, ""
    finding.decided_by, finding.decided_at = actor, at
    finding.save(update_fields=["verdict", "reason", "ended", "decided_by", "decided_at"])
    event = FindingEnded(review=str(review.public_id), kind=finding.kind, assignment=finding.ended)
    record(event, actor=actor, school=review.school.public_id, at=at)


def _end_task(
    actor: User, review: AccessReview, finding: ReviewFinding, key: int | None, *, at: datetime
) -> int:
    if finding.about is None or key is None:
        raise NothingToEndError
    theirs = Assignment.objects.filter(user__audit_ref=finding.about, pk=key)
    task = theirs.select_for_update(of=("self",)).select_related("user").first()
    if task is None and key == finding.assignment:
        return key  # it went in the meantime, with its student
    if task is None or not Assignment.objects.work_at(review.school).filter(pk=key).exists():
        raise NothingToEndError
    policies.require_decider(actor, schools_of(target_of(task)), about={task.user.audit_ref})
    finish(actor=actor, assignment=task, last_day=day_of(at), at=at)
    return task.pk


def _close_account(review: AccessReview, about: Collection[UUID], *, at: datetime) -> None:
    idle = staff_without_task(review.school, at=at).filter(audit_ref__in=about)
    user = idle.select_for_update(of=("self",)).first()
    if user is None:
        raise HasTaskError
    accounts.close(user=user, at=at)


@transaction.atomic
def sign(*, actor: User, review: AccessReview, at: datetime) -> AccessReview:
    """Sign a review as a second person: from then on nothing in it changes.

    Signing twice is no error.

    Raises:
        FourEyesError: `actor` opened it.
        NotYourReviewError: `actor` does not sign at the school.
        SignedError: somebody else signed it.
        StillOpenError: something is undecided.
    Law: AVG 5(2)
    """
    review = AccessReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    policies.require_signer(actor, review)
    if review.signed_by_id == actor.pk:
        return review
    if review.is_signed:
        raise SignedError
    if review.findings.undecided().exists():
        raise StillOpenError
    review.counts = counts_of(review)
    review.fingerprint = fingerprint_of(review)
    review.signed_by, review.signed_at = actor, at
    review.save(update_fields=["counts", "fingerprint", "signed_by", "signed_at"])
    event = ReviewSigned(review=str(review.public_id), fingerprint=review.fingerprint)
    record(event, actor=actor, school=review.school.public_id, at=at)
    return review


def counts_of(review: AccessReview) -> dict[str, dict[str, int]]:
    """Return for each kind how many findings stay and how many were ended."""
    counts = {kind.value: {"kept": 0, "ended": 0} for kind in FindingKind}
    for kind, verdict in review.findings.exclude(verdict="").values_list("kind", "verdict"):
        counts[kind][verdict] += 1
    return counts


def fingerprint_of(review: AccessReview) -> str:
    """Return the fingerprint of a review as it is now."""
    facts = {
        "review": review.public_id,
        "school": review.school.public_id,
        "extent": review.extent,
        "since": review.period.lower,
        "until": review.period.upper,
        "opened_by": review.opened_by.audit_ref,
    }
    return fingerprint(facts, list(review.findings.values_list(*FROZEN)))


def export(*, actor: User, review: AccessReview, form: str, rows: int, at: datetime) -> None:
    """Put on record that somebody takes a review along as a file."""
    event = ReviewExported(review=str(review.public_id), form=form, rows=rows)
    record(event, actor=actor, school=review.school.public_id, at=at)


def _lock(review: AccessReview) -> AccessReview:
    """Return the review, which nobody else changes or signs before this act is done.

    Raises:
        SignedError: it has been signed.
    """
    rows = AccessReview.objects.select_for_update(of=("self",)).select_related("school")
    locked = rows.get(pk=review.pk)
    if locked.is_signed:
        raise SignedError
    return locked
