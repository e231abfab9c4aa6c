"""Two schools, and in the first a household with everybody around it, for tests of the walls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from access.choices import Role
from access.tests import make as access
from consents.tests import make, people
from consents.tests.people import Family
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from students.models import Student


@dataclass
class Household:
    """A child of twelve, a brother of seventeen, their parents, and people of the school."""

    home: Family = field(default_factory=Family)
    brother: Student = field(init=False)
    elsewhere: Student = field(init=False)
    people: dict[str, User | None] = field(init=False)

    def __post_init__(self) -> None:
        """Make the people, and let those choose who may."""
        home, school = self.home, self.home.school
        self.brother, own = people.student_of_seventeen(home)
        self.elsewhere = students.student(make.school())
        stranger = access.parent(self.elsewhere)
        disabled = access.with_role(Role.MENTOR, home.group)
        disabled.is_active = False
        disabled.save(update_fields=["is_active"])
        self.people = {
            "nobody": None,
            "somebody": schools.user(),
            "parent": home.parent,
            "other parent": home.other,
            "parent without authority": people.parent_without_authority(home),
            "parent of another school": stranger,
            "student of seventeen": own,
            "subject teacher": people.subject_teacher(home),
            "mentor": access.with_role(Role.MENTOR, home.group),
            "former mentor": people.former_mentor(home),
            "disabled mentor": disabled,
            "mentor of another group": people.mentor_of_another_group(home),
            "administration": people.administration(home),
            "administration elsewhere": access.with_role(
                Role.ADMINISTRATION, self.elsewhere.school
            ),
            "privacy officer": access.with_role(Role.PRIVACY_OFFICER, school),
            "data protection officer": access.with_role(
                Role.DATA_PROTECTION_OFFICER, school.board
            ),
        }
        make.choose(home.parent, home.child, "yes")
        make.choose(home.other, home.child, "no")
        make.choose(own, self.brother, "yes")
        make.choose(stranger, self.elsewhere, "yes")

    def somebody(self, who: str) -> User:
        """Return one of the people with an account."""
        user = self.people[who]
        assert user is not None
        return user
