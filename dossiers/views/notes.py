"""Pages of mentors: their classes, their students, and what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import policies, services
from dossiers.choices import Kind
from dossiers.errors import NotTheirReaderError
from dossiers.forms import CorrectionForm, NoteForm, TickForm
from dossiers.models import Entry, FollowUp
from dossiers.rules import NOTES, last_day_of_week
from dossiers.views.shared import UNPROCESSABLE, find, header, within_budget
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import UserRequest, go
from students.forms import FindForm
from students.views import refuse

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

ALL_NOTES = 1_000
SAID = ("kind", "title", "body", "held_on")
FOUND_PER_PAGE = 25
BACK = {"today": "dossiers:today", "follow_ups": "dossiers:follow_ups"}


@require_safe
def today(request: UserRequest) -> HttpResponse:
    """Show the own classes and students, and what is due this week."""
    at = timezone.now()
    if not policies.works_with(request.user, NOTES, at=at):
        refuse(request)
    until = last_day_of_week(day_of(at))
    context = {
        "today": day_of(at),
        "classes": policies.classes_of(request.user, at=at),
        "students": policies.students_by_name(request.user, at=at),
        "due": services.read_follow_ups(actor=request.user, until=until, at=at),
    }
    return render(request, "dossiers/today.html", context)


@require_safe
def follow_ups(request: UserRequest) -> HttpResponse:
    """Show what is still to be done for the own students."""
    at = timezone.now()
    if not policies.works_with(request.user, NOTES, at=at):
        refuse(request)
    page = request.GET.get("page", "1")
    shown = services.read_follow_ups(actor=request.user, page=page, at=at)
    return render(request, "dossiers/follow_ups.html", {"follow_ups": shown})


@require_safe
def class_page(request: UserRequest, group: UUID) -> HttpResponse:
    """Show a class: with whom there was a talk, what is next, who may be in the picture."""
    at = timezone.now()
    try:
        seen = services.read_class(actor=request.user, group=group, at=at)
    except NotTheirReaderError:
        refuse(request)
    shown = request.GET.get("toon", "")
    context = {"group": seen.group, "klass": seen, "rows": seen.shown(shown), "shown": shown}
    return render(request, "dossiers/class.html", context)


@require_safe
@within_budget
def student(request: UserRequest, student: UUID) -> HttpResponse:
    """Show the notes about a student, and a form for a new one."""
    return _student_page(
        request, student, form=NoteForm(initial={"held_on": day_of(timezone.now())})
    )


@require_safe
def pictures(request: UserRequest, student: UUID) -> HttpResponse:
    """Show for each place whether the student may be in the picture; not why."""
    at = timezone.now()
    try:
        found = policies.require_student_reader(request.user, student, NOTES, at=at)
    except NotTheirReaderError:
        refuse(request, student)
    if not found.may_see_pictures:
        refuse(request, student)
    basis = policies.require_basis(found.ground)
    context = header(found, basis, current="dossiers:pictures", at=at)
    return render(request, "dossiers/pictures.html", context)


@require_POST
@within_budget
def write_note(request: UserRequest, student: UUID) -> HttpResponse:
    """Write a note about a student."""
    at = timezone.now()
    known = policies.students_of(request.user, NOTES, at=at).filter(may_write=True)
    found = find(request, known, student, public_id=student)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.write_entry(
                actor=request.user, student=found, compartment=NOTES, at=at, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The note is saved."))
            return go(request, "dossiers:student", student)
    return _student_page(request, student, form=form, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@within_budget
def correct_note(request: UserRequest, entry: UUID) -> HttpResponse:
    """Correct an own note: the old version stays, the new one is shown."""
    at = timezone.now()
    mine = Entry.objects.visible_to(request.user, NOTES).written_by(request.user, NOTES).current()
    found = find(request, mine.select_related("student__school"), public_id=entry)
    services.read_entry(actor=request.user, entry=found, at=at)
    form = CorrectionForm(request.POST or None, initial=model_to_dict(found, SAID))
    if form.is_valid():
        try:
            services.correct_entry(actor=request.user, entry=found, at=at, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The note is saved."))
            return go(request, "dossiers:student", found.student.public_id)
    context = {"student": found.student, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "dossiers/correct.html", context, status=status)


@require_POST
def tick(request: UserRequest, follow_up: UUID) -> HttpResponse:
    """Tick a follow-up off, or open it again."""
    mine = FollowUp.objects.visible_to(request.user).writable_by(request.user)
    found = find(request, mine.select_related("student"), public_id=follow_up)
    form = TickForm(request.POST)
    if form.is_valid():
        services.tick_follow_up(
            actor=request.user,
            follow_up=found,
            done=form.cleaned_data["done"],
            at=timezone.now(),
        )
    if form.data.get("back") in BACK:
        return go(request, BACK[form.data["back"]])
    return go(request, "dossiers:student", found.student.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: UserRequest) -> HttpResponse:
    """Find own students by a part of the name, which travels in the body of the request."""
    at = timezone.now()
    if not policies.works_with(request.user, NOTES, at=at):
        refuse(request)
    form = FindForm(request.POST or None)
    found = None
    if form.is_valid():
        name = form.cleaned_data["name"]
        pages = Paginator(policies.find_students(request.user, name, at=at), FOUND_PER_PAGE)
        found = pages.get_page(form.cleaned_data["page"] or 1)
    return render(request, "dossiers/search.html", {"form": form, "found": found})


def _student_page(
    request: UserRequest, public_id: UUID, *, form: NoteForm, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    kind = request.GET.get("soort", "")
    try:
        notes = services.read_entries(
            actor=request.user,
            student=public_id,
            compartment=NOTES,
            kind=kind if kind in Kind.values else "",
            limit=ALL_NOTES if request.GET.get("alles") else services.ENTRIES_AT_FIRST,
            at=at,
        )
    except NotTheirReaderError:
        refuse(request, public_id)
    context = header(notes.student, notes.basis, current="dossiers:student", at=at) | {
        "notes": notes,
        "kinds": Kind.choices,
        "kind": kind,
        "readers": [role.label for role in policies.readers_of(NOTES)],
        "form": form,
        "correct": "dossiers:correct_note",
    }
    return render(request, "dossiers/student.html", context, status=status)
