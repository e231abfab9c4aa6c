"""How pages speak of the compartments of a file: addresses, words, forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dossiers.forms import AdviceForm, CareForm
from dossiers.rules import ADVICE, CARE, NOTES

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from dossiers.policies import OpenedStudent
    from dossiers.rules import Compartment


@dataclass(frozen=True, slots=True)
class Part:
    """What the pages of one compartment are called, and where they are."""

    compartment: Compartment
    form: type[AdviceForm]
    icon: str
    page: str  # names of addresses
    listed: str
    write: str
    correct: str
    title: StrPromise
    students: StrPromise
    students_lead: StrPromise
    none_yet: StrPromise
    new: StrPromise
    save: StrPromise
    saved: StrPromise
    correction: StrPromise
    also_read: StrPromise  # who reads besides those with a task


@dataclass(frozen=True, slots=True)
class Tab:
    """The way from one part of a file to another."""

    label: StrPromise
    icon: str
    url: str
    is_current: bool


LESSONS = Part(
    ADVICE,
    AdviceForm,
    "book-open",
    page="dossiers:advice",
    listed="dossiers:advice_students",
    write="dossiers:write_advice",
    correct="dossiers:correct_advice",
    title=_("Advice for lessons"),
    students=_("Advice for lessons"),
    students_lead=_("What helps these students in the lesson."),
    none_yet=_("There is no advice here yet."),
    new=_("Write advice"),
    save=_("Save the advice"),
    saved=_("The advice is saved."),
    correction=_("Correct advice"),
    also_read=_("The student from sixteen and the parents read this too."),
)
TEAM = Part(
    CARE,
    CareForm,
    "heart-pulse",
    page="dossiers:care",
    listed="dossiers:care_students",
    write="dossiers:write_care",
    correct="dossiers:correct_care",
    title=_("Care team"),
    students=_("My care students"),
    students_lead=_("Students in whose care team you are."),
    none_yet=_("The care team has written nothing yet."),
    new=_("Write a note of the care team"),
    save=_("Save the care note"),
    saved=_("The note of the care team is saved."),
    correction=_("Correct a note of the care team"),
    also_read=_("Mentors and teachers do not read this."),
)
TABS = (
    (NOTES, _("Talks"), "message-square-text", "dossiers:student"),
    (ADVICE, LESSONS.title, LESSONS.icon, LESSONS.page),
    (CARE, TEAM.title, TEAM.icon, TEAM.page),
)


def tabs_of(student: OpenedStudent, *, current: str) -> list[Tab]:
    """Return the parts of the file that the reader opens, and no other; `current` is an address.

    The answers about pictures stand beside the talks: who reads no talks has a list of them.
    """
    open_to_reader = [
        (label, icon, page) for part, label, icon, page in TABS if part.read in student.held
    ]
    if NOTES.read in student.held and student.may_see_pictures:
        open_to_reader.append((_("Pictures"), "camera", "dossiers:pictures"))
    return [
        Tab(label, icon, reverse(page, args=[student.public_id]), page == current)
        for label, icon, page in open_to_reader
    ]
