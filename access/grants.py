"""Keep the grants equal to what assignments and matrix say; PostgreSQL does the work.

Two functions in the database do the writing (see the migration). They take no rights from
the caller: whoever may call them can make them no broader than the assignments are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from access.models import Right
from access.rules import Target, rights
from schools.models import School

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User

NAMED = """
SELECT c.model || '.' || p.codename AS name, count(DISTINCT g.content_object_id)
FROM ({grants}) AS g
JOIN auth_permission p ON p.id = g.permission_id
JOIN django_content_type c ON c.id = p.content_type_id
WHERE g.user_id = %(user)s AND g.valid @> %(at)s
GROUP BY 1 ORDER BY 1
"""
COLUMNS = "SELECT user_id, permission_id, content_object_id, valid FROM"
COUNT_ROWS = NAMED.format(
    grants=f"{COLUMNS} students_studentgrant UNION ALL {COLUMNS} schools_schoolgrant"
)
COUNT_DERIVED = NAMED.format(
    grants=f"""
    WITH every AS (SELECT coalesce(array_agg(id), '{{}}') AS school FROM schools_school)
    {COLUMNS} every, access_wanted_students(school, %(at)s)
    UNION ALL {COLUMNS} every, access_wanted_schools(school, %(at)s)"""  # noqa: S608  (constants)
)


def sync(*, schools: Collection[int], at: datetime) -> int:
    """Bring grants of these schools in line; return how many rows came or went.

    Follows guardianships first: a guardian with authority has a task for the child.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_sync(%s::bigint[], %s)", [list(schools), at])
        return int(cursor.fetchone()[0])


def counts(user: User, *, at: datetime) -> dict[str, int]:
    """Return on how many students and schools `user` holds each permission at moment `at`.

    Of now and later the rows are counted; of earlier, what assignments and matrix gave then.
    Somebody whose account is closed holds nothing.
    """
    if not user.is_active:
        return {}
    query = COUNT_DERIVED if at < timezone.now() else COUNT_ROWS
    with connection.cursor() as cursor:
        cursor.execute(query, {"user": user.pk, "at": at})
        return {str(name): int(number) for name, number in cursor.fetchall()}


def write_rights(**_: object) -> None:
    """Write the matrix as rows; runs after each migration, as the owner of the tables.

    Where the matrix changed, the grants of every school follow at once.
    """
    for label in ("schools", "students"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    permissions = {
        (p.content_type.model, p.codename): p.pk
        for p in Permission.objects.filter(
            content_type__model__in=("student", "school")
        ).select_related("content_type")
    }
    wanted = {
        (
            right.role.value,
            permissions[
                "school" if right.target == Target.SCHOOL else "student", right.permission
            ],
            right.target.value,
            right.until_sixteen,
            right.while_enrolled,
        )
        for right in rights()
    }
    there = set(
        Right.objects.values_list(
            "role", "permission_id", "target", "until_sixteen", "while_enrolled"
        )
    )
    if there != wanted:
        Right.objects.all().delete()
        Right.objects.bulk_create(
            Right(
                role=role,
                permission_id=permission,
                target=target,
                until_sixteen=until,
                while_enrolled=enrolled,
            )
            for role, permission, target, until, enrolled in sorted(wanted)
        )
        schools = list(School.objects.values_list("pk", flat=True))
        if schools:
            sync(schools=schools, at=timezone.now())
