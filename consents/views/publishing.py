"""Check a picture, put on record that it was published, and take it down again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consents import policies, register, services
from consents.errors import NoYesError
from consents.forms import PickForm, PublishForm, TakeDownForm, first_hide
from consents.models import Publication, TakeDown
from consents.pictures import checking, lists
from kernel.errors import PortalError
from kernel.http import go

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from consents.pictures.checking import Verdict
    from kernel.http import UserRequest
    from schools.models import Group

UNPROCESSABLE = 422
PER_PAGE = 50
RECORD = "record"  # the button that sends the second form


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UserRequest, group: UUID) -> HttpResponse:
    """Pick who can be recognised in a picture; show per place whether it may be used.

    Nothing is kept of it, and the picture itself is not sent.
    """
    at = timezone.now()
    found = get_object_or_404(lists.groups(request.user, at=at), public_id=group)
    data = request.POST if request.method == "POST" else None
    form = PickForm(data, members=checking.members(request.user, found, at=at))
    verdicts = checking.verdicts(found, form.picked(), at=at) if form.is_valid() else None
    return _checked(request, found, form, verdicts, at=at)


def _checked(
    request: UserRequest,
    group: Group,
    form: PickForm,
    verdicts: list[Verdict] | None,
    *,
    at: datetime,
) -> HttpResponse:
    context = {
        "group": group,
        "form": form,
        "verdicts": verdicts,
        "may_record": policies.publishes(request.user, group, at=at),
        "at": at,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/check.html", context, status=status)


@require_POST
def publish(request: UserRequest, group: UUID) -> HttpResponse:
    """Ask what was published in one place, and put it on record."""
    at = timezone.now()
    found = get_object_or_404(lists.groups(request.user, at=at), public_id=group)
    if not policies.publishes(request.user, found, at=at):
        raise Http404
    pick = PickForm(request.POST, members=checking.members(request.user, found, at=at))
    verdicts = checking.verdicts(found, pick.picked(), at=at) if pick.is_valid() else []
    verdict = next((v for v in verdicts if v.purpose.code == request.POST.get("code")), None)
    if verdict is None:
        return _checked(request, found, pick, verdicts or None, at=at)
    form = PublishForm(request.POST if RECORD in request.POST else None, verdict=verdict)
    if form.is_valid():
        shown, hidden = form.split(pick.picked())
        try:
            made = services.publish(
                actor=request.user,
                group=found,
                purpose=verdict.purpose,
                work=form.work(),
                shown=shown,
                unrecognisable=hidden,
                at=at,
            )
        except NoYesError as error:
            form.add_error(None, first_hide(error.students))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is put on record."))
            return go(request, "consents:publication", made.public_id)
    context = {"group": found, "pick": pick, "verdict": verdict, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/publish.html", context, status=status)


@require_safe
def publications(request: UserRequest) -> HttpResponse:
    """Show what must come down, and what was published, to who works with pictures."""
    at = timezone.now()
    _require_at_work(request, at=at)
    rows = Publication.objects.at_work_of(request.user).newest_first()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines, waiting = register.overview(request.user, list(page.object_list), at=at)
    context = {"page": page, "lines": lines, "waiting": waiting}
    return render(request, "consents/publications.html", context)


@require_safe
def publication(request: UserRequest, publication: UUID) -> HttpResponse:
    """Show one publication, with the students in it whom the user may know."""
    at = timezone.now()
    _require_at_work(request, at=at)
    mine = Publication.objects.at_work_of(request.user)
    found = get_object_or_404(
        mine.select_related("school", "purpose", "published_by"), public_id=publication
    )
    context = {
        "line": register.line(found, at=at),
        "people": register.people(request.user, found),
        "may_take_down": policies.takes_down(request.user, found, at=at),
    }
    return render(request, "consents/publication.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: UserRequest, take_down: UUID) -> HttpResponse:
    """Write down that a picture came down, with what was done."""
    at = timezone.now()
    _require_at_work(request, at=at)
    mine = TakeDown.objects.at_work_of(request.user).open()
    rows = mine.select_related("publication__school", "publication__purpose", "student")
    found = get_object_or_404(rows, public_id=take_down)
    if not policies.takes_down(request.user, found.publication, at=at):
        raise Http404
    form = TakeDownForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.take_down(
            actor=request.user,
            take_down=found,
            how=form.cleaned_data["how"],
            note=form.cleaned_data["note"],
            at=at,
        )
        messages.success(request, _("It is written down. The family reads that it came down."))
        return go(request, "consents:publication", found.publication.public_id)
    context = {
        "form": form,
        "take_down": found,
        "line": register.line(found.publication, at=at),
        "name": register.name_of(request.user, found),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/take_down.html", context, status=status)


def _require_at_work(request: UserRequest, *, at: datetime) -> None:
    if not lists.may_read(request.user, at=at):
        raise Http404
