"""One school with everybody who has to do with it, and something on every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from access import services as reviews
from access.choices import Extent, ProposalState, Role
from access.models import Proposal
from access.tests import make as access
from accounts.choices import SignIn
from consents.choices import CampaignKind, Capacity
from consents.models import Purpose
from consents.services import Choice, decide, offer_purposes, stop_campaign
from consents.tests import clients, paper
from consents.tests.make import (
    asks_beside_pictures,
    campaign,
    design_review,
    former_student,
    inquires,
    objects,
    publishes,
    take_downs,
)
from dossiers.rules import ADVICE, CARE
from dossiers.tests import make as dossiers
from interchange import services as interchange
from kernel.database import acting_as, as_role
from processors.services import parties
from processors.tests import make as processors
from retention import services as retention
from retention.choices import Reason
from retention.services import adopt_schedule
from schools.models import StaffMember
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from access.models import Assignment
    from accounts.models import User
    from consents.models import Alumnus
    from dossiers.models import Entry, FollowUp
    from processors.models import Arrangement, Document, Party, Product
    from schools.models import Group, School
    from students.models import Student

ROLES = (
    "nobody",
    "stranger",
    "disabled",
    "parent",
    "parent_without_authority",
    "other_parent",
    "student",
    "mentor",
    "former_mentor",
    "next_mentor",
    "colleague",
    "other_mentor",
    "subject_teacher",
    "team_leader",
    "care_coordinator",
    "care_team",
    "psychologist",
    "attendance_coordinator",
    "career_counsellor",
    "support_staff",
    "administration",
    "other_administration",
    "principal",
    "board_staff",
    "privacy_officer",
    "data_protection_officer",
    "ict",
)


@dataclass
class World:
    """The school, the student whose data it is about, and the people around them."""

    school: School
    group: Group
    student: Student
    entry: Entry
    follow_up: FollowUp
    party: Party
    product: Product
    arrangement: Arrangement
    document: Document
    people: dict[str, User | None] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def make() -> World:
    """Build the world, each thing by the service that a page uses."""
    klass = dossiers.klass()
    school, group, student = klass.school, klass.group, klass.student
    follow_up = dossiers.follow_up(klass.mentor, student, days=10)  # never of this week
    officer = processors.officer(school.board)
    party = processors.party(officer, school.board)
    product = processors.product(officer, party)
    arrangement = processors.arrangement(officer, party)
    processors.annex(officer, arrangement, product)
    document = processors.paper(officer, arrangement)
    made = World(
        school, group, student, follow_up.entry, follow_up, party, product, arrangement, document
    )
    elsewhere = dossiers.klass()
    made.people = _people(made, klass.mentor, officer, elsewhere)
    made.more = {**_more(made, officer), "elsewhere": elsewhere}
    return made


def _former_student(made: World, clerk: User) -> Alumnus:
    """Make somebody who left, and said yes to the list."""
    gone = students.student(group=schools.group(made.school), name="Oud")
    return former_student(gone, access.parent(gone), clerk)


def _more(made: World, officer: User) -> dict[str, Any]:
    """Make what only some pages show."""
    clerk, parent = made.people["administration"], made.people["parent"]
    head = made.people["principal"]
    assert clerk is not None
    assert head is not None
    assert parent is not None
    announced = parties.SubProcessorFacts(name="Host", announced_on=schools.TODAY)
    offer_purposes(actor=None, school=made.school, at=schools.NOW)
    purpose = Purpose.objects.filter(school=made.school).asked()[0]
    wording = purpose.wordings.get(language="nl")
    asks_beside_pictures(made.school, by=officer, at=schools.NOW)
    choice = Choice(made.student, purpose, says_yes=True, wording=wording)
    with acting_as(parent.pk):
        receipt = decide(
            actor=parent, choices=[choice], signed_in=SignIn.PASSWORD, at=timezone.now()
        )
    with as_role("portal_worker"):
        adopt_schedule(actor=None, board=made.school.board, at=schools.NOW)
    mentor = made.people["mentor"]
    coordinator, carer = made.people["care_coordinator"], made.people["care_team"]
    assert mentor is not None
    assert coordinator is not None
    assert carer is not None
    task = mentor.assignments.get(group=made.group)
    published = publishes(mentor, made.group, made.student, code=purpose.code)
    objection = objects(clerk, made.student, by=Capacity.STUDENT, at=timezone.now())
    before_today = timezone.now() - timedelta(days=1)
    return {
        "adoption": access.adoption(officer, made.school.board),
        "advice": dossiers.written(coordinator, made.student, ADVICE),
        "care": dossiers.written(carer, made.student, CARE),
        "task": task,
        "missing": _missing(made, task),
        "emergency": access.emergency(head, made.student, at=before_today),
        "draft": processors.arrangement(officer, made.party),
        "sub": parties.announce_sub_processor(
            actor=officer, party=made.party, facts=announced, key=uuid4(), at=schools.NOW
        ),
        "run": interchange.receive(
            actor=clerk, school=made.school, file=ContentFile(b"", "empty"), at=schools.NOW
        ),
        "client": clients.add(officer, made.school)[0],
        "receipt": receipt,
        "purpose": purpose,
        "objection": objection,
        "inquiry": inquires(coordinator, made.student),
        "alumnus": _former_student(made, clerk),
        "evidence": paper.tells(clerk, made.student, parent, "yes", paper.Call(at=timezone.now())),
        "publication": published,
        "take_down": take_downs(published)[0],
        "review": reviews.open_review(
            actor=officer, school=made.school, extent=Extent.FULL, at=timezone.now()
        ),
        "invitation": access.invitation(clerk, of=students.guardianship(made.student).guardian),
        **campaigns(officer, made.school),
        "design_review": design_review(made.school.board),
        "hold": retention.place_hold(
            actor=clerk,
            school=made.school,
            reason=Reason.COMPLAINT,
            review_on=schools.TODAY + timedelta(days=30),
            at=schools.NOW,
        ),
        "purge": retention.propose(
            actor=clerk, school=made.school, on=schools.TODAY, at=timezone.now()
        ),
    }


def campaigns(officer: User, school: School) -> dict[str, Any]:
    """Let a school ask whether choices are right; and have asked for choices, until yesterday."""
    offer_purposes(actor=None, school=school, at=schools.NOW)
    yesterday = timezone.now() - timedelta(days=1)
    over = campaign(school, by=officer, at=schools.NOW)
    with acting_as(officer.pk):
        over = stop_campaign(actor=officer, campaign=over, at=yesterday)
    return {
        "campaign": campaign(school, CampaignKind.CHECK, by=officer, at=yesterday),
        "over": over,
    }


def _missing(made: World, task: Assignment) -> Proposal:
    """Make a confirmed link that left the file, as an import notes it."""
    staff = StaffMember.objects.create(
        school=made.school, las_key="gone", surname="Gone", user=task.user
    )
    return Proposal.objects.create(
        staff=staff,
        role=task.role,
        group=made.group,
        period=made.group.school_year.period,
        evidence="typed_field",
        state=ProposalState.CONFIRMED,
        assignment=task,
        missing_since=schools.TODAY,
    )


def _people(
    made: World, mentor: User, officer: User, elsewhere: dossiers.Klass
) -> dict[str, User | None]:
    today = timezone.localdate()
    without = schools.user("without")
    students.guardianship(made.student, user=without, authority=Authority.NONE)
    disabled = access.with_role(Role.MENTOR, made.group)
    disabled.is_active = False
    disabled.save(update_fields=["is_active"])
    sixteen = students.student(made.school, born_on=today - timedelta(days=17 * 365))
    next_door = schools.group(made.school)
    students.student(group=next_door)
    by_school = (
        Role.CARE_COORDINATOR,
        Role.ATTENDANCE_COORDINATOR,
        Role.CAREER_COUNSELLOR,
        Role.SUPPORT_STAFF,
        Role.ADMINISTRATION,
        Role.PRINCIPAL,
        Role.ICT,
        Role.DATA_PROTECTION_OFFICER,
    )
    return {
        "nobody": None,
        "stranger": schools.user(),
        "disabled": disabled,
        "parent": access.parent(made.student),
        "parent_without_authority": without,
        "other_parent": access.parent(students.student(group=made.group)),
        "student": access.student_who_signs_in(sixteen),
        "mentor": mentor,
        "former_mentor": access.with_role(
            Role.MENTOR, made.group, last_day=today - timedelta(days=1)
        ),
        "next_mentor": access.with_role(
            Role.MENTOR, made.group, first_day=today + timedelta(days=7)
        ),
        "colleague": access.with_role(Role.MENTOR, next_door),
        "other_mentor": elsewhere.mentor,
        "care_team": access.with_role(Role.CARE_TEAM, made.student),
        "psychologist": access.with_role(Role.PSYCHOLOGIST, made.student),
        "subject_teacher": access.with_role(Role.SUBJECT_TEACHER, made.group),
        "team_leader": access.with_role(Role.TEAM_LEADER, made.group),
        **{role.value: access.with_role(role, made.school) for role in by_school},
        "other_administration": access.with_role(Role.ADMINISTRATION, elsewhere.school),
        "board_staff": access.with_role(Role.BOARD_STAFF, made.school.board),
        "privacy_officer": officer,
    }
