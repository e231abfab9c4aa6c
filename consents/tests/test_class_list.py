"""The class list: each guardian for the own number, read by the class and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from accounts.choices import SignIn
from audit.models import Event
from consents import services
from consents.choices import Capacity, PurposeKind
from consents.errors import AlreadyAskedError, NotAskedError, NotTheDeciderError
from consents.models import Decision, KeptAnswer, Publication, Purpose
from consents.services import Choice, keep_answers
from consents.special.class_list import entries, readable
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, filled, name, queries
from consents.tests.make import CLASS_LIST
from consents.tests.people import Family
from consents.totals import standing, totals
from consents.words.texts import ADDED
from consents.words.wordings import newest
from kernel.database import acting_as, as_role
from kernel.tests.roles import seeing_all, unwalled
from schools.tests import make as schools
from students.choices import Authority, Restriction
from students.models import Guardian, Membership
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from schools.models import Group
    from students.models import Student

pytestmark = pytest.mark.django_db
MOTHER, FATHER = "0612345678", "0687654321"


@pytest.fixture
def home() -> Family:
    """Return a family of which both parents have a number, at a school that asks."""
    made = Family()
    numbers(made.parent, MOTHER)
    numbers(made.other, FATHER)
    make.asks_for_class_list(made.school)
    return made


def numbers(user: User, mobile: str, **facts: object) -> None:
    """Let the administration know a number of a guardian."""
    assert Guardian.objects.filter(user=user).update(mobile=mobile, **facts) == 1


def listed(group: Group, by: User | None, role: str = "portal_web") -> list[str]:
    """Return the numbers that PostgreSQL gives on a class list, whatever page asks."""
    with as_role(role), acting_as(by.pk if by else None):
        return sorted(each.number for entry in entries(group) for each in entry.contacts)


def address(of: Family) -> str:
    return reverse("consents:class_list", args=[of.group.public_id])


def read(client: Client, user: User, at: str = OVERVIEW) -> str:
    """Return a page in English as `user` reads it."""
    client.force_login(user)
    found = client.get(at, headers={"accept-language": "en"})
    assert found.status_code == 200
    return found.content.decode()


def says(user: User, child: Student, what: str) -> None:
    make.choose(user, child, what, code=CLASS_LIST, at=timezone.now())


@pytest.mark.scenario("T18")
def test_t18_only_the_number_of_who_said_yes_is_on_the_list(client: Client, home: Family) -> None:
    says(home.parent, home.child, "yes")
    reader = access.parent(students.student(group=home.group, name="Bo"))

    shown = read(client, reader, address(home))
    assert MOTHER in shown
    assert "Amira" in shown
    assert FATHER not in shown
    assert home.other.guardians.get().surname not in shown

    says(home.other, home.child, "no")
    assert MOTHER in read(client, reader, address(home))
    says(home.other, home.child, "yes")
    assert FATHER in read(client, reader, address(home))
    says(home.parent, home.child, "no")
    after = read(client, reader, address(home))
    assert FATHER in after
    assert MOTHER not in after


@pytest.mark.scenario("T18")
def test_t18_a_secret_address_takes_the_number_off_whatever_was_chosen(
    client: Client, home: Family
) -> None:
    says(home.parent, home.child, "yes")
    assert listed(home.group, home.other) == [MOTHER]

    numbers(home.parent, MOTHER, address_is_secret=True)

    assert listed(home.group, home.other) == []
    assert home.parent.guardians.get().surname not in read(client, home.other, address(home))
    own = read(client, home.parent)
    assert "keeps your address or number secret" in own
    assert MOTHER not in own


def test_a_secret_number_or_none_at_all_is_not_on_the_list(home: Family) -> None:
    says(home.parent, home.child, "yes")
    numbers(home.parent, "", phone_is_secret=True)
    assert listed(home.group, home.other) == []
    numbers(home.parent, "", phone_is_secret=False)
    assert listed(home.group, home.other) == []


def lose_authority(of: Family) -> None:
    students.now_said_of(of.parent, of.child, authority=Authority.NONE)


def be_restricted(of: Family) -> None:
    students.now_said_of(of.parent, of.child, restriction=Restriction.NO_CONTACT)


def end_guardianship(of: Family) -> None:
    students.now_said_of(of.parent, of.child, period=(None, timezone.localdate()))


def turn_sixteen(of: Family) -> None:
    of.child.birth_date = timezone.localdate().replace(year=timezone.localdate().year - 16)
    of.child.save()


def leave_school(of: Family) -> None:
    of.child.enrolments.update(period=(schools.TODAY - timedelta(200), timezone.localdate()))


def leave_class(of: Family) -> None:
    Membership.objects.filter(student=of.child).update(
        period=(timezone.localdate() - timedelta(200), timezone.localdate())
    )


def be_asked_again(of: Family) -> None:
    make.new_words(make.purpose(of.child, CLASS_LIST), at=timezone.now())


def stop_asking(of: Family) -> None:
    officer = access.with_role(Role.PRIVACY_OFFICER, of.school)
    with acting_as(officer.pk):
        services.end_purpose(
            actor=officer, purpose=make.purpose(of.child, CLASS_LIST), at=timezone.now()
        )


@pytest.mark.parametrize(
    "happens",
    [
        lose_authority,
        be_restricted,
        end_guardianship,
        turn_sixteen,
        leave_school,
        leave_class,
        be_asked_again,
        stop_asking,
    ],
)
def test_a_yes_gives_nothing_any_more_once_this_happened(home: Family, happens: object) -> None:
    mentor = access.with_role(Role.MENTOR, home.group)
    says(home.parent, home.child, "yes")
    assert listed(home.group, mentor) == [MOTHER]

    happens(home)  # type: ignore[operator]  # one of the functions above

    assert listed(home.group, mentor) == []


def test_new_words_that_ask_the_same_leave_the_number_on_the_list(home: Family) -> None:
    says(home.parent, home.child, "yes")
    make.new_words(make.purpose(home.child, CLASS_LIST), at=timezone.now(), is_material=False)

    assert listed(home.group, home.other) == [MOTHER]


def mentor(of: Family) -> User:
    return access.with_role(Role.MENTOR, of.group)


def principal(of: Family) -> User:
    return access.with_role(Role.PRINCIPAL, of.school)


def parent_of_another_class(of: Family) -> User:
    return access.parent(students.student(group=schools.group(of.school)))


def parent_of_a_student_of_seventeen(of: Family) -> User:
    grown = students.student(
        group=of.group, born_on=timezone.localdate() - timedelta(days=17 * 366)
    )
    return access.parent(grown)


def inactive_parent(of: Family) -> User:
    of.other.is_active = False
    of.other.save(update_fields=["is_active"])
    return of.other


READS = [people.parent, mentor]
READS_NOT = [
    people.parent_without_authority,
    people.former_parent,
    people.former_mentor,
    people.mentor_of_another_group,
    people.student_of_twelve,
    people.subject_teacher,
    people.administration,
    people.care_coordinator,
    people.stranger,
    principal,
    parent_of_another_class,
    parent_of_a_student_of_seventeen,
    inactive_parent,
]


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("make_reader", [*READS, *READS_NOT])
def test_the_parents_of_the_class_and_the_mentor_read_it_and_nobody_else(
    home: Family, make_reader: object
) -> None:
    says(home.parent, home.child, "yes")
    reader: User = make_reader(home)  # type: ignore[operator]  # one of the functions above
    grants.sync(schools=[home.school.pk], at=timezone.now())
    reads = make_reader in READS

    with acting_as(reader.pk):
        found = readable(reader, at=timezone.now()).filter(pk=home.group.pk)
        assert found.exists() == reads
    assert listed(home.group, reader) == [MOTHER] * reads


def test_nobody_and_no_job_get_a_number(home: Family) -> None:
    says(home.parent, home.child, "yes")

    assert listed(home.group, None) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        listed(home.group, home.parent, role="portal_worker")


def test_a_group_for_lessons_has_no_class_list(home: Family) -> None:
    says(home.parent, home.child, "yes")
    with as_role("portal_worker"):
        type(home.group).objects.filter(pk=home.group.pk).update(kind="teaching")

    assert listed(home.group, home.parent) == []
    with acting_as(home.parent.pk):
        assert not readable(home.parent, at=timezone.now()).exists()


def test_where_the_school_does_not_ask_there_is_no_page(client: Client) -> None:
    bare = Family()
    client.force_login(bare.parent)

    assert client.get(address(bare)).status_code == 404
    assert "class list" not in read(client, bare.parent).lower()


def test_who_opens_it_is_on_record_for_each_student_on_it(client: Client, home: Family) -> None:
    other = students.student(group=home.group, name="Bo")
    says(home.parent, home.child, "yes")
    reader = access.parent(other)

    read(client, reader, address(home))

    rows = Event.objects.filter(name="consents.class_list_opened")
    assert [(row.subject, row.actor) for row in rows] == [(home.child.audit_ref, reader.audit_ref)]


def test_the_list_costs_the_same_for_one_family_as_for_thirty(
    client: Client, home: Family
) -> None:
    says(home.parent, home.child, "yes")
    client.force_login(home.parent)
    few, own = queries(client, address(home)), queries(client, OVERVIEW)
    for number in range(5):
        user = schools.user(f"many{number}")
        child = students.student(group=home.group)
        access.parent(child, who=user)
        numbers(user, f"06000000{number:02}")
        says(user, child, "yes")

    assert len(listed(home.group, home.parent)) == 6
    assert queries(client, address(home)) == few <= 8
    assert queries(client, OVERVIEW) == own <= 9


# The question


def test_it_is_asked_apart_from_pictures_and_never_together_with_them(
    client: Client, home: Family
) -> None:
    body = read(client, home.parent)
    beside = body.split("data-beside", 1)

    assert name(home.child) in beside[0]
    assert name(home.child, CLASS_LIST) not in beside[0].split("<aside")[0]
    assert "Your number at the school" in beside[1]
    assert MOTHER in beside[1]
    assert FATHER not in body

    client.post(OVERVIEW, filled(home.child, "yes", code=CLASS_LIST))
    assert make.outcomes(home.child) == ["granted"]
    assert listed(home.group, home.other) == [MOTHER]
    client.post(OVERVIEW, filled(home.child, "no", code=CLASS_LIST))
    assert make.outcomes(home.child) == ["granted", "withdrawn"]


def test_what_the_other_parent_chose_changes_nothing_and_is_not_told(
    client: Client, home: Family
) -> None:
    says(home.parent, home.child, "yes")
    before = read(client, home.parent)
    says(home.other, home.child, "no")

    after = read(client, home.parent)
    beside = [body.split("data-beside")[1].split("</section>")[0] for body in (before, after)]
    assert beside[0] == beside[1]
    assert "Another parent" not in beside[1]


def test_the_receipt_of_a_no_does_not_speak_of_photos(client: Client, home: Family) -> None:
    says(home.parent, home.child, "no")
    receipt = make.receipts()[-1]

    body = read(client, home.parent, reverse("consents:receipt", args=[receipt.public_id]))

    assert "Your number is not on the class list." in body
    assert "photo" not in body.split("<dl", 1)[1].split("</dl>")[0]


def test_a_student_of_seventeen_is_not_asked_and_cannot_choose(
    client: Client, home: Family
) -> None:
    child, own = people.student_of_seventeen(home)

    assert name(child, CLASS_LIST) not in read(client, own)
    assert name(child, CLASS_LIST) not in read(client, home.parent)
    with pytest.raises(NotTheDeciderError):
        says(own, child, "yes")


def test_a_representative_of_a_student_does_not_choose_it_either(home: Family) -> None:
    child, _own = people.student_of_seventeen(home)
    students.now_said_of(home.parent, child, authority=Authority.REPRESENTATIVE)

    with pytest.raises(NotTheDeciderError):
        says(home.parent, child, "yes")


def test_of_who_left_it_is_asked_no_more_also_where_nothing_is_asked_about_pictures(
    client: Client, home: Family
) -> None:
    Purpose.objects.filter(school=home.school, kind=PurposeKind.PICTURES).update(is_active=False)
    assert name(home.child, CLASS_LIST) in read(client, home.parent)
    make.leaves(home.child)

    body = read(client, home.parent)
    assert name(home.child, CLASS_LIST) not in body
    assert "is not at this school any more" in body


def test_a_school_asks_it_once_in_its_own_words(home: Family) -> None:
    purpose = make.purpose(home.child, CLASS_LIST)

    assert newest(purpose)[1]["nl"] == ADDED[0].nl
    with pytest.raises(AlreadyAskedError):
        make.asks_for_class_list(home.school)


# Beside pictures


def test_it_stands_in_no_list_about_pictures(client: Client, home: Family) -> None:
    says(home.parent, home.child, "yes")
    group = reverse("consents:group_pictures", args=[home.group.public_id])

    assert "class list" not in read(client, people.subject_teacher(home), group).lower()
    assert address(home) in read(client, mentor(home), "/foto/")
    with acting_as(people.administration(home).pk):
        titles = [total.title for total in totals(home.school, at=timezone.now())]
    assert titles
    assert ADDED[0].nl.title not in titles
    assert CLASS_LIST not in make.codes(home.school)


def test_the_command_gives_no_answer_about_a_number(home: Family) -> None:
    about = ["--student", str(home.child.public_id), "--purpose", CLASS_LIST]
    with as_role("portal_worker"), pytest.raises(CommandError, match="does not ask"):
        call_command("consent_answer", *about)


def test_how_many_said_yes_is_known_to_who_writes_the_words(home: Family) -> None:
    says(home.parent, home.child, "yes")
    says(home.other, home.child, "yes")
    officer = access.with_role(Role.PRIVACY_OFFICER, home.school)

    with acting_as(officer.pk):
        assert standing(make.purpose(home.child, CLASS_LIST), at=timezone.now()) == 2


def test_no_answer_about_the_student_is_kept_of_it(home: Family) -> None:
    says(home.parent, home.child, "yes")
    with as_role("portal_worker"):
        keep_answers(school=home.school.pk, at=timezone.now())

    purpose = make.purpose(home.child, CLASS_LIST)
    with seeing_all():
        kept = KeptAnswer.objects.filter(student=home.child)
        assert kept.exists()
        assert not kept.filter(purpose=purpose).exists()
        row = kept[0]
    row.pk, row.purpose = None, purpose
    with unwalled("consents"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_it_cannot_be_objected_to_nor_published(home: Family) -> None:
    clerk = people.administration(home)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.objects(clerk, home.child, by=Capacity.STUDENT, code=CLASS_LIST)
    with unwalled("consents"), pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            school=home.school,
            purpose=make.purpose(home.child, CLASS_LIST),
            kind="image",
            title="x",
            place="x",
            published_at=timezone.now(),
        )


def test_no_student_decides_about_a_number_of_a_guardian_in_the_database(home: Family) -> None:
    says(home.parent, home.child, "yes")
    with seeing_all():
        row = Decision.objects.get()
    row.pk, row.capacity, row.guardian_id = None, Capacity.STUDENT, None

    with unwalled("consents"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_code_has_one_kind(home: Family) -> None:
    of = make.purpose(home.child, CLASS_LIST)
    with as_role("portal_worker"), pytest.raises(IntegrityError), transaction.atomic():
        Purpose.objects.filter(pk=of.pk).update(kind="pictures")


def test_words_of_another_question_are_refused(home: Family) -> None:
    purpose = make.purpose(home.child, CLASS_LIST)
    of_website = make.words(make.purpose(home.child))
    choice = Choice(home.child, purpose, says_yes=True, wording=of_website)

    with acting_as(home.parent.pk), pytest.raises(NotAskedError):
        services.decide(
            actor=home.parent, choices=[choice], signed_in=SignIn.PASSWORD, at=timezone.now()
        )
