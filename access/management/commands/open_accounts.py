"""Open accounts for the parents of a school, and for students from sixteen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.families import open_accounts
from kernel.database import acting_for_school
from kernel.dates import years_after
from schools.models import School
from students.choices import DECIDING
from students.models import Guardian, Student

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from datetime import date

    from django.db.models import QuerySet

UNUSABLE = 2
SIXTEEN_YEARS = 16


class Command(BaseCommand):
    """Opens accounts without a password; each person sets one by the link in an e-mail.

    Two guardians with one mailbox are two people: the second is counted as `taken` and gets
    in once the school knows an address of the own.
    """

    help = "Open accounts for guardians with authority and for students of sixteen and older."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which school."""
        parser.add_argument("--school", required=True, metavar="BRIN")

    def handle(self, *_: Any, **options: Any) -> None:
        """Go through the people and count."""
        school = School.objects.with_brin(options["school"]).first()
        if school is None:
            raise CommandError("There is no school with this BRIN.", returncode=UNUSABLE)
        today = timezone.localdate()
        with acting_for_school(school.pk):
            guardians = list(_deciding(school, on=today))
        students = Student.objects.filter(
            school=school,
            user=None,
            birth_date__lte=years_after(today, -SIXTEEN_YEARS),
            enrolments__period__contains=today,
        )
        done = open_accounts(
            actor=None, school=school, people=[*guardians, *students], at=timezone.now()
        )
        self.stdout.write(
            f"opened {done.opened}, without address {done.without_address}, taken {done.taken}"
        )


def _deciding(school: School, *, on: date) -> QuerySet[Guardian]:
    """Return the guardians without an account who decide for a student of today."""
    return Guardian.objects.filter(
        school=school,
        user=None,
        guardianships__authority__in=DECIDING,
        guardianships__period__contains=on,
        guardianships__student__enrolments__period__contains=on,
    ).distinct()
