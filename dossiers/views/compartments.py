"""Pages of advice for lessons and of notes of the care team: the same, for other readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.forms import model_to_dict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import policies, services
from dossiers.errors import NotTheirReaderError
from dossiers.models import Entry
from dossiers.views.shared import UNPROCESSABLE, find, header, within_budget
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import UserRequest, go
from students.views import refuse

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from dossiers.forms import AdviceForm
    from dossiers.views.parts import Part

ALL_ENTRIES = 1_000
SAID = ("title", "body", "held_on")
ONLY_WRITTEN = "met"


@require_safe
def students(request: UserRequest, part: Part) -> HttpResponse:
    """List the students of whom somebody reads the compartment, and since when there is any."""
    only = request.GET.get("toon") == ONLY_WRITTEN
    try:
        listing = services.read_students(
            actor=request.user,
            compartment=part.compartment,
            group=request.GET.get("groep", ""),
            only_written=only,
            page=request.GET.get("page", "1"),
            at=timezone.now(),
        )
    except NotTheirReaderError:
        refuse(request)
    chosen = {
        "groep": str(listing.group.public_id) if listing.group else "",
        "toon": ONLY_WRITTEN if only else "",
    }
    context = {
        "part": part,
        "listing": listing,
        "page": listing.page,
        "only": only,
        "keep": "".join(f"&{name}={value}" for name, value in chosen.items() if value),
    }
    return render(request, "dossiers/students.html", context)


@require_safe
@within_budget
def student(request: UserRequest, student: UUID, part: Part) -> HttpResponse:
    """Show a compartment of the file of a student, and to who writes it a form."""
    form = part.form(initial={"held_on": day_of(timezone.now())})
    return _page(request, student, part, form=form)


@require_POST
@within_budget
def write(request: UserRequest, student: UUID, part: Part) -> HttpResponse:
    """Write an entry."""
    at = timezone.now()
    known = policies.students_of(request.user, part.compartment, at=at).filter(may_write=True)
    found = find(request, known, student, public_id=student)
    form = part.form(request.POST)
    if form.is_valid():
        try:
            services.write_entry(
                actor=request.user,
                student=found,
                compartment=part.compartment,
                at=at,
                **form.cleaned_data,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(part.saved))
            return go(request, part.page, student)
    return _page(request, student, part, form=form, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@within_budget
def correct(request: UserRequest, entry: UUID, part: Part) -> HttpResponse:
    """Correct an own entry: the old version stays, the new one is shown."""
    at = timezone.now()
    visible = Entry.objects.visible_to(request.user, part.compartment)
    mine = visible.written_by(request.user, part.compartment).current()
    found = find(request, mine.select_related("student__school"), public_id=entry)
    services.read_entry(actor=request.user, entry=found, at=at)
    form = part.form(request.POST or None, initial=model_to_dict(found, SAID))
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in SAID}
        try:
            services.correct_entry(actor=request.user, entry=found, at=at, **said)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(part.saved))
            return go(request, part.page, found.student.public_id)
    context = {"part": part, "student": found.student, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "dossiers/correct_part.html", context, status=status)


@require_safe
def of_own_child(request: UserRequest, student: UUID, part: Part) -> HttpResponse:
    """Show a parent, or the student, a compartment that is open to families."""
    try:
        read = services.read_as_family(
            actor=request.user,
            student=student,
            compartment=part.compartment,
            at=timezone.now(),
        )
    except NotTheirReaderError:
        refuse(request, student)
    context = {"student": read.student, "entries": read.shown}
    return render(request, "dossiers/own_advice.html", context)


def _page(
    request: UserRequest, public_id: UUID, part: Part, *, form: AdviceForm, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    try:
        read = services.read_entries(
            actor=request.user,
            student=public_id,
            compartment=part.compartment,
            limit=ALL_ENTRIES if request.GET.get("alles") else services.ENTRIES_AT_FIRST,
            at=at,
        )
    except NotTheirReaderError:
        refuse(request, public_id)
    context = header(read.student, read.basis, current=part.page, at=at) | {
        "part": part,
        "notes": read,
        "readers": [role.label for role in policies.readers_of(part.compartment)],
        "form": form,
        "correct": part.correct,
    }
    return render(request, "dossiers/part.html", context, status=status)
