"""The proof of consent goes with its student, and a shared receipt with the last of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from access.choices import Role
from access.tests.make import parent, with_role
from consents.choices import (
    CampaignKind,
    CampaignScope,
    Channel,
    InPicture,
    MessageWay,
    PublicationKind,
    TakeDownState,
    TakenDown,
)
from consents.models import (
    Appearance,
    Campaign,
    CampaignMessage,
    Confirmation,
    Decision,
    Evidence,
    Inquiry,
    Publication,
    Receipt,
    TakeDown,
)
from consents.tests import make as consents
from consents.tests import paper
from kernel.database import acting_for_school, as_role
from kernel.tests.roles import seeing_all, unwalled
from retention.choices import RunState
from retention.models import Certificate
from retention.tests import make
from schools.services import school_year_of
from schools.tests.make import group
from students.choices import Authority, Relation
from students.models import Enrolment, Guardian, Guardianship, Student
from students.tests.make import guardianship, student

_width = count(2000)
pytestmark = pytest.mark.django_db


def test_choices_of_the_elder_go_and_the_receipt_stays_for_the_younger() -> None:
    at = make.place()
    consents.asking(at.school)
    elder, younger = make.leaver(at.school), student(at.school)
    user = make.parent_of(elder)
    parent(younger, who=user)
    both = consents.choose(user, elder, "yes")
    consents.choose(user, younger, "yes", onto=both)
    Enrolment.objects.filter(student=elder).update(period=(date(2015, 8, 1), date(2020, 8, 1)))

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert not Student.objects.filter(pk=elder.pk).exists()
    with seeing_all():
        assert list(Decision.objects.values_list("student", flat=True)) == [younger.pk]
        assert Receipt.objects.count() == 1


@pytest.mark.law("AVG 6(1)(a)", "AVG 5(1)(e)")
def test_who_is_on_the_list_of_former_students_stays_there_and_the_certificate_says_so() -> None:
    at = make.place()
    consents.asks_for_alumni(at.school)
    clerk = with_role(Role.ADMINISTRATION, at.school)
    gone = student(at.school, group=group(at.school), name="Wendelmoet")
    Student.objects.filter(pk=gone.pk).update(email=consents.MAILBOX)
    listed = consents.former_student(gone, parent(gone), clerk)
    Enrolment.objects.filter(student=gone).update(period=(date(2015, 8, 1), date(2020, 8, 1)))

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert not Student.objects.filter(pk=gone.pk).exists()
    (row,) = consents.alumni()
    assert (row.pk, row.name, row.email) == (listed.pk, gone.display_name, consents.MAILBOX)
    assert (row.student_id, row.decision_id, row.inquiry_id) == (None, None, None)
    with seeing_all():
        assert not Decision.objects.exists()
        scan = Certificate.objects.get(run=run).content["scan"]
    assert scan["hits"] == []
    kept = {(each["table"], each["column"], each["why"]) for each in scan["kept"]}
    for column in ("name", "email"):
        assert ("consents_alumnus", column, "kept by R37: of somebody else") in kept


def test_what_was_asked_about_one_student_goes_with_the_answers_to_it() -> None:
    at = make.place()
    consents.asking(at.school)
    consents.asks_for_care(at.school)
    carer = with_role(Role.CARE_COORDINATOR, at.school)
    gone, stays = student(at.school), student(at.school)
    user = parent(gone)
    asked = [consents.inquires(carer, one) for one in (gone, stays)]
    consents.answers(user, asked[0], "yes")
    scan = paper.scan(paper.png(wide=next(_width)))  # like no other
    form = paper.Call(inquiry=asked[0], at=timezone.now(), scan=scan)
    paper.tells(carer, gone, None, "yes", form)
    Enrolment.objects.filter(student=gone).update(period=(date(2015, 8, 1), date(2020, 8, 1)))

    run = make.executed(at)

    assert run.state == RunState.DONE
    with seeing_all():
        assert [row.pk for row in Inquiry.objects.all()] == [asked[1].pk]
        assert not Decision.objects.exists()
        assert not Evidence.objects.exists()
    assert run.certificate.content["scan"]["hits"] == []


def test_after_two_years_the_guardian_goes_and_the_choice_stays_without_a_name() -> None:
    at = make.place()
    consents.asking(at.school)
    gone = make.leaver(at.school)
    user = make.parent_of(gone)
    consents.choose(user, gone, "yes")

    run = make.executed(at)

    with seeing_all():
        decision = Decision.objects.get(student=gone)
    assert (decision.guardian, decision.decided_by) == (None, None)
    assert run.certificate.content["scan"]["hits"] == []


def test_after_five_years_choices_and_receipt_go_with_the_student() -> None:
    at = make.place()
    consents.asking(at.school)
    gone = make.leaver(at.school)
    user = make.parent_of(gone)
    consents.choose(user, gone, "no")
    Enrolment.objects.filter(student=gone).update(period=(date(2015, 8, 1), date(2020, 8, 1)))

    run = make.executed(at)

    assert run.certificate.content["deleted"]["R35_consent"] == 2
    with seeing_all():
        assert not Decision.objects.exists()
        assert not Receipt.objects.exists()


def entered(at: make.Place) -> tuple[Student, Evidence]:
    """Let the school have written down what a parent of a leaver said on paper, and by phone."""
    consents.asking(at.school)
    gone = make.leaver(at.school)
    user, clerk = make.parent_of(gone), with_role(Role.ADMINISTRATION, at.school)
    call = paper.Call(channel=Channel.PHONE)
    paper.tells(clerk, gone, user, "no", call)
    form = paper.Call(scan=paper.scan(paper.png(wide=next(_width))))  # like no other
    return gone, paper.tells(clerk, gone, user, "yes", form)


def test_after_two_years_the_form_stays_and_says_no_more_who_signed() -> None:
    at = make.place()
    gone, made = entered(at)

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert default_storage.exists(made.file.name)
    kept = paper.kept()
    assert [row.student_id for row in kept] == [gone.pk, gone.pk]
    assert [row.guardian for row in kept] == [None, None]
    assert [row.guardian_id for row in paper.said()] == [None, None]


def test_after_five_years_the_form_and_its_scan_go_too() -> None:
    at = make.place()
    gone, made = entered(at)
    Enrolment.objects.filter(student=gone).update(period=(date(2015, 8, 1), date(2020, 8, 1)))

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert run.certificate.content["scan"]["hits"] == []
    assert not default_storage.exists(made.file.name)
    with seeing_all():
        for model in (Decision, Evidence, Receipt):
            assert not model.objects.exists()


def published(*students: Student, title: str) -> Publication:
    """Place a publication of long ago, which had to come down for each of these students."""
    with unwalled("consents"):
        made = Publication.objects.create(
            school=students[0].school,
            purpose=consents.purpose(students[0]),
            kind=PublicationKind.IMAGE,
            title=title,
            place="https://school.example/long-ago",
            published_at=consents.LONG_AGO,
        )
        for each in students:
            seen = Appearance.objects.create(
                publication=made, student=each, school=each.school, state=InPicture.SHOWN
            )
            TakeDown.objects.create(
                appearance=seen,
                publication=made,
                student=each,
                school=each.school,
                state=TakeDownState.DONE,
                how=TakenDown.REMOVED,
                note="Pagina drie van de website",
                made_at=consents.LONG_AGO,
                due_on=consents.LONG_AGO.date(),
                done_at=consents.LONG_AGO,
            )
    return made


def test_after_five_years_nobody_is_in_a_picture_and_what_shows_others_stays() -> None:
    at = make.place()
    consents.asking(at.school)
    elder, younger = make.leaver(at.school), student(at.school)
    published(elder, title="Afscheid van de oudste klas")
    both = published(elder, younger, title="Zomerfeest van de hele school")
    Enrolment.objects.filter(student=elder).update(period=(date(2015, 8, 1), date(2020, 8, 1)))

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert run.certificate.content["scan"]["hits"] == []
    with seeing_all():
        assert list(Publication.objects.all()) == [both]
        assert list(Appearance.objects.values_list("student", flat=True)) == [younger.pk]
        assert list(TakeDown.objects.values_list("student", flat=True)) == [younger.pk]


def test_row_security_keeps_a_picture_until_its_student_is_approved() -> None:
    at = make.place()
    consents.asking(at.school)
    gone = make.leaver(at.school)
    published(gone, title="Nog niet")

    with seeing_all(), connection.cursor() as cursor:
        for table in ("consents_takedown", "consents_appearance"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (a name from this file)
            assert cursor.rowcount == 0


def test_what_a_campaign_left_goes_with_the_guardian_and_stays_with_who_has_a_child_here() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    parent_alone = Guardian.objects.get(user=make.parent_of(gone))
    sibling_parent = guardianship(student(at.school)).guardian
    with as_role("portal_worker"), acting_for_school(at.school.pk):
        Guardianship.objects.create(
            guardian=sibling_parent,
            student=gone,
            school_id=at.school.pk,
            relation=Relation.PARENT,
            authority=Authority.JOINT,
            period=(None, None),
        )
    now = timezone.now()
    with unwalled("consents"):
        campaign = Campaign.objects.create(
            school=at.school,
            school_year=school_year_of(now.date()),
            kind=CampaignKind.CHECK,
            scope=CampaignScope.SCHOOL,
            period=(now, now + timedelta(days=30)),
        )
        facts = {"campaign": campaign, "school": at.school}
        for guardian in (parent_alone, sibling_parent):
            CampaignMessage.objects.create(
                **facts, guardian=guardian, round=1, way=MessageWay.EMAIL, made_at=now
            )
            Confirmation.objects.create(**facts, student=gone, guardian=guardian, at=now)

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert list(Guardian.objects.filter(school=at.school)) == [sibling_parent]
    with seeing_all():
        assert [one.guardian for one in CampaignMessage.objects.all()] == [sibling_parent]
        assert [one.guardian for one in Confirmation.objects.all()] == [sibling_parent]
