"""Questions to purposes, wordings and decisions; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.choices import Language
from consents.alumni.rules import ASKED_BEFORE
from consents.choices import (
    CampaignKind,
    Capacity,
    DeliveryKind,
    DeliveryState,
    InPicture,
    MessageState,
    MessageWay,
    PurposeKind,
    TakeDownState,
)
from consents.rules import BY_CLASS, SELF_DECIDING_AGE_YEARS, SINGLY
from kernel.dates import day_of, years_after
from schools.models import Board
from schools.querysets import schools_where
from students.choices import FROM_SIXTEEN, UNTIL_SIXTEEN
from students.models import Guardianship, Student
from students.querysets import guardians_of_family, own_family, students_where

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from accounts.models import User
    from consents.models import (
        AlumniLetter,
        Alumnus,
        Appearance,
        Campaign,
        CampaignMessage,
        Client,
        Confirmation,
        Decision,
        Delivery,
        DesignReview,
        Evidence,
        Inquiry,
        KeptAnswer,
        Objection,
        Publication,
        Purpose,
        Receipt,
        Religion,
        TakeDown,
        Webhook,
        Wording,
    )
    from students.querysets import StudentQuerySet


KEEP = "write_consent_history"  # who writes down what the school is told
CARES = ("write_care_notes", "write_lesson_advice")  # who writes for the care of a student


class PurposeQuerySet(models.QuerySet["Purpose"]):
    """Purposes; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the purposes of schools that the user works at or has a child at."""
        children = Student.objects.visible_to(user).values("school")
        return self.filter(
            Q(school__in=schools_where(user, "read_school")) | Q(school__in=children)
        )

    def where(self, user: User, permission: str) -> Self:
        """Keep the purposes of schools on which `user` holds `permission` now."""
        return self.filter(school__in=schools_where(user, permission))

    def asked(self, kinds: Collection[PurposeKind] = (PurposeKind.PICTURES,)) -> Self:
        """Keep what is asked now, in the order in which it is asked; about pictures, unless said.

        An answer about a student can be asked of the rule for pictures only.
        """
        return self.filter(is_active=True, kind__in=kinds).order_by("school", "order", "pk")

    def with_oldest_valid_version(self, at: datetime) -> Self:
        """Annotate the version of the words from which a yes counts at `at`."""
        changed = Q(wordings__is_material=True, wordings__in_force_from__lte=at)
        newest = Max("wordings__version", filter=changed)
        return self.annotate(oldest_valid_version=Coalesce(newest, 1))


class WordingQuerySet(models.QuerySet["Wording"]):
    """Versions of the words; not about anybody, so not limited to somebody."""

    def in_force(self, at: datetime) -> Self:
        """Keep, of each purpose, the newest version that is in force at `at`, in its languages.

        A language in which that version was not written is not there: older words no longer
        say what is asked.
        """
        begun = self.model._base_manager.filter(in_force_from__lte=at, purpose=OuterRef("purpose"))
        newest = begun.order_by("-version").values("version")[:1]
        return self.filter(in_force_from__lte=at, version=Subquery(newest))


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own decisions, about students the user may still see.

        Own is what the user decided as a guardian, or as the student, whoever typed it in. Of
        the other parent's decisions a parent learns nothing.
        """
        own = Q(capacity=Capacity.GUARDIAN, guardian__user=user) | Q(
            capacity=Capacity.STUDENT, student__user=user
        )
        return self.filter(own, student__in=students_where(user, "read_consent_history"))

    def proven_to(self, user: User) -> Self:
        """Keep those of schools where `user` reads the proof of consent; not of the own family.

        For what a choice was made on, and never for who made it. Not what was asked about one
        student, which has other readers.
        """
        here = self.filter(inquiry=None, school__in=schools_where(user, "read_consent_history"))
        return here.exclude(student__in=own_family(user))

    def newest_first(self) -> Self:
        """Order as a history."""
        return self.order_by("-at", "-pk")

    def about(self, students: Collection[int]) -> Self:
        """Keep the decisions about these students."""
        return self.filter(student__in=students)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """What proves choices outside the portal; whoever lists it starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep what the user said, and that of schools where `user` reads the proof of consent.

        What proves an answer about one student is read by who asks that. Of the own child nobody
        reads by a task at the school what the other parent signed.
        """
        own = Q(capacity=Capacity.GUARDIAN, guardian__user=user) | Q(
            capacity=Capacity.STUDENT, student__user=user
        )
        family = Q(student__in=own_family(user))
        by_task = Q(inquiry=None, school__in=schools_where(user, "read_consent_history")) & ~family
        asked = Q(inquiry__isnull=False) & asking(user, of="inquiry__")
        return self.filter(
            by_task | asked | own & Q(student__in=students_where(user, "read_consent_history"))
        )

    def newest_first(self) -> Self:
        """Order as a list."""
        return self.order_by("-at", "-pk")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Objections; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of schools where `user` reads the proof of consent, but for the family.

        Parents see none: of what the other parent told the school a parent learns nothing.
        """
        return self.filter(school__in=schools_where(user, "read_consent_history")).exclude(
            student__in=own_family(user)
        )

    def standing(self, at: datetime) -> Self:
        """Keep what stands at moment `at`."""
        return self.filter(period__contains=at)


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own receipts."""
        return self.filter(given_to=user)


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    """Answers worked out beforehand; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the answers about students whose answer `user` reads."""
        students = Student.objects.where(user, "read_consent_answer")
        return self.filter(student__in=students)

    def open(self) -> Self:
        """Keep what is still known to be so."""
        return self.filter(known__upper_inf=True)


class ReligionQuerySet(models.QuerySet["Religion"]):
    """Religions; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of students whose religion `user` reads; from sixteen no parent does.

        Law: UAVG 5(1)
        """
        sixteen_since = years_after(timezone.localdate(), -SELF_DECIDING_AGE_YEARS)
        grown = Q(student__birth_date__lte=sixteen_since) & ~Q(student__user=user)
        return self.filter(student__in=Student.objects.where(user, "read_religion")).exclude(
            grown & Q(student__in=own_family(user))
        )


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """What is asked about one student; whoever lists it starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep what `user` asks for the school, decides on now, or once decided on."""
        decided = students_where(user, "read_consent_history")
        own = Q(decisions__guardian__user=user, student__in=decided)
        return self.filter(
            pk__in=self.model._base_manager.filter(
                asking(user) | own | Q(student__in=decided_for(user))
            ).values("pk")
        )

    def at_work_of(self, user: User) -> Self:
        """Keep what `user` may ask by a task at the school: of nobody of the own family."""
        return self.filter(asking(user))

    def for_decider(self, user: User) -> Self:
        """Keep what is asked of `user`, who decides today."""
        return self.filter(student__in=decided_for(user))

    def with_words(self, at: datetime) -> Self:
        """Annotate the title in Dutch, and the version of the words from which a yes counts."""
        words = apps.get_model("consents", "Wording")._base_manager.filter(
            purpose=OuterRef("purpose"), in_force_from__lte=at
        )
        newest = words.order_by("-version")
        changed = newest.filter(is_material=True).values("version")[:1]
        return self.annotate(
            title=Subquery(newest.filter(language=Language.DUTCH).values("title")[:1]),
            oldest_valid_version=Coalesce(Subquery(changed), 1),
        )

    def not_over(self, at: datetime) -> Self:
        """Keep what can be answered at `at`: not ended, and asked by the school still."""
        return self.filter(ended_at=None, period__contains=day_of(at), purpose__is_active=True)

    def of_one(self) -> Self:
        """Keep what was asked about one student alone, and not of a whole class."""
        return self.exclude(kind__in=BY_CLASS)

    def of_classes(self) -> Self:
        """Keep what was asked of a whole class at once."""
        return self.filter(kind__in=BY_CLASS)

    def newest_first(self) -> Self:
        """Order as a list."""
        return self.order_by("-asked_at", "-pk")


class AlumnusQuerySet(models.QuerySet["Alumnus"]):
    """Who said yes to the list of former students; whoever lists it starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep what `user` gave, and the list that `user` keeps for a school."""
        return self.filter(_on_list_of(user) | Q(decision__decided_by=user))

    def at_work_of(self, user: User) -> Self:
        """Keep the list that `user` keeps for a school: who has left, and not the own family."""
        return self.filter(_on_list_of(user))

    def given_by(self, user: User) -> Self:
        """Keep what `user` gave; never what the other parent gave."""
        return self.filter(decision__decided_by=user)

    def held_by(self, key: str, *, on: date) -> Self:
        """Keep the one on the list that a link is of; what is over is there no more."""
        return self.filter(key=key, left_in__isnull=False, ends_on__gt=on)

    def of_years(self, first: int, last: int) -> Self:
        """Keep who left in these years."""
        return self.filter(left_in__range=(first, last))

    def to_write_to(self, *, on: date) -> Self:
        """Keep to whom an e-mail is to go: a letter, that the list has the name, or a question."""
        near = Q(asked_at=None, may_stay=True, ends_on__lte=on + ASKED_BEFORE)
        waits = Q(told_at=None) | Q(letter__isnull=False) | near
        return self.filter(waits, left_in__isnull=False, ends_on__gt=on)

    def by_year(self) -> Self:
        """Order as a register: who left last comes first."""
        return self.order_by("-left_in", "name", "pk")


class AlumniLetterQuerySet(models.QuerySet["AlumniLetter"]):
    """What schools wrote to former students; whoever lists it starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep what the schools wrote for which `user` keeps the list."""
        return self.filter(school__in=schools_where(user, KEEP))

    def newest_first(self) -> Self:
        """Order as a list."""
        return self.order_by("-at", "-pk")


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications; whoever lists them starts at `visible_to`, or `at_work_of`."""

    def visible_to(self, user: User) -> Self:
        """Keep what `user` may know of, in any capacity: the own family is in it as well."""
        mine = Student.objects.where(user, "read_consent_answer")
        return self.filter(_at_work(user) | Q(pk__in=mine.values("appearances__publication")))

    def at_work_of(self, user: User) -> Self:
        """Keep what `user` may know of by a task at the school: not as a parent or a student.

        What the user published; all of a school where the user reads every answer; and what a
        student is in whose answer the user reads.
        """
        return self.filter(_at_work(user))

    def newest_first(self) -> Self:
        """Order as a register."""
        return self.order_by("-published_at", "-pk")


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    """Who is in a publication; whoever lists them starts at `visible_to`, or `at_work_of`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of students whose answer `user` reads, the own family among them."""
        return self.filter(student__in=Student.objects.where(user, "read_consent_answer"))

    def at_work_of(self, user: User) -> Self:
        """Keep those of students whose answer `user` reads by a task at their school."""
        return self.filter(student__in=answered_for(user))

    def live(self) -> Self:
        """Keep who can still be seen, and of whom nobody was asked to take the picture down."""
        return self.filter(
            state=InPicture.SHOWN, publication__removed_at=None, take_down__isnull=True
        )


class TakeDownQuerySet(models.QuerySet["TakeDown"]):
    """What must come down; whoever lists it starts at `visible_to`, or `at_work_of`."""

    def visible_to(self, user: User) -> Self:
        """Keep those about students whose answer `user` reads, the own family among them."""
        return self.filter(student__in=Student.objects.where(user, "read_consent_answer"))

    def at_work_of(self, user: User) -> Self:
        """Keep what `user` may know of by a task at the school, and what the user published."""
        return self.filter(
            Q(student__in=answered_for(user))
            | Q(
                publication__published_by=user,
                school__in=schools_where(user, "read_school"),
            )
        )

    def open(self) -> Self:
        """Keep what still has to be done."""
        return self.filter(state=TakeDownState.OPEN)

    def to_remind(self, *, until: date) -> Self:
        """Keep what is due on day `until` or before, and nobody was reminded of."""
        return self.open().filter(due_on__lte=until, reminded_at=None)

    def to_escalate(self, *, on: date) -> Self:
        """Keep what was due before day `on`, and nobody was told of."""
        return self.open().filter(due_on__lt=on, escalated_at=None)


class ClientQuerySet(models.QuerySet["Client"]):
    """Systems that may ask for answers; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those that may ask about a school where `user` reads what is asked."""
        return self.where(user, "read_consent_texts")

    def where(self, user: User, permission: str) -> Self:
        """Keep those that may ask about a school on which `user` holds `permission` now."""
        return self.filter(schools__overlap=schools_where(user, permission))

    def newest_first(self) -> Self:
        """Order as a register: what counts no more stands behind."""
        return self.order_by(F("revoked_at").asc(nulls_first=True), "-period", "-pk")


class ClientManager(models.Manager.from_queryset(ClientQuerySet)):  # type: ignore[misc]  # made at run time
    """Leaves the hash of the token where it is: no role of the pages may read that column."""

    def get_queryset(self) -> ClientQuerySet:
        """Return the rows without the hash."""
        rows: ClientQuerySet = super().get_queryset().defer("token_hash")
        return rows


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Addresses of systems; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of systems for a school where `user` writes what is asked."""
        return self.filter(client__schools__overlap=schools_where(user, "write_consent_texts"))

    def standing(self) -> Self:
        """Keep those that were not taken away or replaced."""
        return self.filter(ended_at=None)

    def told(self, *, school: int, at: datetime) -> Self:
        """Keep those to which something about a school may go at `at`.

        Its system may ask about the school then, and nobody waits for somebody to try again.
        """
        return self.standing().filter(
            failing_since=None,
            client__schools__contains=[school],
            client__revoked_at=None,
            client__period__contains=at,
        )

    def idle(self) -> Self:
        """Keep those to which no message is on its way."""
        return self.exclude(deliveries__state=DeliveryState.OPEN)

    def with_client(self) -> Self:
        """Read the system along, without the hash of its token."""
        return self.select_related("client").defer("client__token_hash")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Messages to systems; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those to systems for a school where `user` writes what is asked."""
        return self.filter(
            webhook__client__schools__overlap=schools_where(user, "write_consent_texts")
        )

    def due(self, at: datetime) -> Self:
        """Keep what is to be tried at `at`."""
        return self.filter(state=DeliveryState.OPEN, next_at__lte=at)

    def missed(self) -> Self:
        """Keep what was tried in vain, and is tried again."""
        return self.filter(state=DeliveryState.OPEN).exclude(trouble="")

    def arrived(self) -> Self:
        """Keep what the other end took, of changes."""
        return self.filter(state=DeliveryState.DELIVERED, kind=DeliveryKind.CHANGE)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Campaigns; not about anybody. Whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of schools where `user` reads all that is asked."""
        return self.filter(school__in=schools_where(user, "read_consent_texts"))

    def running(self, at: datetime) -> Self:
        """Keep those for which the school writes to people at `at`."""
        return self.filter(period__contains=at)


class DesignReviewQuerySet(models.QuerySet["DesignReview"]):
    """Looks at a design; not about anybody. Whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of boards at all schools of which `user` reads what is asked."""
        return self.filter(board__in=Board.objects.whole(user, "read_consent_texts"))

    def open(self) -> Self:
        """Keep those of which nobody said yet what was found."""
        return self.filter(closed_at=None)


class CampaignMessageQuerySet(models.QuerySet["CampaignMessage"]):
    """Messages of campaigns; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own, and those of schools where `user` reads all that is asked.

        Of the own family nobody reads by a task at the school to whom the school wrote.
        """
        family = Q(guardian__in=guardians_of_family(user)) | Q(student__in=own_family(user))
        at_work = Q(school__in=schools_where(user, "read_consent_texts")) & ~family
        return self.filter(_said_to(user) | at_work)

    def of(self, user: User) -> Self:
        """Keep those to `user`, as a guardian or as a student."""
        return self.filter(_said_to(user))

    def waiting(self) -> Self:
        """Keep what was written down and did not go yet."""
        return self.filter(state=MessageState.WAITING)

    def sent(self) -> Self:
        """Keep what went."""
        return self.filter(state=MessageState.SENT)

    def letters(self) -> Self:
        """Keep what goes by letter."""
        return self.filter(way=MessageWay.LETTER)

    def asking_to_check(self, at: datetime) -> Self:
        """Keep those that ask whether choices are still right, of what runs at `at`."""
        return self.filter(
            campaign__kind=CampaignKind.CHECK, campaign__period__contains=at
        ).exclude(state=MessageState.NOT_NEEDED)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Confirmations; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own, and those of schools where `user` reads all that is asked.

        Of the own child nobody reads by a task at the school what the other parent said.
        """
        at_school = Q(school__in=schools_where(user, "read_consent_texts"))
        at_work = at_school & ~Q(student__in=own_family(user))
        return self.filter(_said_by(user) | at_work)

    def of(self, user: User) -> Self:
        """Keep what `user` said, as a guardian or as the student."""
        return self.filter(_said_by(user))


def asked_by(user: User, kind: PurposeKind, *, student: str = "pk", school: str = "school") -> Q:
    """Return what keeps the students about whom `user` asks questions of a kind for a school.

    About sharing with care: who writes for the care of that very student, the notes of the care
    team or the advice of the care coordinator. About a transfer, or the list of former students:
    the administration. Anything else nobody asks; and nobody anything of the own family.
    `student` and `school` are the ways from a row to those two.
    """
    match kind:
        case PurposeKind.CARE:
            named = (Q(**{f"{student}__in": students_where(user, right)}) for right in CARES)
            mine = reduce(or_, named)
        case PurposeKind.TRANSFER | PurposeKind.ALUMNI:
            mine = Q(**{f"{school}__in": schools_where(user, KEEP)})
        case _:
            return Q(pk__in=())
    return mine & ~Q(**{f"{student}__in": own_family(user)})


def asking(user: User, *, of: str = "") -> Q:
    """Return what keeps the questions about one student that `user` asks for a school.

    `of` is the way from a row to the question.
    """
    ways = {"student": f"{of}student", "school": f"{of}school"}
    kinds = (Q(**{f"{of}kind": kind}) & asked_by(user, kind, **ways) for kind in sorted(SINGLY))
    return reduce(or_, kinds)


def _on_list_of(user: User) -> Q:
    """Return what keeps the former students on the lists that `user` keeps for schools."""
    here = Q(school__in=schools_where(user, KEEP))
    today = timezone.localdate()
    asked = Q(said_by=Capacity.GUARDIAN, may_stay=True, ends_on__lte=today + ASKED_BEFORE)
    listed = Q(left_in__isnull=False, ends_on__gt=today) & ~asked
    return here & listed & ~Q(student__isnull=False, student__in=own_family(user))


def decided_for(user: User) -> StudentQuerySet:
    """Return the students for whom `user` decides today, as a guardian or as the student.

    Law: UAVG 5(1), 5(2)
    """
    today = timezone.localdate()
    sixteen_since = years_after(today, -SELF_DECIDING_AGE_YEARS)
    grown = Q(birth_date__lte=sixteen_since)
    bonds = Guardianship.objects.filter(guardian__user=user).on(today)
    return Student.objects.where(user, "read_consent_history").filter(
        Q(grown, user=user)
        | Q(grown, pk__in=bonds.deciding(FROM_SIXTEEN).values("student"))
        | ~Q(grown) & Q(pk__in=bonds.deciding(UNTIL_SIXTEEN).values("student"))
        | Q(birth_date=None, pk__in=bonds.deciding(UNTIL_SIXTEEN).values("student"))
    )


def answered_for(user: User) -> StudentQuerySet:
    """Return the students whose answer `user` reads by a task at their school."""
    readable = Student.objects.where(user, "read_consent_answer")
    return readable.exclude(pk__in=own_family(user))


def _said_to(user: User) -> Q:
    return Q(guardian__user=user) | Q(student__user=user)


def _said_by(user: User) -> Q:
    return Q(guardian__user=user) | Q(guardian=None, student__user=user)


def _at_work(user: User) -> Q:
    named = Student.objects.filter(pk__in=students_where(user, "read_consent_answer"))
    known = named.exclude(pk__in=own_family(user)).values("appearances__publication")
    own = Q(published_by=user, school__in=schools_where(user, "read_school"))
    here = Q(school__in=schools_where(user, "read_consent_answer"))
    return own | here | Q(pk__in=known)
