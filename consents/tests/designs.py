"""Builders: what crowds chose on designs of the page, as it lies in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from consents import services
from consents.choices import PurposeKind
from consents.designs.drawn import design_of
from consents.models import DesignReview
from consents.tests import make
from kernel.database import as_role
from kernel.tests.roles import seeing_all, unwalled
from schools.tests.make import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from consents.tests.people import Family

OLD, NEWER = "a" * 12, "b" * 12
CROWD = """
WITH who AS (
  INSERT INTO accounts_user (public_id, audit_ref, email, display_name, password, language,
    theme, is_active, created_at)
  SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid() || '@example.org', 'M', '!',
    'nl', 'auto', true, now() FROM generate_series(1, %(yes)s + %(no)s)
  RETURNING id
), given AS (
  INSERT INTO consents_receipt (public_id, at) VALUES (gen_random_uuid(), %(at)s) RETURNING id
)
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, guardian_id, decided_by_id, channel, receipt_id, design, signed_in, at)
SELECT %(student)s, %(school)s, %(purpose)s, %(wording)s,
  CASE WHEN row_number() OVER () <= %(yes)s THEN 'granted' ELSE 'refused' END, '', 'guardian',
  NULL, who.id, 'portal', given.id, %(design)s, 'password', %(at)s
FROM who, given
"""
BARE = """
ALTER TABLE consents_decision DISABLE TRIGGER consents_decision_has_design;
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, decided_by_id, channel, receipt_id, design, signed_in, at)
SELECT student_id, school_id, purpose_id, wording_id, outcome, before, capacity, decided_by_id,
  channel, receipt_id, '', '', at - interval '1 year' FROM consents_decision;
ALTER TABLE consents_decision ENABLE TRIGGER consents_decision_has_design
"""


def chose(home: Family, design: str, *, yes: int, no: int, day: int = 0) -> None:
    """Let so many people choose for the first time on a design, each once."""
    about = make.purpose(home.child)
    facts: dict[str, int | str | datetime] = {
        "yes": yes,
        "no": no,
        "student": home.child.pk,
        "school": home.school.pk,
        "purpose": about.pk,
        "wording": make.words(about).pk,
        "design": design,
        "at": NOW + timedelta(days=day),
    }
    with unwalled("consents"), connection.cursor() as cursor:
        cursor.execute(CROWD, facts)


def rise(home: Family) -> None:
    """Let half of the people say yes on the old design, and three of four on the newer one."""
    chose(home, OLD, yes=200, no=200)
    chose(home, NEWER, yes=300, no=100, day=1)


def from_before(home: Family) -> None:
    """Let there be, beside one choice, the same as it was kept before designs were."""
    make.choose(home.parent, home.child, "yes")
    with unwalled("consents"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(BARE)


def night(home: Family) -> int:
    """Do what the worker does at night; return how many looks are new."""
    with as_role("portal_worker"):
        return services.review_designs(board=home.school.board, at=NOW)


def looks() -> list[DesignReview]:
    """Return all looks, in order."""
    with seeing_all():
        return list(DesignReview.objects.order_by("pk"))


def current() -> str:
    """Return the design of the pages about photos."""
    return design_of(PurposeKind.PICTURES)
