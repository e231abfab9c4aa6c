"""Religion: explicit, voluntary, read by who needs it, and erased with the no that follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.choices import Role
from access.log import days, looks
from access.tests import make as access
from accounts.choices import SignIn
from audit.models import Event
from consents import services, tasks
from consents.choices import Capacity
from consents.errors import NotFreelyError, NothingWrittenError, NotTheDeciderError
from consents.models import Decision, Religion
from consents.special import religion
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, queries
from consents.tests.make import BELIEF, RELIGION, believed, believes
from consents.tests.people import Family
from kernel.database import acting_as, acting_for_school, as_role
from kernel.tests.roles import seeing_all, unwalled
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Family:
    """Return a family at a school that asks."""
    made = Family()
    make.asks_for_religion(made.school)
    return made


def address(of: Student) -> str:
    return reverse("consents:religion", args=[of.public_id])


def read(client: Client, user: User, at: str) -> str:
    """Return a page in English as `user` reads it."""
    client.force_login(user)
    found = client.get(at, headers={"accept-language": "en"})
    assert found.status_code == 200
    return found.content.decode()


def withdraw(user: User, child: Student) -> None:
    wording = make.words(make.purpose(child, RELIGION))
    with acting_as(user.pk):
        services.withdraw_religion(
            actor=user,
            student=child,
            wording=wording,
            signed_in=SignIn.PASSWORD,
            at=timezone.now(),
        )


def refuse(user: User, child: Student) -> None:
    make.choose(user, child, "no", code=RELIGION, at=timezone.now())


def rows(of: Student, user: User | None, role: str = "portal_web") -> int:
    """Return how many rows PostgreSQL gives, whatever page asks."""
    with as_role(role), acting_as(user.pk if user else None), connection.cursor() as cursor:
        cursor.execute("SELECT FROM consents_religion WHERE student_id = %s", [of.pk])
        return int(cursor.rowcount)


@pytest.mark.scenario("T19")
@pytest.mark.law("AVG 9(2)(a)", "UAVG 22(2)(a)", "AVG 7(3)", "AVG 17(1)(b)")
def test_t19_with_the_no_the_religion_is_erased_and_the_record_says_that_it_was(
    client: Client, home: Family
) -> None:
    client.force_login(home.parent)
    filled = {"value": BELIEF, "freely": "on", "words": "1.nl", "do": "yes"}
    assert client.post(address(home.child), filled).status_code == 302
    assert believed() == [BELIEF]

    no = {"words": "1.nl", "do": "no"}
    assert client.post(address(home.child), no).status_code == 302

    assert believed() == []
    assert make.outcomes(home.child) == ["granted", "withdrawn"]
    names = [event.name for event in Event.objects.about(home.child.audit_ref).order_by("pk")]
    assert names == ["consents.decided", "consents.religion_recorded", "consents.decided"]
    with seeing_all():
        kept = [*Event.objects.values_list("facts", flat=True), *Decision.objects.values()]
    assert BELIEF not in str(kept)
    for page in (OVERVIEW, address(home.child), "/toestemming/geschiedenis/"):
        assert BELIEF not in read(client, home.parent, page)


def refuse_as_the_other(of: Family) -> None:
    refuse(of.other, of.child)


def withdraw_as_who_said_yes(of: Family) -> None:
    withdraw(of.parent, of.child)


def tell_the_school(of: Family) -> None:
    make.objects(
        people.administration(of), of.child, by=Capacity.GUARDIAN, code=RELIGION, at=timezone.now()
    )


@pytest.mark.scenario("T19")
@pytest.mark.parametrize("no", [withdraw_as_who_said_yes, refuse_as_the_other, tell_the_school])
def test_t19_whoever_says_no_it_is_erased_before_anything_is_committed(
    home: Family, no: object
) -> None:
    believes(home.parent, home.child)
    assert believed() == [BELIEF]

    no(home)  # type: ignore[operator]  # one of the functions above

    assert believed() == []


def test_a_no_about_pictures_erases_nothing(home: Family) -> None:
    believes(home.parent, home.child)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    make.objects(people.administration(home), home.child, by=Capacity.STUDENT, at=timezone.now())

    assert believed() == [BELIEF]
    with acting_as(home.parent.pk):
        assert religion.value_of(home.child, home.parent, at=timezone.now()) == BELIEF


@pytest.mark.law("AVG 9(2)(a)")
def test_it_must_be_said_that_it_is_chosen_freely_and_nothing_is_ticked_beforehand(
    client: Client, home: Family
) -> None:
    body = read(client, home.parent, address(home.child))
    assert "checked" not in body.split("<form", 2)[-1].split("</form>")[0]
    for sent in ({"value": BELIEF}, {"freely": "on"}):
        answer = client.post(address(home.child), {**sent, "words": "1.nl", "do": "yes"})
        assert answer.status_code == 422
    wording = make.words(make.purpose(home.child, RELIGION))
    for value, freely, wrong in (
        (BELIEF, False, NotFreelyError),
        (" ", True, NothingWrittenError),
    ):
        with acting_as(home.parent.pk), pytest.raises(wrong):
            services.record_religion(
                actor=home.parent,
                student=home.child,
                wording=wording,
                value=value,
                freely=freely,
                signed_in=SignIn.PASSWORD,
                at=timezone.now(),
            )

    assert believed() == []
    assert make.outcomes(home.child) == []


def test_it_is_asked_alone_and_not_among_the_other_questions(client: Client, home: Family) -> None:
    body = read(client, home.parent, OVERVIEW)

    assert address(home.child) in body
    assert str(make.purpose(home.child, RELIGION).public_id) not in body
    assert "The religion of Amira (not required)" in body


@pytest.mark.law("BW 1:253i")
def test_while_another_parent_says_no_nothing_is_written_down(home: Family) -> None:
    refuse(home.other, home.child)

    believes(home.parent, home.child)

    assert believed() == []
    assert make.outcomes(home.child) == ["refused", "granted"]


def test_a_no_that_was_said_while_a_yes_waited_counts(home: Family) -> None:
    begun = timezone.now()
    refuse(home.other, home.child)

    believes(home.parent, home.child, at=begun)

    assert believed() == []


def test_where_all_must_agree_it_is_written_down_with_the_last_yes() -> None:
    home = Family(school=make.school(all_must_agree=True))
    make.asks_for_religion(home.school)

    believes(home.parent, home.child)
    assert believed() == []
    believes(home.other, home.child, "baptist")

    assert believed() == ["baptist"]


def test_what_stands_is_not_changed_by_a_second_yes(home: Family) -> None:
    believes(home.parent, home.child)
    believes(home.other, home.child, "baptist")

    assert believed() == [BELIEF]


# Whose it is


@pytest.mark.law("UAVG 5(1)")
def test_from_sixteen_the_student_alone_has_it_written_down(client: Client, home: Family) -> None:
    child, own = people.student_of_seventeen(home)
    believes(own, child)

    assert BELIEF in read(client, own, address(child))
    client.force_login(home.parent)
    assert client.get(address(child)).status_code == 404
    assert (rows(child, home.parent), rows(child, own)) == (0, 1)
    with unwalled("consents"):
        assert not Religion.objects.visible_to(home.parent).exists()
        assert Religion.objects.visible_to(own).exists()
    with pytest.raises(NotTheDeciderError):
        believes(home.parent, child)


def test_a_parent_without_authority_and_the_child_itself_do_not_choose(
    client: Client, home: Family
) -> None:
    for who in (people.parent_without_authority(home), people.student_of_twelve(home)):
        client.force_login(who)
        assert client.get(address(home.child)).status_code == 404
        assert (
            client.post(
                address(home.child),
                {"value": BELIEF, "freely": "on", "words": "1.nl", "do": "yes"},
            ).status_code
            == 404
        )
    assert believed() == []


READS = (Role.MENTOR, Role.CARE_COORDINATOR, Role.ADMINISTRATION, Role.PRINCIPAL)
READS_NOT = (
    Role.SUBJECT_TEACHER,
    Role.TEAM_LEADER,
    Role.ATTENDANCE_COORDINATOR,
    Role.ICT,
    Role.PRIVACY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
)
OF_A_GROUP = {Role.MENTOR, Role.SUBJECT_TEACHER, Role.TEAM_LEADER}


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("role", [*READS, *READS_NOT])
def test_the_matrix_says_who_reads_it_and_both_walls_hold_that(
    client: Client, home: Family, role: Role
) -> None:
    believes(home.parent, home.child)
    somebody = access.with_role(role, home.group if role in OF_A_GROUP else home.school)
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    client.force_login(somebody)
    reads = role in READS

    found = client.get(address(home.child))
    assert found.status_code == (200 if reads else 404)
    assert (BELIEF in found.content.decode()) == reads
    assert client.get(reverse("consents:religions")).status_code == (200 if reads else 404)
    assert rows(home.child, somebody) == reads
    with unwalled("consents"):
        assert Religion.objects.visible_to(somebody).count() == reads


def test_nobody_reads_it_of_the_own_child_by_a_task_at_the_school(
    client: Client, home: Family
) -> None:
    believes(home.parent, home.child)
    without = people.parent_without_authority(home)
    access.with_role(Role.PRINCIPAL, home.school, who=without)
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    client.force_login(without)

    assert client.get(address(home.child)).status_code == 404
    assert rows(home.child, without) == 0
    assert "Amira" not in client.get(reverse("consents:religions")).content.decode()


def test_who_looked_is_on_record_and_the_parents_read_it(client: Client, home: Family) -> None:
    believes(home.parent, home.child)
    mentor = access.with_role(Role.MENTOR, home.group)

    read(client, mentor, address(home.child))

    (look,) = looks(list(days(home.child)))
    assert (look.who, look.role) == (mentor.display_name, str(Role.MENTOR.label))
    assert str(look.what)


def test_nobody_at_the_school_writes_it(client: Client, home: Family) -> None:
    clerk = people.administration(home)
    client.force_login(clerk)
    sent = {"value": BELIEF, "freely": "on", "words": "1.nl", "do": "yes"}

    assert client.post(address(home.child), sent).status_code == 404
    with pytest.raises(NotTheDeciderError):
        believes(clerk, home.child)


# What ends without a no


def turn_sixteen(of: Family) -> None:
    today = timezone.localdate()
    of.child.birth_date = today.replace(year=today.year - 16)
    of.child.save()


def leave_school(of: Family) -> None:
    of.child.enrolments.update(period=(schools.TODAY - timedelta(200), timezone.localdate()))


def lose_authority(of: Family) -> None:
    students.now_said_of(of.parent, of.child, authority=Authority.NONE)


def be_asked_again(of: Family) -> None:
    make.new_words(make.purpose(of.child, RELIGION), at=timezone.now())


def stop_asking(of: Family) -> None:
    officer = access.with_role(Role.PRIVACY_OFFICER, of.school)
    with acting_as(officer.pk):
        services.end_purpose(
            actor=officer, purpose=make.purpose(of.child, RELIGION), at=timezone.now()
        )


@pytest.mark.law("AVG 5(1)(e)")
@pytest.mark.parametrize(
    "happens", [turn_sixteen, leave_school, lose_authority, be_asked_again, stop_asking]
)
def test_what_no_yes_holds_is_shown_to_nobody_at_once_and_then_erased(
    client: Client, home: Family, happens: object
) -> None:
    believes(home.parent, home.child)
    head = access.with_role(Role.PRINCIPAL, home.school)
    assert BELIEF in read(client, head, address(home.child))

    happens(home)  # type: ignore[operator]  # one of the functions above

    assert believed() == [BELIEF]
    assert BELIEF not in read(client, head, address(home.child))
    assert "Amira" not in read(client, head, reverse("consents:religions"))
    with as_role("portal_worker"):
        tasks.take_down(school_id=home.school.pk)
    assert believed() == []
    erased = Event.objects.filter(name="consents.religion_erased")
    assert [event.subject for event in erased] == [home.child.audit_ref]
    with as_role("portal_worker"):
        assert services.erase_religions(school=home.school.pk, at=timezone.now()) == 0


def test_the_sweep_leaves_what_a_yes_holds_and_other_schools_alone(home: Family) -> None:
    elsewhere = Family()
    make.asks_for_religion(elsewhere.school)
    believes(home.parent, home.child)
    believes(elsewhere.parent, elsewhere.child, "baptist")
    turn_sixteen(elsewhere)

    with as_role("portal_worker"):
        assert services.erase_religions(school=home.school.pk, at=timezone.now()) == 0

    assert believed() == [BELIEF, "baptist"]


# What PostgreSQL holds


def test_it_rests_on_the_own_yes_to_its_question(home: Family) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    with seeing_all():
        about_pictures = Decision.objects.get()
    with acting_as(home.parent.pk), pytest.raises(IntegrityError), transaction.atomic():
        Religion.objects.create(
            student=home.child,
            school=home.school,
            decision=about_pictures,
            value=BELIEF,
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE consents_religion SET value = 'x'", "DELETE FROM consents_religion"],
)
def test_no_page_changes_or_deletes_it(home: Family, statement: str) -> None:
    believes(home.parent, home.child)
    with (
        as_role("portal_web"),
        acting_as(home.parent.pk),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_pages_cost_the_same_for_one_student_as_for_ten(client: Client, home: Family) -> None:
    believes(home.parent, home.child)
    head = access.with_role(Role.PRINCIPAL, home.school)
    listed = reverse("consents:religions")
    client.force_login(head)
    few, one = queries(client, listed), queries(client, address(home.child))
    client.force_login(home.parent)
    own = queries(client, address(home.child))
    client.force_login(head)
    for number in range(9):
        user = schools.user(f"more{number}")
        child = students.student(group=home.group)
        access.parent(child, who=user)
        believes(user, child)

    assert queries(client, listed) == few <= 8, few
    assert queries(client, address(home.child)) == one <= 6, one
    assert own <= 8, own


def test_the_worker_sees_and_deletes_the_religion_of_one_school_alone(home: Family) -> None:
    believes(home.parent, home.child)
    sees, deletes = "TABLE consents_religion", "DELETE FROM consents_religion"

    with as_role("portal_worker"), connection.cursor() as cursor:
        for school, number in ((schools.school().pk, 0), (home.school.pk, 1)):
            with acting_for_school(school):
                cursor.execute(sees)
                assert cursor.rowcount == number
                cursor.execute(deletes)
                assert cursor.rowcount == number


@pytest.mark.law("AVG 7(1)")
def test_what_a_parent_writes_down_rests_on_the_own_yes(home: Family) -> None:
    believes(home.parent, home.child)
    refuse(home.other, home.child)
    make.choose(home.other, home.child, "yes", code=RELIGION, at=timezone.now())

    with unwalled("consents"):
        believes(home.parent, home.child)

    with seeing_all():
        (row,) = Religion.objects.select_related("decision__guardian")
    assert row.decision.guardian == home.parent.guardians.get()
