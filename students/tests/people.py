"""A school as the tests of cards and numbers need it, and the people around one student."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from access.choices import Role
from access.tests import make as access
from schools.tests import make as schools
from students import services
from students.choices import NumberKind, Relation, Restriction
from students.models import Guardian
from students.tests import make

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Group, School
    from students.models import Guardianship, Student

BORN_ON = date(2014, 3, 17)
BSN = "999990019"
OTHER_BSN = "999990020"
EDUCATION_NUMBER = "100000004"
EMAIL, MOBILE = "open-ouder@example.org", "+31612345678"
SECRET_EMAIL = "geheime-ouder@example.org"


@dataclass(frozen=True, slots=True)
class Scene:
    """A student with an open guardian and one whose contact data are secret."""

    school: School
    group: Group
    student: Student
    clerk: User
    open: Guardianship
    secret: Guardianship


def scene() -> Scene:
    """Make the school, the student, both guardians, and the administration with its number."""
    school = schools.school()
    group = schools.group(school)
    student = make.student(group=group, born_on=BORN_ON)
    open_, secret = (
        make.guardianship(student, relation=Relation.MOTHER),
        make.guardianship(student, relation=Relation.FATHER, restriction=Restriction.NO_CONTACT),
    )
    Guardian.objects.filter(pk=open_.guardian_id).update(email=EMAIL, mobile=MOBILE)
    Guardian.objects.filter(pk=secret.guardian_id).update(
        email=SECRET_EMAIL, address_is_secret=True
    )
    clerk = access.with_role(Role.ADMINISTRATION, school)
    enter(clerk, student)
    return Scene(school, group, student, clerk, open_, secret)


def enter(clerk: User, student: Student, number: str = BSN) -> None:
    """Let the administration enter a number, as its page does."""
    services.enter_number(actor=clerk, student=student, kind=NumberKind.BSN, number=number)


def _role(role: Role, of: Scene) -> User:
    wide = role in {Role.PRINCIPAL, Role.CARE_COORDINATOR, Role.PRIVACY_OFFICER, Role.ICT}
    wide |= role in {Role.ATTENDANCE_COORDINATOR, Role.CAREER_COUNSELLOR, Role.SUPPORT_STAFF}
    return access.with_role(role, of.school if wide else of.group)


def mentor(of: Scene) -> User:
    return _role(Role.MENTOR, of)


def subject_teacher(of: Scene) -> User:
    return _role(Role.SUBJECT_TEACHER, of)


def principal(of: Scene) -> User:
    return _role(Role.PRINCIPAL, of)


def care_coordinator(of: Scene) -> User:
    return _role(Role.CARE_COORDINATOR, of)


def career_counsellor(of: Scene) -> User:
    return _role(Role.CAREER_COUNSELLOR, of)


def privacy_officer(of: Scene) -> User:
    return _role(Role.PRIVACY_OFFICER, of)


def stranger(_: Scene) -> User:
    return schools.user()


def parent(of: Scene) -> User:
    return access.parent(of.student)


def student_who_signs_in(of: Scene) -> User:
    return access.student_who_signs_in(make.student(of.school, born_on=date(2008, 1, 1)))


def clerk_elsewhere(_: Scene) -> User:
    elsewhere = schools.school()
    make.student(elsewhere)
    return access.with_role(Role.ADMINISTRATION, elsewhere)


def clerk_who_is_the_parent(of: Scene) -> User:
    return access.parent(of.student, who=access.with_role(Role.ADMINISTRATION, of.school))


def former_clerk(of: Scene) -> User:
    return access.with_role(Role.ADMINISTRATION, of.school, last_day=date(2026, 8, 31))


def disabled_clerk(of: Scene) -> User:
    user = access.with_role(Role.ADMINISTRATION, of.school)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user
