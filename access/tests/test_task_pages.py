"""The page of tasks: what it lists, what it gives, what it ends, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from access import errors, services
from access.choices import ProposalState, Role, Source
from access.models import Assignment, Proposal
from access.tests import make
from accounts.models import User
from kernel.dates import start_of
from schools.models import StaffMember
from schools.tests import make as schools
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from kernel.errors import PortalError
    from schools.models import Group, School

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.SignInBackend"
LIST = "/toegang/taken/"
NOTES = "read_conversation_notes"


def today() -> date:
    """Return the day of the pages, which know the real clock."""
    return timezone.localdate()


@pytest.fixture
def school() -> School:
    """Return a school."""
    return schools.school()


@pytest.fixture
def group(school: School) -> Group:
    """Return a class with a student."""
    made = schools.group(school, name="2HV1")
    students.student(group=made)
    return made


@pytest.fixture
def clerk(client: Client, school: School) -> User:
    """Return somebody of the administration, who is signed in."""
    return signed_in(client, Role.ADMINISTRATION, school)


def signed_in(client: Client, role: Role, school: School) -> User:
    """Let somebody with a task for the school sign in."""
    user = make.with_role(role, school)
    client.force_login(user, backend=BACKEND)
    return user


def staff(school: School, *, email: str = "mo@example.org", surname: str = "Smit") -> StaffMember:
    """Make a colleague as an import does."""
    return StaffMember.objects.create(
        school=school, las_key=surname, call_name="Mo", surname=surname, email=email
    )


def send(client: Client, school: School, **answers: object) -> HttpResponse:
    """Send the form that gives a task: a mentor from today, unless it says otherwise."""
    usual = {"role": "mentor", "first_day": today().isoformat()}
    return client.post(f"{LIST}geven/{school.public_id}/", usual | answers)  # type: ignore[return-value]  # a response of the test client


def says(answer: Any, error: type[PortalError]) -> bool:  # noqa: ANN401  (a test response)
    """Tell whether the page is refused with the sentence of this error."""
    return bool(answer.status_code == 422 and str(error.says) in answer.content.decode())


def test_a_colleague_without_an_account_gets_a_task_and_an_account(
    client: Client, school: School, group: Group, clerk: User
) -> None:
    colleague = staff(school)

    answer = send(client, school, person=f"s-{colleague.public_id}", group=group.public_id)

    assert answer.status_code == 302
    user = User.objects.get(email="mo@example.org")
    task = user.assignments.get()
    assert (task.role, task.group, task.source, task.created_by) == (
        "mentor", group, Source.MANUAL, clerk,
    )  # fmt: skip
    assert not user.has_usable_password()
    assert StudentGrant.objects.filter(user=user, permission__codename=NOTES).exists()


@pytest.mark.usefixtures("clerk")
def test_a_new_person_stands_in_until_the_last_day(
    client: Client, school: School, group: Group
) -> None:
    absent = make.with_role(Role.MENTOR, group)
    friday = today() + timedelta(days=4)

    send(
        client,
        school,
        name="Ila Vos",
        email="Ila@example.org",
        group=group.public_id,
        last_day=friday.isoformat(),
        stands_in_for=f"u-{absent.public_id}",
    )

    task = Assignment.objects.get(user__email="ila@example.org")
    assert (task.last_day, task.stands_in_for) == (friday, absent)
    page = client.get(LIST).content.decode()
    assert "Ila Vos" in page
    assert absent.display_name in page


@pytest.mark.usefixtures("clerk")
def test_a_personal_mentor_is_for_one_student_of_the_school(
    client: Client, school: School
) -> None:
    student, elsewhere = students.student(school), students.student()
    who = {"name": "Ila Vos", "email": "ila@example.org"}

    refused = send(client, school, number=elsewhere.las_key, **who)
    send(client, school, number=student.las_key, **who)

    assert refused.status_code == 422
    assert Assignment.objects.get(user__email="ila@example.org").student == student


def test_the_number_of_the_own_child_is_not_found(
    client: Client, school: School, group: Group, clerk: User
) -> None:
    own = students.student(group=group)
    make.parent(own, who=clerk)
    who = {"name": "Mo Smit", "email": "mo@example.org"}

    refused = send(client, school, number=own.las_key, **who)

    assert refused.status_code == 422
    assert "geen leerling met dit nummer" in refused.content.decode()


@pytest.mark.usefixtures("clerk")
def test_each_refusal_of_a_gift_says_why_and_gives_nothing(
    client: Client, school: School, group: Group
) -> None:
    mentor = make.with_role(Role.MENTOR, group)
    without = staff(school, email="", surname="Bos")
    parent = make.parent(students.student(group=group))
    before = Assignment.objects.count()
    known = {"person": f"u-{mentor.public_id}", "group": group.public_id}
    absent = {"stands_in_for": f"u-{mentor.public_id}"}
    new = {"name": "Ila Vos", "email": "ila@example.org", "group": group.public_id}
    yesterday = (today() - timedelta(days=1)).isoformat()

    assert says(send(client, school, **known), errors.AlreadyAssignedError)
    assert says(send(client, school, **(new | absent)), errors.StandInEndsError)
    assert says(
        send(client, school, **(new | {"last_day": yesterday})), errors.EndsBeforeBeginError
    )
    assert says(send(client, school, **(new | {"email": parent.email})), errors.MailboxTakenError)
    assert says(
        send(client, school, person=f"s-{without.public_id}", group=group.public_id),
        errors.NoAddressError,
    )
    assert says(
        send(client, school, **(new | {"role": "subject_teacher", "number": "1"})),
        errors.WrongScopeError,
    )
    for extra in ({"group": ""}, {"first_day": yesterday}, {"name": ""}, {"number": "no"}):
        assert (
            send(client, school, **(new | {"group": group.public_id} | extra)).status_code == 422
        )
    assert Assignment.objects.count() == before
    assert not User.objects.filter(email="ila@example.org").exists()
    assert not User.objects.filter(employments=without).exists()


def test_nobody_gives_a_task_to_oneself_or_ends_the_own_one(
    client: Client, school: School, group: Group
) -> None:
    principal = signed_in(client, Role.PRINCIPAL, school)
    own = principal.assignments.get()
    key = f"u-{principal.public_id}"

    given = send(client, school, person=key, group=group.public_id)
    ended = client.post(f"{LIST}{own.public_id}/beeindigen/", {"last_day": today().isoformat()})

    assert says(given, errors.OneselfError)
    assert says(ended, errors.OneselfError)
    assert list(principal.assignments.all()) == [own]
    own.refresh_from_db()
    assert own.last_day is None
    assert f"{own.public_id}/beeindigen" not in client.get(LIST).content.decode()


def test_a_giver_gives_only_the_roles_of_the_own_task(client: Client, school: School) -> None:
    person = staff(school)
    who = {"person": f"s-{person.public_id}"}
    signed_in(client, Role.ADMINISTRATION, school)
    for role in ("care_coordinator", "principal", "guardian", "emergency", "care_team"):
        assert says(send(client, school, role=role, **who), errors.NotYoursToGiveError)

    signed_in(client, Role.PRINCIPAL, school)
    send(client, school, role="care_coordinator", **who)

    task = Assignment.objects.get(user__email="mo@example.org")
    assert (task.role, task.school) == ("care_coordinator", school)


def test_a_task_for_a_whole_board_is_refused_with_a_clear_sentence(
    client: Client, school: School
) -> None:
    principal, person = signed_in(client, Role.PRINCIPAL, school), schools.user()

    answer = send(client, school, role="board_staff", name="Ila Vos", email="ila@example.org")

    assert says(answer, errors.BoardWideError)
    with pytest.raises(errors.BoardWideError):
        make.task(Role.PRIVACY_OFFICER, school.board, user=person, by=principal)


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.STUDENT, Role.EMERGENCY])
def test_no_person_makes_a_parent_a_student_or_an_emergency_by_hand(
    school: School, role: Role
) -> None:
    clerk = make.with_role(Role.ADMINISTRATION, school)

    with pytest.raises(errors.NotByHandError):
        make.task(role, students.student(school), user=schools.user(), by=clerk)


def test_nobody_says_who_works_with_the_own_child(school: School) -> None:
    clerk, child = make.with_role(Role.ADMINISTRATION, school), students.student(school)
    make.parent(child, who=clerk)
    task = make.with_role(Role.MENTOR, child).assignments.get()

    with pytest.raises(errors.OwnChildError):
        make.task(Role.MENTOR, child, user=schools.user(), by=clerk)
    with pytest.raises(errors.OwnChildError):
        services.end(actor=clerk, assignment=task, last_day=today(), at=timezone.now())


def test_an_address_of_somebody_else_tells_no_name_and_gives_nothing(
    client: Client, school: School, group: Group, clerk: User
) -> None:
    del clerk
    elsewhere = schools.user("secretname")

    answer = send(client, school, name="Ila Vos", email=elsewhere.email, group=group.public_id)
    send(
        client,
        school,
        name=elsewhere.display_name.upper(),
        email=elsewhere.email,
        group=group.public_id,
    )

    assert says(answer, errors.MailboxTakenError)
    assert "Secretname" not in answer.content.decode()
    assert elsewhere.assignments.get().group == group, "who knows name and address means this one"


def test_a_task_ends_after_a_question_and_on_the_day_that_was_chosen(
    client: Client, school: School, group: Group, clerk: User
) -> None:
    del school, clerk
    mentor = make.with_role(Role.MENTOR, group)
    task = mentor.assignments.get()
    address = f"{LIST}{task.public_id}/beeindigen/"

    asked = client.get(address)
    task.refresh_from_db()
    assert (asked.status_code, task.last_day) == (200, None)
    assert client.post(address, {"last_day": "never"}).status_code == 422
    client.post(address, {"last_day": today().isoformat()})

    task.refresh_from_db()
    assert task.last_day == today()
    tomorrow = start_of(today() + timedelta(days=1))
    assert not StudentGrant.objects.filter(user=mentor, valid__contains=tomorrow).exists()
    again = client.post(address, {"last_day": (today() + timedelta(days=3)).isoformat()})
    assert again.status_code == 422


def test_what_held_for_a_while_is_never_unwritten(group: Group) -> None:
    mentor = make.with_role(Role.MENTOR, group, first_day=today() - timedelta(days=3))
    now = timezone.now()

    services.end(
        actor=None,
        assignment=mentor.assignments.get(),
        last_day=today() - timedelta(days=30),
        at=now,
    )

    assert mentor.assignments.get().valid.upper == now


def test_the_list_is_found_by_name_role_group_and_moment(
    client: Client, school: School, group: Group, clerk: User
) -> None:
    del clerk
    now = make.with_role(Role.MENTOR, group, who=schools.user("anna"))
    later = make.with_role(
        Role.MENTOR, group, first_day=today() + timedelta(days=9), who=schools.user("bram")
    )
    ended = make.with_role(
        Role.SUBJECT_TEACHER,
        group,
        last_day=today() - timedelta(days=9),
        who=schools.user("cees"),
    )
    officer = make.with_role(Role.PRIVACY_OFFICER, school.board, who=schools.user("dirk"))

    def shown(**wish: object) -> set[str]:
        page = client.post(LIST, wish).content.decode()
        everyone = (now, later, ended, officer)
        return {user.display_name for user in everyone if f">{user.display_name}<" in page}

    assert shown() == shown(when="now") == {"Anna", "Dirk"}
    assert shown(when="later") == {"Bram"}
    assert shown(when="ended", role="subject_teacher") == {"Cees"}
    assert shown(name="ann") == shown(group=group.public_id) == {"Anna"}
    assert shown(role="privacy_officer") == {"Dirk"}
    assert client.post(LIST, {"role": "no"}).status_code == 422


def test_other_schools_and_parents_are_not_on_the_list(
    client: Client, group: Group, clerk: User
) -> None:
    del clerk
    elsewhere = make.with_role(Role.MENTOR, schools.group(schools.school()))
    parent = make.parent(students.student(group=group))
    elsewhere.display_name, parent.display_name = "Elsewhere", "Aparent"
    elsewhere.save()
    parent.save()

    page = client.get(LIST).content.decode()

    assert "Elsewhere" not in page
    assert "Aparent" not in page


def test_only_who_appoints_care_teams_reads_which_student_has_one(
    client: Client, school: School
) -> None:
    student = students.student(school, name="Zwaluw")
    make.with_role(Role.CARE_TEAM, student, who=schools.user("helper"))
    pages = {}
    for role in (Role.ADMINISTRATION, Role.PRIVACY_OFFICER, Role.PRINCIPAL):
        signed_in(client, role, school)
        pages[role] = client.get(LIST).content.decode()

    assert all("Helper" in page for page in pages.values())
    assert {role for role, page in pages.items() if "Zwaluw" in page} == {Role.PRINCIPAL}


def test_a_list_costs_the_same_however_long_it_is(
    client: Client,
    group: Group,
    clerk: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    del clerk
    for _ in range(60):
        make.with_role(Role.SUBJECT_TEACHER, group)

    with django_assert_max_num_queries(18):
        page = client.get(LIST).content.decode()

    assert page.count("<tr>") == 51
    assert 'name="page" value="2"' in page


def missing(group: Group, *, user: User | None = None) -> Proposal:
    """Make a confirmed link, with its task, that left the file."""
    mentor = make.with_role(Role.MENTOR, group, who=user)
    member = staff(group.school, surname="Weg")
    StaffMember.objects.filter(pk=member.pk).update(user=mentor)
    return Proposal.objects.create(
        staff=member,
        role=Role.MENTOR,
        group=group,
        period=group.school_year.period,
        evidence="typed_field",
        state=ProposalState.CONFIRMED,
        assignment=mentor.assignments.get(group=group),
        missing_since=today(),
    )


def test_a_link_that_left_the_file_ends_with_one_click_and_at_once(
    client: Client, group: Group, clerk: User
) -> None:
    del clerk
    link = missing(group)
    end = f"/toegang/voorstellen/{link.public_id}/beeindigen/"
    for page in (LIST, "/toegang/voorstellen/"):
        assert end in client.get(page).content.decode()

    client.post(end)

    link.refresh_from_db()
    assert (link.state, link.missing_since) == (ProposalState.WITHDRAWN, None)
    assert link.assignment is not None
    assert not StudentGrant.objects.filter(
        user=link.assignment.user, valid__contains=timezone.now()
    ).exists()
    assert end not in client.get(LIST).content.decode()
    again = client.post(end, follow=True).content.decode()
    assert str(errors.NotMissingError.says) in again


def test_nobody_ends_the_own_link_that_left_the_file(
    client: Client, group: Group, clerk: User
) -> None:
    link = missing(group, user=clerk)

    page = client.post(f"/toegang/voorstellen/{link.public_id}/beeindigen/", follow=True)

    link.refresh_from_db()
    assert link.state == ProposalState.CONFIRMED
    assert str(errors.OneselfError.says) in page.content.decode()


def test_nobody_confirms_the_own_imported_link(
    client: Client, school: School, group: Group, clerk: User
) -> None:
    for number, email in enumerate((clerk.email.upper(), "")):
        Proposal.objects.create(
            staff=staff(school, email=email, surname=f"Self{number}"),
            role=Role.MENTOR,
            group=group,
            period=group.school_year.period,
            evidence="typed_field",
        )
    typed = {
        f"address-{link.public_id}": clerk.email
        for link in Proposal.objects.filter(staff__email="")
    }

    page = client.post("/toegang/voorstellen/", {"every": "on", **typed}, follow=True)

    assert clerk.assignments.count() == 1
    assert Proposal.objects.open().count() == 2
    assert str(errors.OneselfError.says) in page.content.decode()


@pytest.mark.parametrize("days", [1, 2])
def test_a_last_day_before_the_first_is_refused_whoever_asks(group: Group, days: int) -> None:
    with pytest.raises(errors.EndsBeforeBeginError):
        make.task(
            Role.MENTOR,
            group,
            user=schools.user(),
            first_day=today(),
            last_day=today() - timedelta(days=days),
        )
