"""Builders: a school that asks, and what somebody chose. Each goes through the service."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from accounts.choices import SignIn
from consents import services
from consents.answers import Door, answer
from consents.campaigns import mail
from consents.choices import CampaignKind, CampaignScope, PublicationKind
from consents.models import (
    Alumnus,
    Campaign,
    CampaignMessage,
    Decision,
    DesignReview,
    Inquiry,
    Objection,
    Publication,
    Purpose,
    Receipt,
    Religion,
    TakeDown,
    Wording,
)
from consents.services import Choice, Sharing, Work
from consents.special import inquiries
from consents.special.transfer import needs_no_consent
from consents.words.texts import ADDED
from kernel.database import acting_as, acting_for_school, as_role
from kernel.dates import day_of
from kernel.tests.roles import seeing_all, unwalled
from schools.choices import Sector
from schools.models import Group
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from accounts.models import User
    from consents.choices import Capacity
    from consents.rules import Answer
    from consents.words.texts import Question
    from schools.models import Board, School
    from students.models import Student

WEBSITE = "IMG_WEBSITE_PUBLIC"
CLASS_PHOTO = "IMG_CLASSPHOTO"
INSTAGRAM = "IMG_SOCIAL_INSTAGRAM"
CLASS_LIST = "CONTACT_CLASSLIST"
RELIGION, BELIEF = "RELIGION_RECORD", "zevendedags"
ALUMNI, MAILBOX = "ALUMNI", "amira.later@example.org"
CARE, TRANSFER = "CARE_SHARE_YOUTH_CARE", "TRANSFER_BEYOND"
ADDRESSEE, WHAT, WHY = "Wijkteam Noord", "Het verslag van 3 november", "Voor hulp thuis"
LONG_AGO = NOW.replace(year=2024)


def school(*, all_must_agree: bool = False, sector: Sector | None = None) -> School:
    """Make a school that asks the questions."""
    made = schools.school(sector=sector) if sector else schools.school()
    made.all_guardians_must_agree = all_must_agree
    return asking(made)


def asking(at_school: School) -> School:
    """Let a school ask the questions since long ago."""
    with as_worker():
        at_school.save()
        services.offer_purposes(actor=None, school=at_school, at=LONG_AGO)
    return at_school


def asks_for_class_list(
    at_school: School, *, by: User | None = None, at: datetime | None = None
) -> Purpose:
    """Let the privacy officer of a school ask parents for their number on the class list."""
    return _asks(ADDED[0], at_school, by=by, at=at)


def asks_for_religion(
    at_school: School, *, by: User | None = None, at: datetime | None = None
) -> Purpose:
    """Let the privacy officer of a school ask whether it may write a religion down."""
    return _asks(ADDED[1], at_school, by=by, at=at)


def asks_for_care(
    at_school: School, *, by: User | None = None, at: datetime | None = None
) -> Purpose:
    """Let a school ask, about one student, whether it may share something with youth care."""
    return _asks(_text(CARE), at_school, by=by, at=at)


def asks_for_transfer(at_school: School, code: str = TRANSFER) -> Purpose:
    """Let a school ask, about one student, whether pieces of the file may go along."""
    return _asks(_text(code), at_school, by=None, at=None)


def asks_for_alumni(at_school: School) -> Purpose:
    """Let a school ask who joins the list of former students."""
    return _asks(_text(ALUMNI), at_school, by=None, at=None)


def asks_class(actor: User, group: Group, *students: Student, at: datetime | None = None) -> int:
    """Ask of some students of a class, before it leaves, whether they join; as a page does."""
    at = at or timezone.now() - timedelta(3)
    chosen = [student.public_id for student in students]
    with acting_as(actor.pk):
        return services.ask_class(actor=actor, group=group, students=chosen, why=WHY, at=at)


def joins(
    actor: User,
    of: Student,
    email: str = MAILBOX,
    *,
    language: str = "nl",
    version: int = 1,
    at: datetime | None = None,
) -> Receipt | None:
    """Say yes to the list of former students, as a page of the family does."""
    at = at or timezone.now() - timedelta(3)
    with acting_as(actor.pk):
        asked = Inquiry.objects.visible_to(actor).of_classes().newest_first().filter(student=of)[0]
        return services.join_alumni(
            actor=actor,
            inquiry=asked,
            wording=words(asked.purpose, version=version, language=language),
            email=email,
            signed_in=SignIn.PASSWORD,
            at=at,
        )


def leaves(of: Student, *, on: date | None = None) -> None:
    """Let a student have left, after that last day at school: yesterday."""
    upper = on + timedelta(1) if on else timezone.localdate()
    with seeing_all():
        for spell in Enrolment.objects.filter(student=of):
            spell.period = (spell.period.lower, upper)
            spell.save()


def settles(at_school: School, *, at: datetime | None = None) -> int:
    """Put on the list who left, and erase what is over, as the worker does."""
    with as_worker():
        return services.settle_alumni(school=at_school.pk, at=at or timezone.now())


def alumni() -> list[Alumnus]:
    """Return all of whom the list holds anything."""
    with seeing_all():
        rows = Alumnus.objects.select_related("school", "student", "wording")
        return list(rows.order_by("pk"))


def former_student(of: Student, user: User, asker: User, *, language: str = "nl") -> Alumnus:
    """Let a student have been asked, have joined by `user`, and have left."""
    with seeing_all():
        group = Group.objects.filter(memberships__student=of).get()
    asks_class(asker, group, of)
    joins(user, of, language=language)
    leaves(of)
    settles(of.school)
    return next(row for row in alumni() if row.student_id == of.pk)


def nears_the_end(row: Alumnus, *, may_stay: bool = True) -> None:
    """Let a former student, of whom a parent said yes, be on the list for twenty days more.

    Who may stay then turned sixteen ten days ago.
    """
    ends_on = timezone.localdate() + timedelta(20)
    with unwalled("consents"):
        Alumnus.objects.filter(pk=row.pk).update(ends_on=ends_on, may_stay=may_stay)


def inquires(
    actor: User,
    student: Student,
    code: str = "",
    *,
    sharing: Sharing | None = None,
    at: datetime | None = None,
) -> Inquiry:
    """Ask something about one student, as a page does."""
    at = at or timezone.now()
    with acting_as(actor.pk):
        return services.inquire(
            actor=actor,
            student=student,
            purpose=purpose(student, code or CARE),
            sharing=sharing or Sharing(ADDRESSEE, WHAT, WHY, day_of(at) + timedelta(90)),
            at=at,
        )


def answers(
    actor: User, asked: Inquiry, says: str, *, freely: bool = True, at: datetime | None = None
) -> Receipt | None:
    """Say yes or no to what is asked about one student, as a page of the family does."""
    at = at or timezone.now()
    with acting_as(actor.pk):
        return services.answer_inquiry(
            actor=actor,
            inquiry=asked,
            wording=_newest(asked.purpose, at=at),
            says_yes=says == "yes",
            freely=freely,
            signed_in=SignIn.PASSWORD,
            at=at,
        )


def ends(actor: User, asked: Inquiry) -> None:
    """Ask it no more, as a page does."""
    with acting_as(actor.pk):
        services.end_inquiry(actor=actor, inquiry=asked, at=timezone.now())


def counts_of(asked: Inquiry, reader: User, *, at: datetime | None = None) -> Answer:
    """Return what counts of what is asked about one student, as `reader` may know it."""
    with acting_as(reader.pk):
        at = at or timezone.now()
        found = inquiries.one(reader, asked.public_id, at=at)
        assert found is not None
        return inquiries.answer(found, at=at)


def _text(code: str) -> Question:
    return next(text for text in ADDED if text.code == code)


def asks_beside_pictures(at_school: School, *, by: User, at: datetime | None = None) -> None:
    """Let a school ask all that there is to ask beside pictures, where the law has it ask."""
    for text in ADDED:
        if not needs_no_consent(text.code, (), sector=Sector(at_school.sector)):
            _asks(text, at_school, by=by, at=at)


def believes(
    actor: User, student: Student, value: str = BELIEF, *, at: datetime | None = None
) -> Receipt | None:
    """Have a religion written down, as a page of the family does."""
    with acting_as(actor.pk):
        return services.record_religion(
            actor=actor,
            student=student,
            wording=words(purpose(student, RELIGION)),
            value=value,
            freely=True,
            signed_in=SignIn.PASSWORD,
            at=at or timezone.now(),
        )


def believed() -> list[str]:
    """Return every religion that there is, whoever asks."""
    with seeing_all():
        return list(Religion.objects.order_by("pk").values_list("value", flat=True))


def _asks(text: Question, at_school: School, *, by: User | None, at: datetime | None) -> Purpose:
    officer = by or access.with_role(Role.PRIVACY_OFFICER, at_school)
    with acting_as(officer.pk):
        return services.add_purpose(
            actor=officer,
            school=at_school,
            code=text.code,
            words={"nl": text.nl, "en": text.en},
            at=at or LONG_AGO,
        )


def as_worker() -> AbstractContextManager[None]:
    """Work with the rights of a command, as a school is set up."""
    return as_role("portal_worker")


def purpose(of: Student | School, code: str = WEBSITE) -> Purpose:
    """Return a question of a school, or of the school of a student."""
    return Purpose.objects.get(school=getattr(of, "school", of), code=code)


def words(of: Purpose, *, version: int = 1, language: str = "nl") -> Wording:
    """Return the words of a question."""
    return Wording.objects.get(purpose=of, version=version, language=language)


def new_words(of: Purpose, *, at: datetime, is_material: bool = True, title: str = "") -> Wording:
    """Put new words of a question in force, in both languages; return the Dutch ones."""
    newest = Wording.objects.filter(purpose=of).order_by("-version")[0].version
    with as_worker():
        for old in Wording.objects.filter(purpose=of, version=newest).order_by("pk"):
            old.pk, old.version, old.in_force_from = None, newest + 1, at
            old.is_material, old.sha256 = is_material, f"{newest + 1:064d}"
            old.title = title or old.title
            old.save(force_insert=True)
    return words(of, version=newest + 1)


def choose(  # noqa: PLR0913 - each test names the one fact that it is about
    actor: User,
    student: Student,
    says: str,
    *,
    code: str = WEBSITE,
    shown: Wording | None = None,
    at: datetime = NOW,
    onto: Receipt | None = None,
) -> Receipt | None:
    """Say yes or no as a page does, in the own name."""
    about = purpose(student, code)
    choice = Choice(student, about, says == "yes", shown or _newest(about, at=at))
    with acting_as(actor.pk):
        return services.decide(
            actor=actor,
            choices=[choice],
            signed_in=SignIn.PASSWORD,
            at=at,
            onto=str(onto.public_id) if onto else "",
        )


def objects(
    actor: User, student: Student, *, by: Capacity, code: str = "", at: datetime = NOW
) -> Objection:
    """Write an objection down, as a page of the administration does."""
    about = purpose(student, code) if code else None
    with acting_as(actor.pk):
        return services.write_objection(actor=actor, student=student, by=by, purpose=about, at=at)


def publishes(
    actor: User,
    group: Group,
    *shown: Student,
    hidden: Collection[Student] = (),
    code: str = WEBSITE,
    kind: PublicationKind = PublicationKind.IMAGE,
    at: datetime | None = None,
) -> Publication:
    """Put on record that a picture was published, as a page does."""
    with acting_as(actor.pk):
        return services.publish(
            actor=actor,
            group=group,
            purpose=purpose(group.school, code),
            work=Work(
                "Autumn walk", kind, "https://school.example/news/autumn-walk-through-the-woods"
            ),
            shown=shown,
            unrecognisable=hidden,
            at=at or timezone.now(),
        )


def campaign(
    school: School,
    kind: CampaignKind = CampaignKind.ASK,
    *,
    group: Group | None = None,
    scope: CampaignScope | None = None,
    by: User | None = None,
    at: datetime = NOW,
) -> Campaign:
    """Let a school ask, as a page of the privacy officer does; nothing goes yet."""
    officer = by or access.with_role(Role.PRIVACY_OFFICER, school)
    whole = CampaignScope.GROUP if group else CampaignScope.SCHOOL
    with acting_as(officer.pk):
        return services.begin_campaign(
            actor=officer, school=school, kind=kind, scope=scope or whole, group=group, at=at
        )


def runs(one: Campaign, *, at: datetime = NOW) -> int:
    """Do what the worker does for a campaign at `at`; return how many e-mails went."""
    with as_worker():
        services.plan_messages(campaign=one, at=at)
        return mail.send_waiting(one, at=at)


def messages(of: Campaign, **only: object) -> list[CampaignMessage]:
    """Return all messages of a campaign, in order."""
    with seeing_all():
        rows = CampaignMessage.objects.filter(campaign=of, **only)
        return list(rows.select_related("guardian__user", "student__user").order_by("pk"))


def confirms(actor: User, *, at: datetime = NOW) -> int:
    """Say that the own choices are still right, as a page does."""
    with acting_as(actor.pk):
        return services.confirm_choices(actor=actor, at=at)


def take_downs(of: Publication) -> list[TakeDown]:
    """Return all work about a publication, in order."""
    with seeing_all():
        rows = TakeDown.objects.filter(publication=of).select_related("publication", "student")
        return list(rows.order_by("pk"))


def _newest(of: Purpose, *, at: datetime) -> Wording:
    return Wording.objects.filter(purpose=of, language="nl").in_force(at).get()


def counts(of: Student, code: str = WEBSITE, *, at: datetime = NOW) -> Answer:
    """Return what counts, as a command asks it."""
    with as_worker(), acting_for_school(of.school_id):
        return answer(of, purpose(of, code), at=at, door=Door.PORTAL)


def outcomes(of: Student) -> list[str]:
    """Return what was decided about a student, in order."""
    with seeing_all():
        rows = Decision.objects.about([of.pk]).order_by("at", "pk")
        return list(rows.values_list("outcome", flat=True))


def receipts() -> list[Receipt]:
    """Return all receipts, in order."""
    with seeing_all():
        return list(Receipt.objects.select_related("given_to").order_by("pk"))


def codes(at_school: School) -> list[str]:
    """Return the codes of what a school asks, in order."""
    asked = Purpose.objects.filter(school=at_school).asked()
    return list(asked.values_list("code", flat=True))


def design_review(board: Board, *, at: datetime = NOW) -> DesignReview:
    """Make a look at a design that is to be taken, as the portal itself writes it down."""
    first = board.schools.order_by("pk")[0]
    with as_worker(), acting_for_school(first.pk):
        return DesignReview.objects.create(
            board=board,
            before="0" * 12,
            after="f" * 12,
            since_before=NOW.date(),
            since_after=NOW.date(),
            yes_before=500,
            no_before=500,
            yes_after=600,
            no_after=400,
            opened_at=at,
        )
