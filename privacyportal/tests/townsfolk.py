"""Two schools in which every fact about a student can be told from every other on sight.

What stands here is the same for each case of `test_agreement`; a `Case` says what is drawn on
top of it: the tasks of one person, the family, and which students left. `Sight` says what the
specification gives that person, and nothing of how a page asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from hypothesis import strategies as st

from access import grants
from access.choices import Role, Scope
from access.errors import AlreadyAssignedError
from access.matrix import FAMILY
from access.models import Assignment, Proposal
from access.rules import derive
from access.tests import make as access
from access.tests.cases import TASKS as EVERY_TASK
from access.tests.reaches import reaches
from accounts.choices import SignIn
from consents.choices import (
    Capacity,
    InPicture,
    Outcome,
    PublicationKind,
    PurposeKind,
    TakeDownState,
)
from consents.models import (
    Appearance,
    Decision,
    Inquiry,
    Publication,
    Purpose,
    Receipt,
    Religion,
    TakeDown,
)
from consents.services import Choice, decide, offer_purposes
from consents.tests.make import (
    asks_for_alumni,
    asks_for_care,
    asks_for_class_list,
    asks_for_religion,
)
from dossiers import services as dossiers
from dossiers.choices import Category, Kind
from dossiers.models import Entry, FollowUp
from interchange import services as interchange
from interchange.models import ImportRun, LeaverProposal
from kernel.database import acting_as, as_role
from kernel.dates import age_in_years, day_of
from kernel.tests.roles import seeing_all, unwalled
from retention import services as retention
from retention.choices import Reason
from schools import services as schools_services
from schools.choices import GroupKind
from schools.models import Group, School, StaffMember
from schools.tests import make as schools
from students.choices import Authority, NumberKind, Restriction
from students.models import Enrolment, Guardian, Guardianship, Membership, Student
from students.rules import is_number, masked
from students.services import enter_number
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from access.models import BreakGlass
    from access.rules import Grant
    from accounts.models import User
    from retention.models import PurgeRun

NAMES = ("aqa", "beb", "cyc", "dod", "eke", "fif")
SURNAME = "Tweeling"  # of everybody, so that one search asks for all
YEARS = (13, 15, 18, 14, 16, 13)  # since the year of birth
FIRST_SCHOOL = 4  # of the students are at the first school, the others at the second
IN_GROUPS = {0: (0, 1, 2), 1: (1, 3), 2: (4, 5)}
NOTE = Category.CONVERSATION_NOTE
ADVICE, CARE_NOTE = Category.LESSON_ADVICE, Category.CARE_NOTE
LONG_AGO, YESTERDAY, TOMORROW = -400, -1, 1  # days from today
READERS = frozenset({Role.MENTOR, Role.TEAM_LEADER, Role.CARE_COORDINATOR, Role.PSYCHOLOGIST})
CARE = frozenset({Role.CARE_TEAM, Role.PSYCHOLOGIST})
ADVISED = READERS | {
    Role.SUBJECT_TEACHER,
    Role.CARE_TEAM,
    Role.CAREER_COUNSELLOR,
    Role.PRINCIPAL,
}
WITH_A_GROUP = frozenset({Role.MENTOR, Role.SUBJECT_TEACHER, Role.TEAM_LEADER})

TASKS = [each for each in EVERY_TASK if each[0] not in FAMILY]  # that follows from the family
Task = tuple[tuple[Role, Scope], int, int, int | None]


@dataclass(frozen=True)
class Case:
    """What is drawn; students, groups and schools are named by their place in the scene."""

    tasks: list[Task]  # role and scope, which one, first day, and how many days if it ends
    family: dict[int, str]  # student: what the person is to it
    lives: dict[int, str]  # student: what became of it
    asked: tuple[int, ...] = tuple(range(len(NAMES)))  # the students whose own pages are opened


# What the administration says of a guardian once that guardian has chosen.
NOW_SAID: dict[str, dict[str, Any]] = {
    "without authority": {"authority": Authority.NONE},
    "restricted": {"restriction": Restriction.NO_INFORMATION},
    "until yesterday": {"period": (None, timezone.localdate())},
    "represents": {"authority": Authority.REPRESENTATIVE},
}


def cases() -> st.SearchStrategy[Case]:
    """Draw the tasks of one person, the family of that person, and the lives of students."""
    begins = st.sampled_from([LONG_AGO, LONG_AGO, YESTERDAY, 0, TOMORROW])
    lasts = st.sampled_from([None, None, 0, 1, 399, 500])
    some = st.integers(0, len(NAMES) - 1)
    kinds = ["guardian", "guardian", "self", *NOW_SAID]
    return st.builds(
        Case,
        tasks=st.lists(
            st.tuples(st.sampled_from(TASKS), some, begins, lasts), min_size=2, max_size=5
        ),
        family=st.dictionaries(some, st.sampled_from(kinds), max_size=2),
        lives=st.dictionaries(
            some, st.sampled_from(["left", "leaves", "back", "moved", "not listed"]), max_size=3
        ),
        asked=st.lists(some, min_size=2, max_size=3, unique=True).map(tuple),
    )


def _open(role: Role, scope: Scope, which: int) -> Task:
    return (role, scope), which, LONG_AGO, None


# Drawn or not, these are asked: between them they open every address, and close it.
AWKWARD = (
    Case(  # leads the school of the own child, and teaches it
        [
            _open(Role.PRINCIPAL, Scope.SCHOOL, 0),
            _open(Role.MENTOR, Scope.GROUP, 0),
            _open(Role.SUBJECT_TEACHER, Scope.GROUP, 2),
        ],
        family={0: "guardian", 4: "until yesterday"},
        lives={1: "left", 3: "not listed", 5: "moved"},
    ),
    Case(  # keeps the administration of a school where a child is that may be told nothing of
        [
            _open(Role.ADMINISTRATION, Scope.SCHOOL, 0),
            _open(Role.PRIVACY_OFFICER, Scope.SCHOOL, 1),
            _open(Role.CARE_TEAM, Scope.STUDENT, 4),
        ],
        family={1: "restricted", 5: "guardian"},
        lives={2: "leaves"},
    ),
    Case(  # cares for students one by one, and is at school oneself
        [
            _open(Role.PSYCHOLOGIST, Scope.STUDENT, 1),
            _open(Role.PSYCHOLOGIST, Scope.STUDENT, 2),
            _open(Role.PSYCHOLOGIST, Scope.STUDENT, 3),
            _open(Role.CARE_COORDINATOR, Scope.SCHOOL, 1),
            _open(Role.BOARD_STAFF, Scope.BOARD, 0),
        ],
        family={2: "self", 4: "represents", 5: "without authority"},
        lives={3: "left", 4: "back"},
    ),
)


@dataclass
class Scene:
    """What is there before anything is drawn; the lists are what addresses take."""

    schools: list[School]
    groups: list[Group]
    students: list[Student]
    who: User
    clerk: User
    marks: dict[str, dict[int, tuple[str, ...]]]  # kind of data, student: what a page would show
    emergencies: list[BreakGlass] = field(default_factory=list)
    runs: list[ImportRun] = field(default_factory=list)
    purges: list[PurgeRun] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    advice: list[Entry] = field(default_factory=list)
    care_notes: list[Entry] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    take_downs: list[TakeDown] = field(default_factory=list)
    tasks: list[Assignment] = field(default_factory=list)
    asked: list[Student] = field(default_factory=list)
    inquiries: list[Inquiry] = field(default_factory=list)

    def found_in(self, page: str) -> dict[str, set[int]]:
        """Return of whom which kind of data stands on a page, or in a file."""
        found = {
            kind: {pk for pk, marks in of.items() if any(mark in page for mark in marks)}
            for kind, of in self.marks.items()
        }
        return {kind: whose for kind, whose in found.items() if whose}

    def place_of(self, taken: Any) -> str:  # noqa: ANN401 - whatever an address takes
        """Return which one of the scene an address took, for the message of a test that fails."""
        lists = (one for one in vars(self).values() if isinstance(one, list))
        return next((str(one.index(taken)) for one in lists if taken in one), "")

    def named(self, keys: set[int]) -> str:
        """Return who that is, for the message of a test that fails."""
        return ", ".join(one.call_name for one in self.students if one.pk in keys)


def scene() -> Scene:
    """Make two schools of one board, with something of every kind about each student."""
    board = schools.school().board.name
    both = [schools.school(board=board), schools.school(board=board)]
    groups = [
        _group(both[0], "1A", GroupKind.BASE),
        _group(both[0], "wis1", GroupKind.TEACHING),
        _group(both[1], "2B", GroupKind.BASE),
    ]
    everyone = [_student(place, both, groups) for place in range(len(NAMES))]
    clerk, head = (
        access.with_role(role, both[0]) for role in (Role.ADMINISTRATION, Role.PRINCIPAL)
    )
    for who, role in ((clerk, Role.ADMINISTRATION), (head, Role.PRINCIPAL)):
        access.with_role(role, both[1], who=who)
    made = Scene(both, groups, everyone, schools.user("drawn"), clerk, marks={})
    made.marks = _marks(made)
    _write(made)
    _keep(made)
    _list(made)
    _inquire(made)
    _publish(made)
    helper = schools.user("helper")
    for who, school in product((helper, made.who), both):
        access.secrecy(who, school)
    for place, role in product((0, 5), (Role.CARE_TEAM, Role.MENTOR)):
        access.with_role(role, everyone[place], who=helper)
    before = timezone.now() - timedelta(days=1)
    made.emergencies = [access.emergency(head, everyone[at], at=before) for at in (0, 5)]
    return made


def _group(school: School, name: str, kind: GroupKind) -> Group:
    with as_role("portal_worker"):
        return Group.objects.create(
            school=school,
            school_year=schools_services.school_year_of(timezone.localdate()),
            las_key=name,
            name=name,
            kind=kind,
        )


def _student(place: int, both: list[School], groups: list[Group]) -> Student:
    """Make a student with two guardians, of whom one has secret contact data."""
    key = NAMES[place]
    today = timezone.localdate()
    made = Student.objects.create(
        school=both[place >= FIRST_SCHOOL],
        las_key=f"nummer-{key}",
        call_name=f"Roep{key}",
        surname=SURNAME,
        email=f"school-{key}@example.org",
        birth_date=date(today.year - YEARS[place], 1, 2 + 3 * place),
    )
    Enrolment.objects.create(student=made, period=(today + timedelta(LONG_AGO), None))
    for number, members in IN_GROUPS.items():
        if place in members:
            Membership.objects.create(
                student=made, group=groups[number], period=(today + timedelta(LONG_AGO), None)
            )
    for kind in ("open", "geheim"):
        bond = students.guardianship(made, restriction=Restriction.NO_CONTACT)
        Guardian.objects.filter(pk=bond.guardian_id).update(
            call_name=f"Ouder{key}", email=f"{kind}-{key}@example.org",
            address_is_secret=kind == "geheim",
        )  # fmt: skip
    return made


def _marks(made: Scene) -> dict[str, dict[int, tuple[str, ...]]]:
    marks: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    numbers = _numbers()
    for key, student in zip(NAMES, made.students, strict=True):
        number = next(numbers)
        enter_number(actor=made.clerk, student=student, kind=NumberKind.BSN, number=number)
        with translation.override("en"):
            born_on = date_format(_born_on(student), "j F Y")
        for kind, words in {
            "identity": (student.call_name, str(student.public_id)),
            "birth date": (born_on,),
            "student number": (student.las_key,),
            "identity number": (masked(number[-3:]), number),
            "contact": (f"Ouder{key}", f"open-{key}", student.email),
            "secret contact": (f"geheim-{key}",),
            "religion": (f"geloof-{key}",),
            "asked": (f"wijkteam-{key}",),
            "follow-ups": (f"afspraak-{key}",),
            **{category.value: (f"{category.value}-{key}",) for category in Category},
        }.items():
            marks[kind][student.pk] = words
    return marks


def _born_on(student: Student) -> date:
    assert student.birth_date is not None
    return student.birth_date


def _numbers() -> Iterator[str]:
    found = (str(number) for number in range(111222000, 999999999, 137))
    return (number for number in found if is_number(NumberKind.BSN, number))


def _write(made: Scene) -> None:
    """Let the person have written in each part of each file; it stays when a task ends."""
    now = timezone.now()
    rows = [
        dossiers.Placed(
            student=student.pk,
            author=made.who.pk,
            author_name=made.who.display_name,
            category=category,
            kind=Kind.MENTOR_TALK if category == NOTE else None,
            title=f"{category.value}-{key}",
            body=f"{category.value}-{key}",
            held_on=day_of(now),
            created_at=now,
            follow_ups=(
                (dossiers.Agreed(f"afspraak-{key}", due_on=day_of(now)),)
                if category == NOTE
                else ()
            ),
        )
        for key, student in zip(NAMES, made.students, strict=True)
        for category in Category
    ]
    with as_role("portal_worker"):
        dossiers.place(actor=None, entries=rows, at=now)
    with seeing_all():
        written = Entry.objects.select_related("student")
        made.entries = list(written.filter(category=NOTE))
        made.advice = list(written.filter(category=ADVICE))
        made.care_notes = list(written.filter(category=CARE_NOTE))
        made.follow_ups = list(FollowUp.objects.select_related("student"))


def _keep(made: Scene) -> None:
    """Let each student wait in every list that is not about notes."""
    today = timezone.localdate()
    for school in made.schools:
        offer_purposes(actor=None, school=school, at=schools.NOW)
        made.runs.append(
            interchange.receive(
                actor=made.clerk, school=school, file=ContentFile(b"", "empty"), at=schools.NOW
            )
        )
        made.purges.append(
            retention.propose(actor=made.clerk, school=school, on=today, at=timezone.now())
        )
        staff = StaffMember.objects.create(school=school, las_key="staff", surname="Staff")
        for student in made.students:
            if student.school_id == school.pk:
                _wait(made, student, staff, made.runs[-1], today=today)


def _list(made: Scene) -> None:
    """Let each school ask beside pictures, and a guardian of each student say yes to all."""
    asked = {
        school.pk: (asks_for_class_list(school), asks_for_religion(school))
        for school in made.schools
    }
    for key, student in zip(NAMES, made.students, strict=True):
        bond = students.guardianship(student)
        Guardian.objects.filter(pk=bond.guardian_id).update(
            call_name=f"Ouder{key}", mobile="0600000000"
        )
        with unwalled("consents"), acting_as(made.clerk.pk):
            _list_number, believes = (
                _said_yes(made, student, bond.guardian_id, to) for to in asked[student.school_id]
            )
            Religion.objects.create(
                student=student,
                school=student.school,
                decision=believes,
                value=f"geloof-{key}",
                at=believes.at,
            )


def _inquire(made: Scene) -> None:
    """Let each school ask about each student whether it may share something with care."""
    now = timezone.now()
    purposes = {school.pk: asks_for_care(school) for school in made.schools}
    for school in made.schools:
        asks_for_alumni(school)
    for key, student in zip(NAMES, made.students, strict=True):
        with unwalled("consents"), acting_as(made.clerk.pk):
            made.inquiries.append(
                Inquiry.objects.create(
                    student=student,
                    school=student.school,
                    purpose=purposes[student.school_id],
                    kind=PurposeKind.CARE,
                    addressee=f"wijkteam-{key}",
                    what=f"wijkteam-{key}",
                    why=f"wijkteam-{key}",
                    period=(day_of(now), day_of(now) + timedelta(days=90)),
                    asked_by=made.clerk,
                    asked_at=now,
                )
            )


def _said_yes(made: Scene, student: Student, guardian: int, purpose: Purpose) -> Decision:
    now = timezone.now()
    return Decision.objects.create(
        student=student,
        school=student.school,
        purpose=purpose,
        wording=purpose.wordings.get(language="nl"),
        outcome=Outcome.GRANTED,
        capacity=Capacity.GUARDIAN,
        guardian_id=guardian,
        decided_by=made.clerk,
        receipt=Receipt.objects.create(at=now),
        design="0123456789ab",
        signed_in=SignIn.PASSWORD,
        at=now,
    )


def _publish(made: Scene) -> None:
    """Let each school have published one picture, which must come down for each student."""
    now = timezone.now()
    with unwalled("consents"):
        for school in made.schools:
            picture = Publication.objects.create(
                school=school,
                purpose=Purpose.objects.filter(school=school).asked()[0],
                kind=PublicationKind.IMAGE,
                title=f"Autumn at {school.name}",
                place="https://school.example/autumn",
                published_at=now,
                published_by=made.clerk,
            )
            made.publications.append(picture)
            for student in made.students:
                if student.school_id == school.pk:
                    made.take_downs.append(_come_down(picture, student, at=now))


def _come_down(picture: Publication, student: Student, *, at: datetime) -> TakeDown:
    seen = Appearance.objects.create(
        publication=picture, student=student, school=student.school, state=InPicture.SHOWN
    )
    return TakeDown.objects.create(
        appearance=seen,
        publication=picture,
        student=student,
        school=student.school,
        state=TakeDownState.OPEN,
        made_at=at,
        due_on=day_of(at),
    )


def _wait(made: Scene, of: Student, staff: StaffMember, run: ImportRun, *, today: date) -> None:
    with as_role("portal_worker"):
        LeaverProposal.objects.create(student=of, run=run)
    Proposal.objects.create(
        staff=staff,
        role=Role.MENTOR,
        student=of,
        period=(today, None),
        evidence="typed_field",
    )
    retention.place_hold(
        actor=made.clerk,
        school=of.school,
        student=of,
        reason=Reason.COMPLAINT,
        review_on=today + timedelta(days=30),
        at=timezone.now(),
    )


def build(made: Scene, case: Case) -> None:
    """Let happen to a scene what was drawn; the services place the grants."""
    today = timezone.localdate()
    made.receipts = []
    made.asked = [made.students[place] for place in case.asked]
    for place, kind in case.family.items():
        _join(made, made.students[place], kind)
    for place, life in case.lives.items():
        _live(made.students[place], life, today=today)
    for (role, scope), place, first_day, days in case.tasks:
        first = today + timedelta(first_day)
        last = None if days is None else first + timedelta(days)
        to = _target(made, scope, place)
        with suppress(AlreadyAssignedError):
            access.with_role(role, to, first_day=first, last_day=last, who=made.who)
    grants.sync(schools=[school.pk for school in made.schools], at=timezone.now())
    with seeing_all():
        tasks = Assignment.objects.exclude(role__in=[*FAMILY, Role.EMERGENCY])
        made.tasks = list(tasks.select_related("group", "student"))


def _target(made: Scene, scope: Scope, place: int) -> Any:  # noqa: ANN401 - one of four models
    match scope:
        case Scope.STUDENT:
            return made.students[place]
        case Scope.GROUP:
            return made.groups[place % len(made.groups)]
        case Scope.SCHOOL:
            return made.schools[place % len(made.schools)]
        case Scope.BOARD:
            return made.schools[0].board


def _join(made: Scene, student: Student, kind: str) -> None:
    """Make the person family of a student; who may chooses once, before it became as drawn."""
    if kind == "self":
        if Student.objects.filter(user=made.who).exists():
            return
        Student.objects.filter(pk=student.pk).update(user=made.who)
    else:
        students.guardianship(student, user=made.who)
    grants.sync(schools=[student.school_id], at=timezone.now())
    _choose(made, student, is_own=kind == "self")
    if kind in NOW_SAID:
        students.now_said_of(made.who, student, **NOW_SAID[kind])


def _choose(made: Scene, student: Student, *, is_own: bool) -> None:
    is_grown = age_in_years(born_on=_born_on(student), on=timezone.localdate()) >= 16
    if is_own != is_grown:
        return
    purpose = Purpose.objects.filter(school=student.school).asked()[0]
    about = Student.objects.get(pk=student.pk)
    choice = Choice(about, purpose, says_yes=True, wording=purpose.wordings.get(language="nl"))
    with acting_as(made.who.pk):
        receipt = decide(
            actor=made.who, choices=[choice], signed_in=SignIn.PASSWORD, at=timezone.now()
        )
    assert receipt is not None
    receipt.of_student = student.pk  # type: ignore[attr-defined]  # for `Sight`
    made.receipts.append(receipt)


def _live(student: Student, life: str, *, today: date) -> None:
    enrolled = {
        "left": (today + timedelta(LONG_AGO), today),
        "leaves": (today + timedelta(LONG_AGO), today + timedelta(30)),
        "back": (today + timedelta(LONG_AGO), today - timedelta(30)),
        "not listed": (today + timedelta(LONG_AGO), today),
    }
    if life in enrolled:
        Enrolment.objects.filter(student=student).update(period=enrolled[life])
    if life == "back":
        Enrolment.objects.create(student=student, period=(today, None))
    if life in {"moved", "not listed"}:
        Membership.objects.filter(student=student).update(
            period=(today + timedelta(LONG_AGO), today)
        )


class Sight:
    """What the specification gives the person of a scene at one moment."""

    def __init__(self, made: Scene, *, at: datetime) -> None:
        """Derive it from the assignments; look the facts up that say whom they reach."""
        self.scene, self.who, self.at = made, made.who, at
        self.today = day_of(at)
        every = derive(reaches(*made.schools), at=at)
        self.grants: set[Grant] = {
            one for one in every if one.user == self.who.pk and one.span.holds(at)
        }
        live = Assignment.objects.filter(user=self.who, valid__contains=at)
        self.tasks = list(live.select_related("group", "student"))
        self.everyone = {one.pk for one in made.students}
        self.school_of = {one.pk: one.school_id for one in made.students}
        with seeing_all():
            self.family = set(
                Student.objects.filter(
                    Q(user=self.who) | Q(guardianships__guardian__user=self.who)
                ).values_list("pk", flat=True)
            )
            bonds = Guardianship.objects.filter(guardian__user=self.who)
            represented = bonds.filter(authority=Authority.REPRESENTATIVE)
            self.represented = set(represented.values_list("student", flat=True))
            self.itself = set(Student.objects.filter(user=self.who).values_list("pk", flat=True))
            now = Enrolment.objects.filter(period__contains=self.today)
            self.enrolled = set(now.values_list("student", flat=True))
            self.members: dict[int, set[int]] = defaultdict(set)
            for each in Membership.objects.filter(period__contains=self.today):
                self.members[each.group_id].add(each.student_id)

    def by_name(self, permission: str) -> set[int]:
        """Return the students on whom the person holds it by name."""
        return {
            one.object_id
            for one in self.grants
            if one.permission == permission and not one.on_school
        }

    def schools(self, permission: str) -> set[int]:
        """Return the schools on which the person holds it."""
        return {
            one.object_id for one in self.grants if one.permission == permission and one.on_school
        }

    def at_schools(self, permission: str) -> set[int]:
        """Return the students whom a right for a whole school reaches: never the own family."""
        here = self.schools(permission)
        return {pk for pk in self.everyone - self.family if self.school_of[pk] in here}

    def students(self, permission: str) -> set[int]:
        """Return the students on whom the person holds it, by name or by school."""
        return self.by_name(permission) | self.at_schools(permission)

    @cached_property
    def known(self) -> set[int]:
        """Return the students whom the person knows by working at their school."""
        return self.students("read_identity") - self.family

    @cached_property
    def reads(self) -> set[int]:
        """Return the students whose notes the person reads."""
        return self.students("read_conversation_notes")

    @cached_property
    def writes(self) -> set[int]:
        """Return the students whose notes the person reads and writes."""
        return self.reads & self.students("write_conversation_notes")

    def at_work(self, permission: str) -> set[int]:
        """Return the students on whom the person holds it by a task at the school."""
        return self.by_name(permission) - self.family

    @cached_property
    def own_children(self) -> set[int]:
        """Return the students whom the person meets as a parent, or as the student."""
        by_family = {task.pk for task in self.tasks if task.role in FAMILY}
        return {
            one.object_id
            for one in self.grants
            if one.permission == "read_consent_history" and one.assignment in by_family
        }

    def works_as(self, roles: frozenset[Role]) -> list[Assignment]:
        """Return the tasks of the person in one of these roles."""
        return [task for task in self.tasks if task.role in roles]

    def works_at(self, school: int, roles: frozenset[Role], *, for_all: bool = False) -> bool:
        """Tell whether the person has such a task about a school; `for_all`, about all of it."""
        board = next(each.board_id for each in self.scene.schools if each.pk == school)
        for task in self.works_as(roles):
            parts = {task.group and task.group.school_id, task.student and task.student.school_id}
            if school == task.school_id or board == task.board_id:
                return True
            if school in parts and not for_all:
                return True
        return False

    def opens_class(self, group: Group, roles: frozenset[Role], schools: set[int | None]) -> bool:
        """Tell whether the group is the own one, or a class of one of these schools."""
        own = {task.group_id for task in self.works_as(roles)}
        return group.pk in own or (group.kind == GroupKind.BASE and group.school_id in schools)
