"""A receipt to read and to keep: PDF, with the words that were shown and a seal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consents.choices import Capacity, Outcome, PurposeKind
from consents.receipts import seal
from kernel import words
from kernel.paper import compiled

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.models import Decision, Wording
    from consents.receipts.contents import Contents
    from students.models import Student

MEDIA_TYPE = "application/pdf"
SOURCE = Path(__file__).with_name("receipt.typ")


def as_pdf(contents: Contents, reader: User) -> bytes:
    """Return the receipt in the language of the page; `reader` is who got it.

    The same choices give the same bytes.
    """
    return seal.sealed_pdf(compiled(SOURCE, _data(contents, reader)))


def _data(contents: Contents, reader: User) -> dict[str, Any]:
    return {
        "title": _title(contents),
        "author": ", ".join(school.name for school in contents.schools),
        "language": (get_language() or "nl")[:2],
        "number": words.left_to_right(contents.receipt.number),
        "facts": _facts(contents, reader),
        "columns": [_("Question"), _("Your choice"), _("Before"), _("Written down on")],
        "students": [_student(one, contents) for one in contents.students],
        "words_title": _("The texts that you read"),
        "words": [_words(wording, contents) for wording in contents.wordings],
        "good_to_know": _("Good to know"),
        "notes": _notes(),
    }


def _title(contents: Contents) -> str:
    kinds = {each.purpose.kind for each in contents.decisions}
    if kinds == {PurposeKind.PICTURES}:
        return _("Receipt of your choices about photos and videos")
    return _("Receipt of your choices")


def _facts(contents: Contents, reader: User) -> list[dict[str, str]]:
    found = [
        (_("Receipt number"), words.left_to_right(contents.receipt.number)),
        (_("Given to"), reader.display_name),
        (_("Chosen as"), ", ".join(_capacities(contents))),
        (_("School"), ", ".join(f"{one.name} ({one.board.name})" for one in contents.schools)),
        (_("Written down on"), _moment(contents.at)),
    ]
    entered = contents.entered
    if entered:
        said = f"{entered.get_channel_display()}, {words.day(entered.said_on)}"
        found.append((_("Written down by the school, from"), said))
    return [{"name": name, "text": text} for name, text in found]


def _capacities(contents: Contents) -> list[str]:
    capacities = dict.fromkeys(decision.capacity for decision in contents.decisions)
    return [str(Capacity(each).label) for each in capacities]


def _student(student: Student, contents: Contents) -> dict[str, Any]:
    own = [each for each in contents.decisions if each.student_id == student.pk]
    return {"name": student.display_name, "lines": [_line(decision) for decision in own]}


def _line(decision: Decision) -> dict[str, str]:
    return {
        "title": _named(decision),
        "language": decision.wording.language,
        "says": _("Yes") if decision.says_yes else _("No"),
        "was": _was(decision.before),
        "at": _moment(decision.at),
        "follows": decision.what_follows,
    }


def _named(decision: Decision) -> str:
    """Return the title, with whom it names where it was asked about one student."""
    title, asked = decision.wording.title, decision.inquiry
    return f"{title} ({asked.addressee})" if asked else title


def _was(before: str) -> str:
    if not before:
        return _("was not chosen yet")
    return _("was yes") if before == Outcome.GRANTED else _("was no")


def _words(wording: Wording, contents: Contents) -> dict[str, Any]:
    names = ", ".join(
        dict.fromkeys(
            each.student.short_name for each in contents.decisions if each.wording_id == wording.pk
        )
    )
    since = words.day(timezone.localtime(wording.in_force_from))
    return {
        "title": wording.title,
        "language": wording.language,
        "lines": [
            wording.question,
            wording.summary,
            wording.audience,
            wording.kept,
            wording.explanation.replace("{name}", names),
            *_sharing(wording, contents),
        ],
        "mark": _("Version %(version)s, in force from %(since)s. Mark: %(mark)s")
        % {
            "version": wording.version,
            "since": since,
            "mark": words.left_to_right(wording.sha256),
        },
    }


def _sharing(wording: Wording, contents: Contents) -> list[str]:
    """Return what was asked about one student: with whom is shared what, why and until when."""
    decisions = [each for each in contents.decisions if each.wording_id == wording.pk]
    asked = {each.inquiry_id: each.inquiry for each in decisions if each.inquiry}
    return [
        f"{name}: {text}"
        for each in asked.values()
        for name, text in (
            (_("With whom"), each.addressee),
            (_("Which pieces"), ", ".join(each.named_pieces)),
            (_("What exactly"), each.what),
            (_("Why"), each.why),
            (_("Until"), words.day(each.last_day_of_yes) if each.last_day_of_yes else ""),
        )
        if text
    ]


def _notes() -> list[str]:
    where = f"{settings.PORTAL_URL}{reverse('consents:overview')}"
    return [
        _("This receipt says what you chose. What counts today, you read in the portal."),
        _("You can change your choice any day: %(address)s")
        % {"address": words.left_to_right(where)},
        _("The school can check whether this file is real, and whether anything was changed."),
        _("Keep the file itself for that. A print cannot be checked."),
    ]


def _moment(at: datetime) -> str:
    return words.moment(at)
