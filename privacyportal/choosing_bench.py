"""How long the portal takes over the pages on which a parent chooses, whole and as their role.

Once where there is one school and once among all, so that growth shows. Of each student both
parents decided on every question, and before that once more on two: with eight questions that
is twenty decisions. It commits, so it belongs in a database of its own.

Norm: design.md 6
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consents.models import Decision, Purpose
from consents.policies import family
from consents.services import keep_answers, offer_purposes
from dossiers.bench.fill import PER_SCHOOL, fill
from kernel.database import acting_as, as_role
from schools.models import School

if TYPE_CHECKING:
    from collections.abc import Callable

    from dossiers.bench.fill import Town

PAGES = "portal_web"
WARM, ROUNDS = 5, 100
GROWTH = 1.25  # p95 among all schools beside that at one
LIMITS_MS = {"overview": 50, "one question": 50, "decision": 40}
TABLES = ("consents_decision", "consents_receipt")
CHOICES = """
WITH given AS (
  INSERT INTO consents_receipt (public_id, at, given_to_id)
  VALUES (gen_random_uuid(), now() - interval '1 day', NULL) RETURNING id
)
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, guardian_id, decided_by_id, channel, receipt_id, design, signed_in,
  at)
SELECT gs.student_id, gs.school_id, p.id, w.id, said.outcome, said.before, 'guardian', g.id,
  g.user_id, 'portal', given.id, '0123456789ab', 'password', now() - said.ago
FROM (VALUES ('refused', '', interval '300 days', 2), ('granted', '', interval '30 days', 99))
  AS said (outcome, before, ago, questions)
CROSS JOIN given CROSS JOIN students_guardian g
JOIN students_guardianship gs ON gs.guardian_id = g.id
JOIN consents_purpose p ON p.school_id = gs.school_id AND p.kind = 'pictures'
  AND p.order <= said.questions
JOIN consents_wording w ON w.purpose_id = p.id AND w.language = 'nl'
WHERE g.school_id = %s
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one kind of request."""

    p50: float
    p95: float


def run(students: int) -> tuple[dict[str, str], Town]:
    """Return lines of milliseconds beside their limits, and the schools that were filled."""
    current_app.conf.broker_url = "memory://"  # there is nobody to write to
    one = fill(min(students, PER_SCHOOL))
    _choose()
    before = _measured(one)
    town = fill(students - PER_SCHOOL, after=1) if students > PER_SCHOOL else one
    begin = time.perf_counter()
    _choose()
    lines = {
        "decisions": f"{_decisions()} about {students} students",
        "chosen in": f"{time.perf_counter() - begin:.0f} s",
    }
    after = _measured(town)
    return lines | {name: _line(name, before[name], after[name]) for name in LIMITS_MS}, town


def _line(name: str, before: Times, after: Times) -> str:
    limit = LIMITS_MS[name]
    return (
        f"p50 {after.p50:.1f} ms, {after.p50 / limit:.2f} of the limit of {limit} | "
        f"p95 {after.p95:.1f} ms, {after.p95 / before.p95:.2f} x that of one school "
        f"(limit {GROWTH})"
    )


def _choose() -> None:
    """Let every parent choose at the schools that do not ask anything yet."""
    for school in School.objects.filter(purposes=None).order_by("pk"):
        offer_purposes(actor=None, school=school, at=timezone.now())
        _as_owner(
            *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES),
            "SELECT set_config('app.owner_opens', 'students', false)",
            (CHOICES, [school.pk]),
            "SELECT set_config('app.owner_opens', '', false)",
            *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES),
        )
    _as_owner(*(f"VACUUM (ANALYZE) {table}" for table in (*TABLES, "consents_keptanswer")))


def _as_owner(*statements: str | tuple[str, list[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_owner")
        for each in statements:
            cursor.execute(*((each,) if isinstance(each, str) else each))
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.ROLE)}")


def _decisions() -> int:
    with as_role("portal_purge"):
        return Decision.objects.count()


def _measured(town: Town) -> dict[str, Times]:
    """Time the requests of a parent of two children, at a school whose answers are kept."""
    keep_answers(school=town.school.pk, at=timezone.now())
    parent = town.person("parent1a")
    with as_role(PAGES), acting_as(parent.pk):
        children = list(family(parent, on=timezone.localdate()))
    questions = list(Purpose.objects.filter(school=town.school).asked())
    address = urlsplit(settings.PORTAL_URL)
    client = Client(headers={"host": address.netloc, "x-forwarded-proto": address.scheme})
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {PAGES}")
    client.force_login(parent)
    overview = reverse("consents:overview")
    answers = {
        f"{child.public_id}_{question.public_id}": "yes"
        for child in children
        for question in questions
    }
    shown = {f"{name}_words": "1.nl" for name in answers}
    turned = next(iter(answers))

    def decide(number: int) -> int:
        says = {turned: "yes" if number % 2 else "no"}
        return client.post(overview, {**answers, **shown, **says}).status_code

    found = {
        "overview": _timed(lambda _: client.get(overview).status_code, 200),
        "one question": _timed(lambda _: client.get(f"{overview}vragen/1/").status_code, 200),
        "decision": _timed(decide, 302),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.ROLE)}")
    return found


def _timed(request: Callable[[int], int], status: int) -> Times:
    """Time a request in the process of the server.

    Raises:
        ValueError: it was answered in another way, so its time says nothing.
    """
    times = []
    for number in range(WARM + ROUNDS):
        begin = time.perf_counter()
        if request(number) != status:
            raise ValueError(status)
        times.append((time.perf_counter() - begin) * 1000)
    cuts = quantiles(times[WARM:], n=20)
    return Times(cuts[9], cuts[18])
