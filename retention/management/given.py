"""What is typed on the command line, looked up; what does not exist ends with exit code 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.management.base import CommandError
from django.utils.dateparse import parse_date

from accounts.models import User
from schools.models import School

if TYPE_CHECKING:
    from datetime import date

T = TypeVar("T")
UNUSABLE = 2


def found(row: T | None, what: str) -> T:
    """Return what was looked up.

    Raises:
        CommandError: there is none.
    """
    if row is None:
        raise CommandError(f"There is no such {what}.", returncode=UNUSABLE)
    return row


def user(email: str) -> User:
    """Return the person with this address who may sign in."""
    return found(User.objects.filter(email=email.lower(), is_active=True).first(), "user")


def school(brin: str) -> School:
    """Return the school with this BRIN."""
    return found(School.objects.with_brin(brin).first(), "school")


def day(text: str, option: str) -> date:
    """Return the day that stands behind `option`.

    Raises:
        CommandError: it is none.
    """
    try:
        typed = parse_date(text)
    except ValueError:
        typed = None
    if typed is None:
        raise CommandError(f"{option} is a day: 2026-08-01.", returncode=UNUSABLE)
    return typed
