"""The purge itself: what goes, what stays, and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from access.choices import Role, TurningStage
from access.models import Assignment, Invitation, TurningMessage
from access.tests.make import parent, student_who_signs_in, with_role
from accounts.models import User
from dossiers.choices import Category
from dossiers.models import Entry
from kernel.database import acting_as, as_role
from kernel.tests.roles import seeing_all, unwalled
from retention import driving, erasing, proof, scanning, services
from retention.choices import RunState
from retention.models import Certificate, Ledger, PurgeItem
from retention.tests import make
from students.models import Enrolment, Guardian, Guardianship, IdentityNumber, Student
from students.tests.make import guardianship, student
from students.tests.people import BSN, OTHER_BSN, enter

pytestmark = pytest.mark.django_db


def lists(of: Any) -> dict[str, Any]:  # noqa: ANN401
    return proof.lists(of)


def entries(of: Student) -> int:
    with as_role("portal_purge"):
        return Entry.objects.filter(student=of).count()


def kept(found: dict[str, Any], category: str) -> list[tuple[int, str | None]]:
    return [
        (line["count"], line["until"]) for line in found["keep"] if line["category"] == category
    ]


def test_t21_notes_and_contact_go_after_two_years_and_enrolment_stays_five() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    make.entry(gone, Category.ATTENDANCE)

    found = lists(make.proposed(at))

    assert found["delete"]["R14_conversation_notes"] == 2  # the note and its follow-up
    assert found["delete"]["R30_guardians"] == 3  # the guardian, the link and the account
    assert found["delete"]["R17_photo"] == 1
    assert found["delete"]["R01_student_file"] == 2  # contact data and the parent's task
    assert kept(found, "R02_enrolment") == [(2, "2029-07-31")]
    assert kept(found, "R04_attendance") == [(2, "2029-07-31")]


def test_t21_execution_deletes_that_and_nothing_else() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    users = User.objects.count()

    run = make.executed(at)

    assert run.state == RunState.DONE
    gone.refresh_from_db()
    assert (gone.email, gone.photo.name) == ("", "")
    assert entries(gone) == 0
    assert not Guardian.objects.filter(school=at.school).exists()
    assert Enrolment.objects.filter(student=gone).count() == 1
    assert User.objects.count() == users - 1
    assert run.done == run.total


def test_who_was_told_of_a_birthday_goes_with_the_guardian_and_not_with_another_child() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    parent_alone = guardianship(gone).guardian
    sibling = student(at.school)
    stays = guardianship(sibling).guardian
    with unwalled("invitations"):
        # of the second the guardian was one of both children, and is one of the first alone by now
        for child, guardian in ((gone, parent_alone), (sibling, parent_alone), (sibling, stays)):
            TurningMessage.objects.create(
                school=at.school,
                student=child,
                guardian=guardian,
                stage=TurningStage.BEFORE,
                turns_on=date(2020, 1, 1),
                made_at=timezone.now(),
            )

    run = make.executed(at)

    assert run.state == RunState.DONE
    with seeing_all():
        assert [one.guardian for one in TurningMessage.objects.all()] == [stays]


def test_an_invitation_goes_with_the_guardian_or_the_student_it_was_for() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    gone.birth_date = date(2004, 5, 1)
    gone.save(update_fields=["birth_date"])
    clerk = with_role(Role.ADMINISTRATION, at.school)
    now = timezone.now()
    for whom in ({"guardian": guardianship(gone).guardian}, {"student": gone}):
        with acting_as(clerk.pk):
            Invitation.objects.create(
                school=at.school,
                way="letter",
                made_by=clerk,
                made_at=now,
                period=(now, now + timedelta(days=30)),
                **whom,
            )

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert not Guardian.objects.filter(school=at.school).exists()
    with seeing_all():
        assert [one.student for one in Invitation.objects.all()] == [gone], "the core stays"


@pytest.mark.law("Archiefbesluit 1995 8", "AVG 5(2)")
def test_t34_the_certificate_says_it_without_names_and_a_second_run_finds_nothing() -> None:
    at = make.place()
    gone = make.leaver(at.school)

    run = make.executed(at)

    certificate = Certificate.objects.get(run=run)
    assert certificate.content["deleted"]["R14_conversation_notes"] == 2
    assert certificate.content["scan"]["hits"] == []
    assert certificate.content["approved"]["roles"] == ["principal"]
    assert certificate.sha256 == proof.seal(certificate.content)
    assert gone.surname not in str(certificate.content)
    assert Ledger.objects.filter(run=run).count() == 1
    assert not PurgeItem.objects.filter(run=run).exclude(student=None).exists()
    assert make.executed(at).total == 0


@pytest.mark.parametrize("category", [Category.SUPPORT_FILE, Category.CARE_NOTE])
def test_t22_a_support_file_and_what_the_care_team_wrote_stay_three_years(
    category: Category,
) -> None:
    at = make.place()
    gone = make.leaver(at.school)
    make.entry(gone, category)

    assert kept(lists(make.proposed(at)), "R09_support_file") == [(2, "2027-07-31")]


def test_t23_a_later_leaving_date_moves_every_term_and_the_approved_list_is_not_executed() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    run = make.approved(at)
    Enrolment.objects.filter(student=gone).update(period=(date(2018, 8, 1), date(2024, 8, 26)))

    driving.drive(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.INVALID
    assert entries(gone) == 1
    found = lists(make.proposed(at))
    assert kept(found, "R14_conversation_notes") == [(2, "2026-08-25")]


def test_t24_whoever_enrols_again_is_on_no_list() -> None:
    at = make.place()
    back = make.leaver(at.school)
    Enrolment.objects.create(student=back, period=(date(2026, 7, 1), None))

    assert lists(make.proposed(at)) | {"run": ""} == {
        "run": "",
        "delete": {},
        "keep": [],
        "person": [],
    }


def test_t26_a_guardian_stays_for_the_younger_child_and_the_link_with_the_elder_goes() -> None:
    at = make.place()
    elder = make.leaver(at.school)
    younger = student(at.school)
    user = make.parent_of(elder)
    parent(younger, who=user)

    run = make.executed(at)

    with seeing_all():
        assert not Guardianship.objects.filter(student=elder).exists()
        assert Guardianship.objects.filter(student=younger).count() == 1
    assert Guardian.objects.filter(user=user).exists()
    assert User.objects.filter(pk=user.pk).exists()
    assert run.state == RunState.DONE


def test_a_parent_who_has_a_task_for_one_student_keeps_account_and_task() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    user = make.parent_of(gone)
    other = student(at.school)
    with_role(Role.CARE_TEAM, other, who=user)

    make.executed(at)

    assert not Guardian.objects.filter(user=user).exists()
    assert User.objects.get(pk=user.pk).is_active
    assert Assignment.objects.filter(user=user, student=other).exists()


def test_t26_a_guardian_of_two_leavers_goes_once_with_the_last_of_them() -> None:
    at = make.place()
    elder, younger = make.leaver(at.school), make.leaver(at.school)
    user = make.parent_of(elder)
    parent(younger, who=user)

    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    while erasing.erase_batch(run.pk, at=make.NOW, size=1):
        pass

    assert not Guardian.objects.filter(school=at.school).exists()


def test_of_two_parents_the_one_with_another_child_here_stays() -> None:
    at = make.place()
    gone, stays = make.leaver(at.school), student(at.school)
    alone = make.parent_of(gone)
    of_both = parent(stays)
    parent(gone, who=of_both)

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert not User.objects.filter(pk=alone.pk).exists()
    assert User.objects.get(pk=of_both.pk).is_active
    assert [one.user for one in Guardian.objects.filter(school=at.school)] == [of_both]
    accounts = PurgeItem.objects.filter(run=run, holding="accounts.User", rule="R30")
    assert sorted(accounts.values_list("action", "why", "rows")) == [
        ("delete", "term_over", 1),
        ("keep", "sibling", 1),
    ]


def test_a_guardian_of_no_child_waits_for_a_person_and_is_not_deleted() -> None:
    at, elsewhere = make.place(), make.place()
    make.leaver(at.school)
    alone = Guardian.objects.create(school=at.school, las_key="alone", surname="Zonder Kind")
    unlinked = parent(make.leaver(at.school))
    with unwalled("students"):
        Guardianship.objects.filter(guardian__user=unlinked).delete()
    Guardian.objects.create(school=elsewhere.school, las_key="other", surname="Elders")

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert {"category": "R30_guardians", "count": 2, "why": "no_child, R30 v1"} in lists(run)[
        "person"
    ]
    assert Guardian.objects.filter(pk=alone.pk).exists()
    assert Guardian.objects.filter(user=unlinked).exists()


def test_t38_no_leaving_date_or_one_ahead_waits_for_a_person() -> None:
    at = make.place()
    without, ahead = make.leaver(at.school), make.leaver(at.school, left_on=date(2027, 7, 31))
    with as_role("portal_purge"):
        Enrolment.objects.filter(student=without).delete()

    found = lists(make.proposed(at))

    assert found["delete"] == {}
    assert {line["why"].partition(",")[0] for line in found["person"]} == {
        "no_leaving_date",
        "future_leaving_date",
    }
    assert ahead.pk


def test_the_whole_student_goes_when_nothing_must_stay() -> None:
    at = make.place()
    gone = make.leaver(at.school, left_on=date(2020, 7, 31))
    student_who_signs_in(gone)

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert not Student.objects.filter(pk=gone.pk).exists()
    assert scanning.scan(run.pk).as_facts()["hits"] == []


def numbers() -> list[str]:
    with as_role("portal_purge"):
        return list(IdentityNumber._base_manager.values_list("number", flat=True))


@pytest.mark.law("UAVG 46")
def test_the_citizen_service_number_stays_five_years_and_goes_with_the_core() -> None:
    at = make.place()
    recent = make.leaver(at.school)
    old = make.leaver(at.school, left_on=date(2020, 7, 31))
    enter(at.clerk, recent)
    enter(at.clerk, old, OTHER_BSN)
    found = lists(make.proposed(at))
    assert kept(found, "R28_citizen_service_number") == [(1, "2029-07-31")]
    assert found["delete"]["R28_citizen_service_number"] == 1

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert numbers() == [BSN]
    assert not Student.objects.filter(pk=old.pk).exists()
    assert scanning.scan(run.pk).as_facts()["hits"] == []


def test_a_purge_deletes_no_number_of_a_student_on_no_approved_list() -> None:
    at = make.place()
    enter(at.clerk, make.leaver(at.school, left_on=date(2020, 7, 31)))

    with as_role("portal_purge"):
        IdentityNumber._base_manager.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="permission denied"), as_role("portal_purge"):
        IdentityNumber._base_manager.update(number=OTHER_BSN)

    assert numbers() == [BSN]


def test_a_number_that_is_left_somewhere_is_found() -> None:
    at = make.place()
    gone = make.leaver(at.school, left_on=date(2020, 7, 31))
    other = student(at.school)
    enter(at.clerk, gone)
    run = make.executed(at)
    Student.objects.filter(pk=other.pk).update(first_names=f"Sam {BSN}")

    (hit,) = scanning.scan(run.pk).as_facts()["hits"]

    assert (hit["table"], hit["column"]) == ("students_student", "first_names")
