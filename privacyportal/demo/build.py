"""Build the demo board: files are made, taken in, confirmed and used, as in a real school.

Every step is a service that a page or command calls too; nothing is put in by hand that a
school could not bring about.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.utils import timezone

from access import services as access
from access.choices import Role, Scope
from access.matrix import SCOPES
from access.models import Proposal
from accounts.models import User
from interchange import services as interchange
from interchange.demo.board import make_files
from kernel.database import acting_for_school
from privacyportal.demo import agreements, beside, choices, notes, numbers, pictures, tasks
from privacyportal.demo.accounts import open_accounts
from privacyportal.demo.people import COLLEAGUES, PASSWORD, SHOWN
from schools.models import Group, School
from students.models import Guardian, Student

if TYPE_CHECKING:
    from datetime import date, datetime

SEED, STUDENTS = 1, 600
COLOURS = {"99AB": "#a3195b", "99CD": "#2749c9", "99EF": "#b45309"}
FAMILIES = ("5a", "8a", "2HV1")  # whose parents can sign in


@dataclass(frozen=True, slots=True)
class Demo:
    """What the steps share."""

    folder: Path
    board: dict[str, Any]
    at: datetime

    @property
    def today(self) -> date:
        """Return the day on which the demo is made."""
        return timezone.localdate(self.at)


def build(*, at: datetime) -> None:
    """Make the whole board; in one transaction, so that a half one never stays."""
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder), seed=SEED, students=STUDENTS, on=timezone.localdate(at))
        board = json.loads((Path(folder) / "people.json").read_text("utf-8"))
        demo = Demo(Path(folder), board, at)
        _schools(demo)
        _colleagues(demo)
        _files(demo)
        _teachers(demo)
        tasks.place(demo)
        _families(demo)
        notes.place(demo)
    choices.make()
    beside.make()
    pictures.place(demo)
    agreements.make(demo)
    numbers.enter()
    _passwords()


def _schools(demo: Demo) -> None:
    for school in demo.board["schools"]:
        call_command(
            "add_school",
            brin=school["brin"],
            name=school["name"],
            sector=school["sector"],
            board=demo.board["board"],
            colour=COLOURS[school["brin"]],
            stdout=StringIO(),
        )


def _colleagues(demo: Demo) -> None:
    for person in COLLEAGUES:
        school = School.objects.with_brin(person.brin).select_related("board").get()
        access.assign(
            actor=None,
            user=User.objects.create_user(email=person.email, display_name=person.name),
            role=person.role,
            to=school if Scope.SCHOOL in SCOPES[person.role] and not _is_board(person.role)
            else school.board,
            first_day=demo.today,
            at=demo.at,
        )  # fmt: skip


def _is_board(role: Role) -> bool:
    return Scope.BOARD in SCOPES[role]


def _files(demo: Demo) -> None:
    for school in demo.board["schools"]:
        for name in school["files"]:
            with (demo.folder / name).open("rb") as data:
                interchange.bring_in(
                    actor=None,
                    school=School.objects.with_brin(school["brin"]).get(),
                    data=data,
                    is_certain=False,
                    at=demo.at,
                )


def _teachers(demo: Demo) -> None:
    """Confirm what the files propose; add those that the files do not know."""
    for school in School.objects.all():
        waiting = Proposal.objects.open().filter(staff__school=school).select_related("staff")
        told = {person["name"]: person["email"] for person in demo.board["people"]}
        access.confirm(
            actor=None,
            school=school,
            proposals=[link.public_id for link in waiting],
            addresses={link.public_id: told.get(link.staff.full_name, "") for link in waiting},
            at=demo.at,
        )
    for person in demo.board["people"]:
        if person["role"] in {"subject_teacher", "former_mentor"}:
            _by_hand(demo, person)


def _by_hand(demo: Demo, person: dict[str, str]) -> None:
    group = Group.objects.get(
        school__brin=person["school"],
        name=person["group"],
        school_year__period__contains=demo.today,
    )
    user = User.objects.filter(email=person["email"]).first() or User.objects.create_user(
        email=person["email"], display_name=person["name"]
    )
    is_former = person["role"] == "former_mentor"
    start = group.school_year.period.lower
    access.assign(
        actor=None,
        user=user,
        role=Role.MENTOR if is_former else Role.SUBJECT_TEACHER,
        to=group,
        first_day=start,
        last_day=start.replace(month=9, day=30) if is_former else None,
        at=demo.at,
    )


def _families(demo: Demo) -> None:
    """Let in the parents of some classes, and the students there who are sixteen or older."""
    for school in School.objects.all():
        told = [s["key"] for s in demo.board["students"] if s["school"] == school.brin]
        students = Student.objects.filter(school=school, enrolments__period__contains=demo.today)
        known = students.filter(memberships__group__name__in=FAMILIES) | students.filter(
            las_key__in=told
        )
        guardians = Guardian.objects.filter(guardianships__student__in=known.values("pk"))
        with acting_for_school(school.pk):
            people = list(guardians.distinct())
        open_accounts(school=school, people=people, at=demo.at)


def _passwords() -> None:
    """Give the people who are shown at the start a password that is shown too."""
    shown = {email for email, _ in SHOWN} | {person.email for person in COLLEAGUES}
    for user in User.objects.filter(email__in=shown):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
