"""What tests of pages share: addresses, a form, and the record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from audit.models import Event

if TYPE_CHECKING:
    from dossiers.tests import make


def form(**changes: str) -> dict[str, str]:
    """Return what the form of a new note sends."""
    return {
        "kind": "parents_talk",
        "title": "About the holidays",
        "body": "They go to Zeeland.",
        "held_on": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        **changes,
    }


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


def addresses(of: make.Klass, follow_up_id: object, entry_id: object) -> dict[str, str]:
    student = of.student.public_id
    return {
        "GET dossiers:class": reverse("dossiers:class", args=[of.group.public_id]),
        "GET dossiers:student": reverse("dossiers:student", args=[student]),
        "GET dossiers:pictures": reverse("dossiers:pictures", args=[student]),
        "POST dossiers:write_note": reverse("dossiers:write_note", args=[student]),
        "GET dossiers:correct_note": reverse("dossiers:correct_note", args=[entry_id]),
        "POST dossiers:correct_note": reverse("dossiers:correct_note", args=[entry_id]),
        "POST dossiers:tick": reverse("dossiers:tick", args=[follow_up_id]),
    }


def address_of(route: str, of: make.Klass) -> str:
    match route:
        case "dossiers:student" | "dossiers:pictures":
            return reverse(route, args=[of.student.public_id])
        case "dossiers:class":
            return reverse(route, args=[of.group.public_id])
        case _:
            return reverse(route)
