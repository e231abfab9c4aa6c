"""The e-mail after a choice: that something was chosen, and never what or about whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from access.tests import make as access
from consents import tasks
from consents.choices import Outcome
from consents.models import Purpose
from consents.tests import make
from kernel.tests.roles import unwalled
from students.tests import make as students

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db


@pytest.mark.asking(5)
def test_the_email_has_the_number_and_no_content(mailoutbox: list[EmailMessage]) -> None:
    student = students.student(make.school(), name="Amira")
    mother = access.parent(student)
    receipt = make.choose(mother, student, "yes")
    assert receipt is not None

    tasks.tell_chooser(receipt_id=receipt.pk, user_id=mother.pk)

    (mail,) = mailoutbox
    assert mail.to == [mother.email]
    told = f"{mail.subject} {mail.body}"
    assert receipt.number in told
    assert "11.00 uur" in told
    titles = Purpose.objects.values_list("wordings__title", flat=True)
    secret = {"Amira", student.surname, make.WEBSITE, *titles, *map(str, Outcome.labels)}
    assert not [word for word in secret if f" {word} " in told.replace(".", " ")]
    assert "http" not in told


def test_an_account_that_has_gone_gets_no_email(mailoutbox: list[EmailMessage]) -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    receipt = make.choose(mother, student, "yes")
    assert receipt is not None
    mother.is_active = False
    mother.save(update_fields=["is_active"])

    tasks.tell_chooser(receipt_id=receipt.pk, user_id=mother.pk)
    tasks.tell_chooser(receipt_id=0, user_id=0)

    assert mailoutbox == []


def test_answering_the_questions_one_after_the_other_gives_one_email(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    student = students.student(make.school())
    mother = access.parent(student)

    with django_capture_on_commit_callbacks() as first:
        receipt = make.choose(mother, student, "yes")
    with django_capture_on_commit_callbacks() as second:
        onto = make.choose(mother, student, "yes", code=make.INSTAGRAM, onto=receipt)

    assert rung(first) == {"consents.tell_chooser", "consents.keep_answers"}
    assert rung(second) == {"consents.keep_answers"}
    assert onto == receipt


def rung(callbacks: list[Any]) -> set[str]:
    """Return for which tasks is rung once the transaction commits."""
    return {callback.args[0].name for callback in callbacks}


def test_nobody_adds_to_the_receipt_of_somebody_else() -> None:
    student = students.student(make.school())
    mother, father = access.parent(student), access.parent(student)
    receipt = make.choose(mother, student, "yes")

    with unwalled("consents"):
        own = make.choose(father, student, "yes", onto=receipt)

    assert own is not None
    assert own.given_to == father
    assert own != receipt
