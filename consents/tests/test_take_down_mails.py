"""What the worker does about pictures that must come down: find, remind once, escalate once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from access.choices import Role
from access.tests import make as access
from accounts.models import User
from consents import services, tasks
from consents.choices import TakenDown
from consents.pictures import alerts
from consents.rules import remind_until
from consents.tests import make, people
from consents.tests.people import Family
from kernel.database import acting_as, as_role
from kernel.dates import ONE_DAY, start_of, working_days_after
from schools.tests import make as schools

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from consents.models import TakeDown

pytestmark = pytest.mark.django_db


def begun(publisher: User | None = None) -> tuple[Family, TakeDown]:
    """Make a home for whose child a picture must come down."""
    home = Family()
    make.choose(home.parent, home.child, "yes")
    actor = publisher or people.subject_teacher(home)
    made = make.publishes(actor, home.group, home.child)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,) = make.take_downs(made)
    return home, task


def on_day_before(task: TakeDown, days: int) -> datetime:
    """Return a moment so many days before the last day; after it where negative."""
    return start_of(task.due_on - days * ONE_DAY) + timedelta(hours=9)


def publisher_of(task: TakeDown) -> User:
    teacher = task.publication.published_by
    assert teacher is not None
    return teacher


def remind(home: Family, at: datetime) -> int:
    with as_role("portal_worker"):
        return alerts.remind(school=home.school.pk, at=at)


def escalate(home: Family, at: datetime) -> int:
    with as_role("portal_worker"):
        return alerts.escalate(school=home.school.pk, at=at)


def test_who_published_is_reminded_once_without_a_name(mailoutbox: list[EmailMessage]) -> None:
    home, task = begun()

    assert remind(home, on_day_before(task, 7)) == 0
    assert remind(home, on_day_before(task, 1)) == 1
    assert remind(home, on_day_before(task, 0)) == 0

    (mail,) = mailoutbox
    assert mail.to == [publisher_of(task).email]
    told = f"{mail.subject} {mail.body}"
    assert task.reference in told
    secret = {"Amira", home.child.surname, "Autumn", make.WEBSITE, str(home.child.public_id)}
    assert not [word for word in secret if word in told]
    assert f"/publicaties/{task.publication.public_id}/" in told


def test_a_letter_for_work_is_dutch_as_a_whole_for_who_reads_another_language_at_home(
    mailoutbox: list[EmailMessage],
) -> None:
    home, task = begun()
    access.with_role(Role.PRIVACY_OFFICER, home.school)
    User.objects.update(language="ar")

    remind(home, on_day_before(task, 1))
    escalate(home, on_day_before(task, -1))

    assert len(mailoutbox) == 2
    with override("nl"):
        due = date_format(task.due_on, "j F Y")
    assert all(due in str(mail.body) for mail in mailoutbox)


def test_it_is_the_work_of_the_administration_once_the_publisher_is_gone(
    mailoutbox: list[EmailMessage],
) -> None:
    home, task = begun()
    clerk = people.administration(home)
    teacher = publisher_of(task)
    teacher.assignments.update(valid=(teacher.assignments.get().valid.lower, timezone.now()))

    assert remind(home, on_day_before(task, 1)) == 1

    assert mailoutbox[0].to == [clerk.email]


def test_the_privacy_officers_hear_once_of_what_is_late(mailoutbox: list[EmailMessage]) -> None:
    home, task = begun()
    of_school = access.with_role(Role.PRIVACY_OFFICER, home.school)
    of_board = access.with_role(Role.PRIVACY_OFFICER, home.school.board)
    access.with_role(Role.PRIVACY_OFFICER, schools.school())

    assert escalate(home, on_day_before(task, 0)) == 0
    assert escalate(home, on_day_before(task, -1)) == 2
    assert escalate(home, on_day_before(task, -2)) == 0

    assert {address for mail in mailoutbox for address in mail.to} == {
        of_school.email,
        of_board.email,
    }


def test_a_mailbox_that_refuses_holds_up_no_reminder_of_another_and_no_complaint(
    mailoutbox: list[EmailMessage], refusing: set[str]
) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    teachers = [people.subject_teacher(home) for _ in range(2)]
    made = [make.publishes(teacher, home.group, home.child) for teacher in teachers]
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,), (second,) = map(make.take_downs, made)
    officers = [access.with_role(Role.PRIVACY_OFFICER, home.school) for _ in range(2)]
    refusing.update({publisher_of(task).email, officers[0].email})

    at = on_day_before(task, -1)
    with as_role("portal_worker"), pytest.raises(OSError, match="No e-mail went"):
        alerts.tell(school=home.school.pk, at=at)
    went = [mail.to[0] for mail in mailoutbox]
    assert went == [publisher_of(second).email, officers[1].email, officers[1].email]
    refusing.clear()

    assert (remind(home, at), escalate(home, at)) == (1, 0)
    assert mailoutbox[-1].to == [publisher_of(task).email]


def test_what_came_down_is_not_chased(mailoutbox: list[EmailMessage]) -> None:
    home, task = begun()
    clerk = people.administration(home)
    access.with_role(Role.PRIVACY_OFFICER, home.school)
    with acting_as(clerk.pk):
        services.take_down(actor=clerk, take_down=task, how=TakenDown.REMOVED, at=timezone.now())

    assert remind(home, on_day_before(task, 0)) == 0
    assert escalate(home, on_day_before(task, -5)) == 0
    assert mailoutbox == []


def test_where_nobody_can_be_told_the_next_sweep_tries_again(
    mailoutbox: list[EmailMessage],
) -> None:
    home, task = begun()

    assert escalate(home, on_day_before(task, -1)) == 0
    access.with_role(Role.PRIVACY_OFFICER, home.school)
    assert escalate(home, on_day_before(task, -1)) == 1
    assert len(mailoutbox) == 1


def test_two_working_days_pass_over_a_weekend() -> None:
    thursday = start_of(working_days_after(timezone.localdate(), 1)).date()
    assert (remind_until(thursday) - thursday).days in {2, 4}


def test_the_task_does_all_of_it_and_bears_repeating(mailoutbox: list[EmailMessage]) -> None:
    home, task = begun()
    with as_role("portal_worker"):
        tasks.take_down(school_id=home.school.pk)
        tasks.take_down(school_id=home.school.pk)
        tasks.take_down_all()

    assert mailoutbox == []  # five working days are left
    assert len(make.take_downs(task.publication)) == 1
