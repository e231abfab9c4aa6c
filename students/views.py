"""Pages of staff: the list of students, the card of one, and the identity number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kernel.errors import PortalError
from kernel.http import UserRequest, go
from students import policies, services
from students.errors import NoSuchStudentError
from students.forms import NumberForm, RevealForm, SearchForm
from students.models import Student

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

PER_PAGE = 50
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def students(request: UserRequest) -> HttpResponse:
    """List the students whom somebody knows by working at their school, or find some by name."""
    at = timezone.now()
    if not policies.works_with_students(request.user):
        refuse(request)
    form = SearchForm(request.POST or None)
    asked = form.cleaned_data if form.is_valid() else {}
    groups = list(policies.groups_of(request.user, at=at))
    wanted = (request.POST or request.GET).get("groep", "")
    group = next((each for each in groups if str(each.public_id) == wanted), None)
    found = policies.students_of(request.user, name=asked.get("name", ""), group=group, at=at)
    page = Paginator(found, PER_PAGE).get_page(asked.get("page") or 1)
    context = {"form": form, "page": page, "groups": groups, "group": group}
    return render(request, "students/list.html", context)


@require_safe
def card(request: UserRequest, student: UUID) -> HttpResponse:
    """Show what somebody may see of a student."""
    return _card_page(request, student, reveal=RevealForm(), enter=NumberForm())


@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: UserRequest, student: UUID) -> HttpResponse:
    """Show the identity number of a student, once, for a reason that is put on record.

    Whoever goes back to the answer, or loads it anew, is on the card again.
    """
    if request.method != "POST":
        return go(request, "students:card", student)
    found = _find_for(request, "reveal_bsn", student)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _card_page(request, student, reveal=form, enter=NumberForm())
    try:
        digits = services.reveal_number(
            actor=request.user, student=found, reason=form.cleaned_data["reason"]
        )
    except PortalError as error:
        messages.error(request, str(error))
        return go(request, "students:card", student)
    context = {"student": found, "digits": digits}
    return render(request, "students/number.html", context)


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_number(request: UserRequest, student: UUID) -> HttpResponse:
    """Enter the identity number of a student; its form is on the card."""
    if request.method != "POST":
        return go(request, "students:card", student)
    found = _find_for(request, "write_identity", student)
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            services.enter_number(actor=request.user, student=found, **form.cleaned_data)
        except PortalError as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, _("The number is saved."))
            return go(request, "students:card", student)
    return _card_page(request, student, reveal=RevealForm(), enter=form)


def _card_page(
    request: UserRequest, student: UUID, *, reveal: RevealForm, enter: NumberForm
) -> HttpResponse:
    try:
        shown = services.read_card(actor=request.user, student=student, at=timezone.now())
    except NoSuchStudentError:
        refuse(request, student)
    status = UNPROCESSABLE if reveal.errors or enter.errors else 200
    wrong = reveal if reveal.errors else enter
    context = {"card": shown, "reveal": reveal, "enter": enter, "form": wrong}
    return render(request, "students/card.html", context, status=status)


def _find_for(request: UserRequest, permission: str, student: UUID) -> Student:
    """Return the student, on whom `request.user` holds `permission`; else no page."""
    mine = Student.objects.where(request.user, permission)
    found = mine.filter(public_id=student).first()
    if found is None:
        refuse(request, student)
    return found


def refuse(request: UserRequest, student: UUID | None = None) -> NoReturn:
    """Put the attempt on record, and let the page not exist; for every page about students."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    services.deny(actor=request.user, route=route, student=student, at=timezone.now())
    raise Http404
