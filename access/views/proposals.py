"""The page on which imported links between staff and groups wait for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access import services
from access.errors import OneselfError
from access.forms.proposals import ADDRESS, ConfirmForm
from access.models import Proposal
from kernel.errors import PortalError
from kernel.http import go
from schools.models import School

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

PER_PAGE = 50
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: UserRequest) -> HttpResponse:
    """Show the imported links of the user's schools, and confirm those that are right."""
    schools = list(School.objects.where(request.user, "write_access_admin").order_by("name"))
    if not schools:
        raise Http404
    waiting = (
        Proposal.objects.visible_to(request.user)
        .open()
        .select_related("staff__school", "group", "student")
        .order_by("staff__school", "group__name", "staff__surname", "pk")
    )
    listed = list(waiting.values_list("public_id", "staff__email"))
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        waiting=[str(key) for key, _email in listed],
        without_address=[str(key) for key, email in listed if not email],
    )
    if request.method == "POST" and form.is_valid():
        return _confirm(request, form, schools)
    missing = Proposal.objects.visible_to(request.user).missing(at=timezone.now())
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    for link in page:
        name = f"{ADDRESS}{link.public_id}"
        link.address = form[name] if name in form.fields else None  # type: ignore[attr-defined]  # for the template
    status = UNPROCESSABLE if form.errors else 200
    context = {
        "form": form,
        "page": page,
        "missing": missing.select_related("staff", "group", "student"),
    }
    return render(request, "access/proposals.html", context, status=status)


@require_POST
def end_missing(request: UserRequest, proposal_id: UUID) -> HttpResponse:
    """End at once the task of a link that is no longer in the file."""
    links = Proposal.objects.visible_to(request.user).with_task()
    link = get_object_or_404(links, public_id=proposal_id)
    try:
        services.end_missing(actor=request.user, proposal=link, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The task has ended."))
    return go(request, "access:tasks")


def _confirm(request: UserRequest, form: ConfirmForm, schools: list[School]) -> HttpResponse:
    ticked = form.cleaned_data["proposals"]
    confirmed = without_address = of_oneself = 0
    for school in schools:
        every = Proposal.objects.visible_to(request.user).open().filter(staff__school=school)
        chosen = every if form.cleaned_data["every"] else every.filter(public_id__in=ticked)
        done = services.confirm(
            actor=request.user,
            school=school,
            proposals=list(chosen.values_list("public_id", flat=True)),
            addresses=form.addresses(),
            at=timezone.now(),
        )
        confirmed += done.confirmed
        without_address += done.without_address
        of_oneself += done.of_oneself
    messages.success(request, _("%(n)s people can now do their work.") % {"n": confirmed})
    if without_address:
        messages.warning(
            request,
            _("%(n)s people have no e-mail address in the administration. Add it there first.")
            % {"n": without_address},
        )
    if of_oneself:
        messages.warning(request, str(OneselfError.says))
    return go(request, "access:proposals")
