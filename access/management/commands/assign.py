"""Give somebody a task for a whole school or board, by the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.choices import Role, Scope
from access.matrix import SCOPES
from access.services import assign
from accounts.models import User
from kernel.errors import PortalError
from schools.models import School

if TYPE_CHECKING:
    from argparse import ArgumentParser

UNUSABLE = 2
WHOLE = sorted(role for role, scopes in SCOPES.items() if scopes & {Scope.SCHOOL, Scope.BOARD})


class Command(BaseCommand):
    """Lets in the first people of a school; they let in the others by the pages."""

    help = "Give a person a task for a school, or for all schools of its board."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who gets which task where."""
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--name", default="", help="For a new account.")
        parser.add_argument("--role", required=True, choices=WHOLE)
        parser.add_argument("--school", required=True, metavar="BRIN")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make the account where it is new, then give the task from today."""
        school = School.objects.with_brin(options["school"]).select_related("board").first()
        if school is None:
            raise CommandError("There is no school with this BRIN.", returncode=UNUSABLE)
        role = Role(options["role"])
        user = self._account(options["user"].lower(), options["name"])
        try:
            assign(
                actor=None,
                user=user,
                role=role,
                to=school if Scope.SCHOOL in SCOPES[role] else school.board,
                first_day=timezone.localdate(),
                at=timezone.now(),
            )
        except PortalError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        self.stdout.write(f"{role.label}: {school.name}")

    def _account(self, email: str, name: str) -> User:
        user = User.objects.filter(email=email).first()
        if user is None:
            if not name:
                raise CommandError("A new account needs --name.", returncode=UNUSABLE)
            user = User.objects.create_user(email=email, display_name=name)
        return user
