"""The list of former students: kept at the school, left by a link without an account."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consents import services
from consents.alumni import register
from consents.alumni.form import AskClassForm, CallForm, StayForm
from consents.errors import NotGrownError, NotOnListError
from consents.models import AlumniLetter, Alumnus
from kernel.errors import PortalError
from kernel.http import go

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from kernel.http import UserRequest

UNPROCESSABLE = 422
PER_PAGE = 50
LETTERS = 10
STAY = "stay"


@require_safe
def alumni(request: UserRequest) -> HttpResponse:
    """Show the list to who keeps it: names and years; an address is read by nobody."""
    at = timezone.now()
    schools = list(register.schools_kept_by(request.user))
    if not schools:
        raise Http404
    for school in schools:
        services.read_alumni(actor=request.user, school=school, at=at)
    rows = Alumnus.objects.at_work_of(request.user).select_related("school").by_year()
    letters = AlumniLetter.objects.visible_to(request.user).select_related("school")
    context = {
        "schools": schools,
        "groups": register.groups_asked_by(request.user, at=at),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "letters": letters.newest_first()[:LETTERS],
    }
    return render(request, "consents/alumni.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: UserRequest, group: UUID) -> HttpResponse:
    """Ask of a class, before it leaves, who joins.

    Law: AVG 4(11)
    """
    at = timezone.now()
    found = register.class_of(request.user, group, at=at)
    if found is None:
        raise Http404
    form = AskClassForm(request.POST if request.method == "POST" else None, of=found)
    if form.is_valid():
        try:
            number = services.ask_class(
                actor=request.user,
                group=found.group,
                students=form.chosen(),
                why=form.cleaned_data["why"],
                at=at,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(n)s student was asked.", "%(n)s students were asked.", number)
            messages.success(request, said % {"n": number})
            return go(request, "consents:alumni")
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "found": found}
    return render(request, "consents/ask_alumni.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: UserRequest, school: UUID) -> HttpResponse:
    """Write to who left in some years; each gets an e-mail with the link to leave the list.

    Law: AVG 5(1)(b)
    """
    here = get_object_or_404(register.schools_kept_by(request.user), public_id=school)
    years = register.years_of(request.user, here)
    form = CallForm(request.POST if request.method == "POST" else None, years=years)
    if form.is_valid():
        try:
            number = services.write_to_alumni(
                actor=request.user, school=here, call=form.call(), at=timezone.now()
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext(
                "%(n)s e-mail is on its way.", "%(n)s e-mails are on their way.", number
            )
            messages.success(request, said % {"n": number})
            return go(request, "consents:alumni")
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "school": here, "years": years}
    return render(request, "consents/write_alumni.html", context, status=status)


@require_POST
def take_off(request: UserRequest, alumnus: UUID) -> HttpResponse:
    """Erase somebody who asked the school for it."""
    found = get_object_or_404(Alumnus.objects.at_work_of(request.user), public_id=alumnus)
    services.take_off(actor=request.user, alumnus=found, at=timezone.now())
    messages.success(request, _("The name and the address are erased."))
    return go(request, "consents:alumni")


@login_not_required
@never_cache
@csrf_exempt  # who holds the link may do this, and nobody else can know it (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def former_student(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the list with one press, or stay on it; the page shows nothing of anybody.

    Law: AVG 7(3)
    """
    at = timezone.now()
    if request.method == "POST" and request.POST.get("do") != STAY:
        return _left(request, token)
    form = StayForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        with suppress(NotOnListError, NotGrownError):  # the page below says why
            services.stay_on_list(token, is_grown=form.is_valid(), at=at)
            return render(request, "consents/former_student_stays.html")
    found = register.held_by(token, at=at)
    status = 404 if found is None else UNPROCESSABLE if form.is_bound else 200
    context = {"found": found, "form": form}
    return render(request, "consents/former_student.html", context, status=status)


def _left(request: HttpRequest, token: str) -> HttpResponse:
    """Erase; who presses twice, or a mail program that does, reads the same."""
    with suppress(NotOnListError):
        services.leave_alumni(token, at=timezone.now())
    return render(request, "consents/former_student_left.html")
