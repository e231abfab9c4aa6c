"""Conversation notes of the demo board, advice, care notes, and a few entries of other kinds."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from access.choices import Role
from access.models import Assignment
from accounts.models import User
from dossiers.choices import Category, Kind
from dossiers.services.placing import Agreed, Placed
from dossiers.services.placing import place as place_entries
from kernel.dates import AMSTERDAM
from privacyportal.demo.tasks import CLASS, COORDINATOR
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privacyportal.demo.build import Demo

A_WHILE = timedelta(days=10)  # what was agreed longer ago has been done
KINDS = {
    "mentor": Kind.MENTOR_TALK,
    "parents": Kind.PARENTS_TALK,
    "phone": Kind.PHONE,
    "short": Kind.SHORT_CONTACT,
}
OTHER = (
    (Category.TEST_RESULT, "Toets begrijpend lezen", "Score: ruim voldoende."),
    (Category.ATTENDANCE, "Afwezig met bericht", "Twee dagen ziek gemeld door thuis."),
    (Category.HEALTH_CARD, "Noodkaart", "Allergie voor wespen. Pen ligt bij de administratie."),
    (Category.SUPPORT_FILE, "Advies van het samenwerkingsverband", "Extra begeleiding bij taal."),
)

ADVICE = (
    ("Plek in de klas", "Zet vooraan, bij de deur. Even de gang op mag altijd, zonder te vragen."),
    ("Toetsen", "Geef tien minuten extra en lees de vragen een keer voor."),
    ("Opdrachten", "Geef een stap tegelijk, en schrijf de stap ook op het bord."),
)
CARE = (
    ("Overleg met de schoolarts", "Ouders zijn akkoord. De arts belt volgende week met thuis."),
    ("Gesprek in het zorgteam", "We kijken na vier weken of het rustiger gaat in de pauzes."),
)
A_WEEK = timedelta(weeks=1)


def place(demo: Demo) -> None:
    """Take in the notes of the generator, in the name of who wrote them."""
    written = json.loads((demo.folder / "notes.json").read_text("utf-8"))
    keys = {
        (school, key): (pk, school)
        for pk, school, key in Student.objects.values_list("pk", "school__brin", "las_key")
    }
    authors = dict(User.objects.values_list("email", "pk"))
    names = dict(User.objects.values_list("pk", "display_name"))
    place_entries(
        actor=None,
        entries=[
            *(_note(note, keys, authors, names, demo.today) for note in written),
            *_others(demo),
            *_advice(demo),
            *_care(demo),
        ],
        at=demo.at,
    )


def _note(
    note: dict[str, Any],
    keys: dict[tuple[str, str], tuple[int, str]],
    authors: dict[str, int],
    names: dict[int, str],
    today: date,
) -> Placed:
    author = authors.get(note["author"])
    held_on = date.fromisoformat(note["on"])
    agreed: tuple[Agreed, ...] = ()
    if note.get("follow_up"):
        due_on = date.fromisoformat(note["follow_up_on"])
        is_done = due_on < today - A_WHILE
        done_at = datetime.combine(due_on, time(12), tzinfo=AMSTERDAM) if is_done else None
        agreed = (Agreed(note["follow_up"], due_on, done_at),)
    return Placed(
        student=keys[note["school"], note["student"]][0],
        author=author,
        author_name=names[author] if author else "Collega",
        category=Category.CONVERSATION_NOTE,
        kind=KINDS[note["kind"]],
        title=note["title"],
        body=note["text"],
        held_on=held_on,
        created_at=datetime.combine(held_on, time(16), tzinfo=AMSTERDAM),
        follow_ups=agreed,
    )


def _others(demo: Demo) -> Iterator[Placed]:
    """Give every twelfth student an entry of each other kind, so that a purge has work."""
    for pk in islice(Student.objects.order_by("pk").values_list("pk", flat=True), 0, None, 12):
        for category, title, body in OTHER:
            yield Placed(
                student=pk,
                author=None,
                author_name="Leerlingadministratie",
                category=category,
                title=title,
                body=body,
                held_on=demo.today,
                created_at=demo.at,
            )


def _advice(demo: Demo) -> Iterator[Placed]:
    """Give the first students of one class advice for lessons, by the care coordinator."""
    author = User.objects.get(email=COORDINATOR)
    known = Student.objects.filter(
        memberships__group__name=CLASS,
        memberships__group__school_year__period__contains=demo.today,
        memberships__period__contains=demo.today,
    )
    for student, (title, body) in zip(known.by_name(), ADVICE, strict=False):
        yield _written(demo, student.pk, author, Category.LESSON_ADVICE, title, body)


def _care(demo: Demo) -> Iterator[Placed]:
    """Let each member of a care team have written about the student."""
    teams = Assignment.objects.filter(role=Role.CARE_TEAM).live(demo.at).select_related("user")
    for task in teams:
        assert task.student_id is not None  # noqa: S101  (a care team is of one student)
        for title, body in CARE:
            yield _written(demo, task.student_id, task.user, Category.CARE_NOTE, title, body)


def _written(
    demo: Demo, student: int, author: User, category: Category, title: str, body: str
) -> Placed:
    return Placed(
        student=student,
        author=author.pk,
        author_name=author.display_name,
        category=category,
        title=title,
        body=body,
        held_on=demo.today - A_WEEK,
        created_at=demo.at,
    )
