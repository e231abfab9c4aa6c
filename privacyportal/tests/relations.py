"""The same portal seen from four students: the own one, a sibling, another class, another school.

Which of them a role reaches is written here once, by hand: it is what the matrix test expects,
and nothing of the portal's own code is asked for it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from access import services as reviews
from access.choices import Category, Extent, Role
from access.tests import make as access
from consents.choices import Capacity
from consents.services import offer_purposes
from consents.tests import clients, paper
from consents.tests.make import asks_beside_pictures, design_review, objects
from dossiers.policies import may_write
from dossiers.rules import ADVICE, CARE
from dossiers.tests import make as dossiers
from interchange import services as interchange
from privacyportal.tests import world
from processors.tests import make as processors
from retention import services as retention
from retention.choices import Reason
from schools.tests import make as schools
from students.choices import NumberKind
from students.services import enter_number
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from dossiers.models import Entry
    from dossiers.rules import Compartment
    from dossiers.services import Placed
    from privacyportal.tests.world import World
    from schools.models import School

OWN, SIBLING, SAME_SCHOOL, OTHER_SCHOOL = "own", "sibling", "same_school", "other_school"
RELATIONS = (OWN, SIBLING, SAME_SCHOOL, OTHER_SCHOOL)
WHOLE_SCHOOL = frozenset({OWN, SIBLING, SAME_SCHOOL})
NOWHERE: frozenset[str] = frozenset()
NUMBERS = ("999990019", "999990020", "999990032", "999990044")  # made up, and right by their sum
WORDS = "She is not sleeping well, and asked not to tell."

# Whom of the four each role reaches, and which column of the matrix is the role's.
REACH: dict[str, tuple[Role | None, frozenset[str]]] = {
    "nobody": (None, NOWHERE),
    "stranger": (None, NOWHERE),
    "disabled": (None, NOWHERE),
    "parent": (Role.GUARDIAN, frozenset({OWN, SIBLING})),
    "parent_without_authority": (None, NOWHERE),
    "other_parent": (Role.GUARDIAN, frozenset({SAME_SCHOOL})),
    "student": (Role.STUDENT, NOWHERE),
    "mentor": (Role.MENTOR, frozenset({OWN})),
    "former_mentor": (None, NOWHERE),
    "next_mentor": (None, NOWHERE),
    "colleague": (Role.MENTOR, frozenset({SIBLING, SAME_SCHOOL})),
    "other_mentor": (Role.MENTOR, frozenset({OTHER_SCHOOL})),
    "subject_teacher": (Role.SUBJECT_TEACHER, frozenset({OWN})),
    "team_leader": (Role.TEAM_LEADER, frozenset({OWN})),
    "care_team": (Role.CARE_TEAM, frozenset({OWN})),
    "psychologist": (Role.PSYCHOLOGIST, frozenset({OWN})),
    "care_coordinator": (Role.CARE_COORDINATOR, WHOLE_SCHOOL),
    "attendance_coordinator": (Role.ATTENDANCE_COORDINATOR, WHOLE_SCHOOL),
    "career_counsellor": (Role.CAREER_COUNSELLOR, WHOLE_SCHOOL),
    "support_staff": (Role.SUPPORT_STAFF, WHOLE_SCHOOL),
    "administration": (Role.ADMINISTRATION, WHOLE_SCHOOL),
    "other_administration": (Role.ADMINISTRATION, frozenset({OTHER_SCHOOL})),
    "principal": (Role.PRINCIPAL, WHOLE_SCHOOL),
    "board_staff": (Role.BOARD_STAFF, WHOLE_SCHOOL),
    "privacy_officer": (Role.PRIVACY_OFFICER, WHOLE_SCHOOL),
    "data_protection_officer": (Role.DATA_PROTECTION_OFFICER, WHOLE_SCHOOL),
    "ict": (Role.ICT, WHOLE_SCHOOL),
}


def make() -> dict[str, World]:
    """Build the world, and show it from each of the four students."""
    own = world.make()
    parent, colleague = own.people["parent"], own.people["colleague"]
    assert parent is not None
    assert colleague is not None
    group = colleague.assignments.get().group
    assert group is not None
    sibling, neighbour = students.student(group=group), students.student(group=group)
    access.parent(sibling, who=parent)
    access.parent(neighbour, who=own.people["other_parent"])
    elsewhere = own.more["elsewhere"]
    found = {
        OWN: own,
        SIBLING: _seen_from(own, sibling, colleague),
        SAME_SCHOOL: _seen_from(own, neighbour, colleague),
        OTHER_SCHOOL: _other_school(own, elsewhere),
    }
    for relation, view in found.items():
        _plant(view, relation)
    return found


def _seen_from(own: World, student: Any, mentor: User) -> World:  # noqa: ANN401
    follow_up = dossiers.follow_up(mentor, student, days=10, body=f"{WORDS} {uuid4().hex}")
    return replace(
        own,
        student=student,
        group=student.memberships.get().group,
        entry=follow_up.entry,
        follow_up=follow_up,
        more=dict(own.more),
    )


def _other_school(own: World, elsewhere: dossiers.Klass) -> World:
    clerk = own.people["other_administration"]
    assert clerk is not None
    school: School = elsewhere.school
    view = replace(
        _seen_from(own, elsewhere.student, elsewhere.mentor),
        school=school,
        people={**own.people, "mentor": elsewhere.mentor},
    )
    officer = processors.officer(school.board)
    view.party = processors.party(officer, school.board)
    view.product = processors.product(officer, view.party)
    view.arrangement = processors.arrangement(officer, view.party)
    processors.annex(officer, view.arrangement, view.product)
    view.document = processors.paper(officer, view.arrangement)
    head = access.with_role(Role.PRINCIPAL, school)
    yesterday = timezone.now() - timedelta(days=1)
    asks_beside_pictures(school, by=officer, at=schools.NOW)
    view.more |= {
        **world.campaigns(officer, school),
        "adoption": access.adoption(officer, school.board),
        "client": clients.add(officer, school)[0],
        "objection": objects(clerk, view.student, by=Capacity.STUDENT, at=timezone.now()),
        "emergency": access.emergency(head, view.student, at=yesterday),
        "draft": processors.arrangement(officer, view.party),
        "run": interchange.receive(
            actor=clerk, school=school, file=ContentFile(b"", "empty"), at=schools.NOW
        ),
        "review": reviews.open_review(
            actor=officer, school=school, extent=Extent.FULL, at=timezone.now()
        ),
        "design_review": design_review(school.board),
        "hold": retention.place_hold(
            actor=clerk,
            school=school,
            reason=Reason.COMPLAINT,
            review_on=schools.TODAY + timedelta(days=30),
            at=schools.NOW,
        ),
        "purge": retention.propose(
            actor=clerk, school=school, on=schools.TODAY, at=timezone.now()
        ),
    }
    return view


def _written(view: World, compartment: Compartment, *, by: str) -> Entry | Placed:
    """Let somebody write who may; of another student the entry came in from elsewhere."""
    body = view.more["canaries"][compartment.data]
    author, student = view.people[by], view.student
    assert author is not None
    if may_write(author, student, compartment, at=timezone.now()):
        return dossiers.written(author, student, compartment, body=body)
    entry = dossiers.placed(student, category=compartment.category, body=body)
    dossiers.place(entry)
    return entry


def _told(view: World, relation: str, clerk: User) -> None:
    """Let a parent of the student have told the school something on paper."""
    if relation == OTHER_SCHOOL:
        offer_purposes(actor=None, school=view.school, at=schools.NOW)
    parents = {SIBLING: view.people["parent"], SAME_SCHOOL: view.people["other_parent"]}
    signer = parents.get(relation) or access.parent(view.student)
    today = paper.Call(at=timezone.now())
    view.more["evidence"] = paper.tells(clerk, view.student, signer, "yes", today)


def _plant(view: World, relation: str) -> None:
    """Put words into the file of a student that are found nowhere else."""
    words = f"canary-{relation}-{uuid4().hex[:8]}"
    view.more["canaries"] = {
        Category.IDENTITY: view.student.surname,
        Category.CONTACT: f"contact-{words}@example.org",
        Category.CONVERSATION_NOTES: view.entry.body,
        Category.LESSON_ADVICE: f"advice-{words}",
        Category.CARE_NOTES: f"care-{words}",
    }
    view.more["advice"] = _written(view, ADVICE, by="care_coordinator")
    view.more["care"] = _written(view, CARE, by="care_team")
    clerk = view.people["other_administration" if relation == OTHER_SCHOOL else "administration"]
    assert clerk is not None
    if relation != OWN:
        _told(view, relation, clerk)
    number = NUMBERS[RELATIONS.index(relation)]
    enter_number(actor=clerk, student=view.student, kind=NumberKind.BSN, number=number)
    view.more["canaries"][Category.BSN] = number
    guardian = students.guardianship(view.student).guardian
    guardian.email = view.more["canaries"][Category.CONTACT]
    guardian.save(update_fields=["email"])
