"""What is held about students and their guardians."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from holdings.register import Holding, Kind, declare, nobody
from students.models import (
    Enrolment,
    Guardian,
    Guardianship,
    IdentityNumber,
    Membership,
    Student,
    StudentGrant,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

SOURCE = _("The administration system of the school, and you")

nobody(StudentGrant, "What an account may do; it ends with the account or the student.")


@declare
class Students(Holding[Student]):
    """The student's own row: the core that the law keeps, a photo, and contact data.

    Three rules end three groups of fields: what only served the school day goes first.
    """

    model = Student
    what = _("Name, birth date, student number, school e-mail address and photo")
    purpose = _("To know who goes to school, and to prove it afterwards")
    source = SOURCE
    kept = _("The photo until you leave; the rest until five years after that")
    ground = "AVG 6(1)(c)"
    readers = "identity"
    rules = ("R17", "R01", "R02")
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "audit_ref": Kind.NONE,
        "school": Kind.NONE,
        "las_key": Kind.NUMBER,
        "call_name": Kind.NAME,
        "first_names": Kind.NAME,
        "initials": Kind.NAME,
        "name_prefix": Kind.NAME,
        "surname": Kind.NAME,
        "birth_date": Kind.FACT,
        "email": Kind.ADDRESS,
        "photo": Kind.FILE,
        "user": Kind.LINK,
    }

    def about(self, students: Collection[int]) -> QuerySet[Student]:
        """Return the students' own rows."""
        return Student.objects.filter(pk__in=students)

    def under(self, rule: str, students: Collection[int]) -> QuerySet[Student]:
        """Return the rows that still hold what `rule` ends."""
        rows = self.about(students)
        match rule:
            case "R17":
                return rows.exclude(photo="")
            case "R01":
                return rows.exclude(email="", user=None)
            case "R02":
                return rows
            case _:
                return rows.none()

    def erase(self, rows: QuerySet[Student], *, rule: str) -> int:
        """End the photo, the contact data, or the whole row."""
        match rule:
            case "R17":
                return rows.update(photo="")  # who erases takes the file, after the commit
            case "R01":
                return rows.update(email="", user=None)
            case _:
                return super().erase(rows, rule=rule)


@declare
class Enrolments(Holding[Enrolment]):
    """The register of who was enrolled when."""

    model = Enrolment
    what = _("From when to when you went to this school")
    purpose = _("The law asks the school to be able to show it")
    source = SOURCE
    kept = _("Five years after leaving")
    ground = "AVG 6(1)(c)"
    readers = "identity"
    rules = ("R02",)
    fields = {"id": Kind.NONE, "student": Kind.LINK, "period": Kind.FACT}

    def about(self, students: Collection[int]) -> QuerySet[Enrolment]:
        """Return the enrolments of these students."""
        return Enrolment.objects.filter(student__in=students)


@declare
class Memberships(Holding[Membership]):
    """Which class, when."""

    model = Membership
    what = _("Which classes and groups you were in")
    purpose = _("To know who teaches and mentors whom")
    source = SOURCE
    kept = _("Five years after leaving")
    ground = "AVG 6(1)(c)"
    readers = "identity"
    rules = ("R02",)
    fields = {
        "id": Kind.NONE,
        "student": Kind.LINK,
        "group": Kind.FACT,
        "period": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Membership]:
        """Return the memberships of these students."""
        return Membership.objects.filter(student__in=students)


@declare
class Guardianships(Holding[Guardianship]):
    """Who is guardian of whom, with which authority."""

    model = Guardianship
    what = _("Who your parents or guardians are, and what authority they have")
    purpose = _("To know who may decide and who may be told")
    source = SOURCE
    kept = _("Two years after leaving")
    ground = "AVG 6(1)(e)"
    readers = "authority"
    rules = ("R30",)
    fields = {
        "id": Kind.NONE,
        "guardian": Kind.LINK,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "relation": Kind.FACT,
        "authority": Kind.FACT,
        "restriction": Kind.FACT,
        "period": Kind.FACT,
        "evidence": Kind.FACT,
        "priority": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Guardianship]:
        """Return the guardianships of these students."""
        return Guardianship.objects.filter(student__in=students)


@declare
class Guardians(Holding[Guardian]):
    """The guardians themselves; one is shared by brothers and sisters."""

    model = Guardian
    what = _("Name, e-mail address and mobile number of parents and guardians")
    purpose = _("To reach them")
    source = SOURCE
    kept = _("Two years after the last child has left")
    ground = "AVG 6(1)(e)"
    readers = "contact"
    rules = ("R30",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "las_key": Kind.NUMBER,
        "kind": Kind.FACT,
        "call_name": Kind.NAME,
        "initials": Kind.NAME,
        "name_prefix": Kind.NAME,
        "surname": Kind.NAME,
        "email": Kind.ADDRESS,
        "mobile": Kind.ADDRESS,
        "address_is_secret": Kind.FACT,
        "phone_is_secret": Kind.FACT,
        "user": Kind.LINK,
    }

    def about(self, students: Collection[int]) -> QuerySet[Guardian]:
        """Return the guardians who have children among these students and no other child."""
        others = Guardianship.objects.filter(guardian=OuterRef("pk")).exclude(student__in=students)
        return (
            Guardian.objects.filter(guardianships__student__in=students)
            .exclude(Exists(others))
            .distinct()
        )


@declare
class IdentityNumbers(Holding[IdentityNumber]):
    """The citizen service number, or the education number of whoever has none."""

    model = IdentityNumber
    what = _("Your citizen service number or education number")
    purpose = _("To exchange data with the ministry, the municipality and other schools")
    source = _("You, or the ministry")
    kept = _("Five years after leaving")
    ground = "AVG 6(1)(c)"
    readers = "bsn"
    rules = ("R28",)
    fields = {
        "id": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "kind": Kind.FACT,
        "number": Kind.NUMBER,
        "ending": Kind.FACT,
        "entered_by": Kind.LINK,
        "entered_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[IdentityNumber]:
        """Return the numbers of these students."""
        rows: QuerySet[IdentityNumber] = IdentityNumber.objects.filter(student__in=students)
        return rows
