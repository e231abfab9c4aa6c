"""Nobody is made to wait for fifty thousand rows of others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection

from consents.models import Decision, Receipt
from consents.tests.walls import Household
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from schools.models import School
from students.models import Guardianship

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
SCHOOLS = 50  # of five hundred students each, with two rows of each kind
MANY = 50_000
WALLED = ("students_guardianship", "consents_decision", "consents_receipt")
CROWD = """
CREATE TEMP TABLE crowd ON COMMIT DROP AS
SELECT id AS school, row_number() OVER () AS n FROM schools_school WHERE name = 'Menigte';
INSERT INTO students_student (public_id, audit_ref, school_id, las_key, call_name, first_names,
  initials, name_prefix, surname, email, photo)
SELECT gen_random_uuid(), gen_random_uuid(), school, 'm' || i, '', '', '', '', 'Menigte', '', ''
FROM crowd, generate_series(1, 500) AS i;
ANALYZE students_student;
INSERT INTO accounts_user (public_id, audit_ref, email, display_name, password, language, theme,
  is_active, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'm' || n || '-' || i || '@example.org', 'M', '!',
  'nl', 'auto', true, now() FROM crowd, generate_series(1, 500) AS i;
ANALYZE accounts_user;
INSERT INTO students_guardian (public_id, school_id, las_key, kind, call_name, initials,
  name_prefix, surname, email, mobile, address_is_secret, phone_is_secret, user_id)
SELECT gen_random_uuid(), school, 'm' || u.id, 'person', '', '', '', 'Menigte', '', '', false,
  false, u.id FROM crowd JOIN accounts_user u ON starts_with(u.email, 'm' || n || '-');
ANALYZE students_guardian;
INSERT INTO students_guardianship (guardian_id, student_id, school_id, relation, authority,
  restriction, period, evidence, priority)
SELECT g.id, s.id, s.school_id, 'parent', 'joint', 'none', p.period, '', 1
FROM (SELECT id, school_id, row_number() OVER (PARTITION BY school_id ORDER BY id) AS n
      FROM students_student WHERE surname = 'Menigte') AS s
JOIN (SELECT id, school_id, row_number() OVER (PARTITION BY school_id ORDER BY id) AS n
      FROM students_guardian WHERE surname = 'Menigte') AS g USING (school_id, n),
(VALUES (daterange(NULL, '2020-01-01')), (daterange('2020-01-01', NULL))) AS p (period);
ANALYZE students_guardianship;
INSERT INTO consents_receipt (public_id, at, given_to_id)
SELECT gen_random_uuid(), now(), g.user_id
FROM students_guardian g, generate_series(1, 2) WHERE g.surname = 'Menigte';
ANALYZE consents_receipt;
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, guardian_id, decided_by_id, channel, receipt_id, design, signed_in, at)
SELECT gs.student_id, gs.school_id, w.purpose_id, w.id, 'granted', '', 'guardian', g.id, g.user_id,
  'portal', r.id, '0123456789ab', 'password', now()
FROM students_guardianship gs JOIN students_guardian g ON g.id = gs.guardian_id
JOIN LATERAL (SELECT id FROM consents_receipt WHERE given_to_id = g.user_id LIMIT 1) AS r ON true
CROSS JOIN (SELECT id, purpose_id FROM consents_wording LIMIT 1) AS w
WHERE g.surname = 'Menigte';
"""


def fill(like: School) -> None:
    """Fill the tables with families of many other schools."""
    with as_role("portal_worker"):
        for number in range(SCHOOLS):
            like.pk, like.public_id = None, uuid4()
            like.brin, like.name = f"{number:02}ZZ", "Menigte"
            like.save(force_insert=True)
    with unwalled("consents"), connection.cursor() as cursor:
        cursor.execute(CROWD)
        cursor.execute("ANALYZE consents_decision")
        for model in (Guardianship, Decision, Receipt):
            assert model._base_manager.count() >= MANY


def plans(user: User) -> dict[str, str]:
    """Return how PostgreSQL would look for the rows of the pages, and for all by raw SQL."""
    bonds, said = Guardianship.objects, Decision.objects
    with acting_as(user.pk):
        return {
            "own guardianships": bonds.filter(guardian__user=user).deciding().explain(),
            "visible guardianships": bonds.visible_to(user).explain(),
            "the history": said.visible_to(user).newest_first().explain(),
            "the receipts": Receipt.objects.visible_to(user).explain(),
            "raw SQL on guardianships": bonds.all().explain(),
            "raw SQL on decisions": said.all().explain(),
            "raw SQL on receipts": Receipt.objects.all().explain(),
        }


def test_nobody_waits_for_fifty_thousand_rows_of_others() -> None:
    house = Household()
    fill(School.objects.get(pk=house.home.school.pk))

    slow = {}
    for who in ("mentor", "parent", "student of seventeen", "administration", "privacy officer"):
        for name, plan in plans(house.somebody(who)).items():
            is_raw = name.startswith("raw SQL")
            if (is_raw and "SubPlan" in plan) or any(f"Seq Scan on {t}" in plan for t in WALLED):
                slow[who, name] = plan
    assert not slow, "\n\n".join(f"{name}:\n{plan}" for name, plan in slow.items())
