"""Give somebody a task by the command line: for a school or board, a group or a student."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.choices import Role, Scope
from access.matrix import SCOPES
from access.policies import BY_ITSELF
from access.services import assign
from accounts.models import User
from kernel.errors import PortalError
from schools.models import Group, School
from students.models import Student

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from schools.models import Board

UNUSABLE = 2
ROLES = sorted(role for role in Role if role not in BY_ITSELF)


class Command(BaseCommand):
    """Lets in the first people of a school; they let in the others by the pages.

    Tasks for a whole board are given here and nowhere else.
    """

    help = "Give a person a task for a school, all schools of its board, a group or a student."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who gets which task, for what, and until when."""
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--name", default="", help="For a new account.")
        parser.add_argument("--role", required=True, choices=ROLES)
        parser.add_argument("--school", metavar="BRIN", help="Where the task is.")
        about = parser.add_mutually_exclusive_group()
        about.add_argument("--board", action="store_true", help="All schools of the board.")
        about.add_argument("--group", metavar="NAME", help="A group of this school year.")
        about.add_argument("--student", metavar="PUBLIC_ID")
        parser.add_argument("--until", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--stands-in-for", metavar="EMAIL", help="Asks for --until.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make the account where it is new, then give the task from today."""
        role = Role(options["role"])
        about = _about(role, options)
        absent = options["stands_in_for"]
        try:
            assign(
                actor=None,
                user=self._account(options["user"].lower(), options["name"]),
                role=role,
                to=about,
                first_day=timezone.localdate(),
                last_day=options["until"],
                stands_in_for=_known(absent.lower()) if absent else None,
                at=timezone.now(),
            )
        except PortalError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        self.stdout.write(f"{role.label}: {about}")

    def _account(self, email: str, name: str) -> User:
        user = User.objects.filter(email=email).first()
        if user is None:
            if not name:
                raise CommandError("A new account needs --name.", returncode=UNUSABLE)
            user = User.objects.create_user(email=email, display_name=name)
        return user


def _about(role: Role, options: dict[str, Any]) -> Student | Group | School | Board:
    if options["student"]:
        return _student(options["student"])
    if not options["school"]:
        raise CommandError("Say where, by --school or --student.", returncode=UNUSABLE)
    school = School.objects.with_brin(options["school"]).select_related("board").first()
    if school is None:
        raise CommandError("There is no school with this BRIN.", returncode=UNUSABLE)
    if options["group"]:
        return _group(school, options["group"])
    is_for_board = options["board"] or SCOPES[role] == {Scope.BOARD}
    return school.board if is_for_board else school


def _student(public_id: str) -> Student:
    try:
        student = Student.objects.filter(public_id=UUID(public_id)).first()
    except ValueError as error:
        raise CommandError("A student is named by its public id.", returncode=UNUSABLE) from error
    if student is None:
        raise CommandError("There is no such student.", returncode=UNUSABLE)
    return student


def _group(school: School, name: str) -> Group:
    """Return the one group of this school year with this name; a base class before others."""
    found = Group.objects.filter(
        school=school, name=name, school_year__period__contains=timezone.localdate()
    )
    group = found.order_by("kind", "pk").first()
    if group is None:
        raise CommandError("There is no such group this school year.", returncode=UNUSABLE)
    return group


def _known(email: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        raise CommandError("Nobody signs in with that --stands-in-for.", returncode=UNUSABLE)
    return user
