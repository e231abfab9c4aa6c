"""Pages on which a school asks for choices, and sees how many people answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consents import policies, services
from consents.asked import Asked
from consents.campaigns import response
from consents.campaigns.form import CampaignForm
from consents.campaigns.paper import children_of
from consents.document.campaign import as_pdf
from consents.models import CampaignMessage
from consents.pictures import lists
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import attachment, go

if TYPE_CHECKING:
    from uuid import UUID

    from consents.policies import RunCampaign
    from kernel.http import UserRequest

UNPROCESSABLE = 422
PER_PAGE = 50
AGAIN = "again"  # the button that makes the letters of today once more


@require_safe
def index(request: UserRequest) -> HttpResponse:
    """Show for what a school asked, the newest first, and let the writer begin one."""
    if not policies.reads_texts(request.user):
        raise Http404
    at = timezone.now()
    mine = policies.campaigns_of(request.user)
    page = Paginator(mine.order_by("-period", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, one.runs(at)) for one in page],
        "schools": list(policies.schools_written_for(request.user).order_by("name")),
    }
    return render(request, "consents/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: UserRequest, school: UUID) -> HttpResponse:
    """Choose what is asked and of whom; the e-mails go at once."""
    at = timezone.now()
    here = get_object_or_404(policies.schools_written_for(request.user), public_id=school)
    groups = lists.groups(request.user, at=at).filter(school=here)
    form = CampaignForm(request.POST if request.method == "POST" else None, groups=groups)
    if form.is_valid():
        try:
            made = services.begin_campaign(actor=request.user, school=here, **form.facts(), at=at)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The school now asks. E-mails are on their way."))
            return go(request, "consents:campaign", made.public_id)
    context = {"form": form, "school": here}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/campaign_begin.html", context, status=status)


@require_safe
def campaign(request: UserRequest, campaign: UUID) -> HttpResponse:
    """Show how many answered class by class, as chart and table, and what went."""
    at = timezone.now()
    found = _found(request, campaign)
    classes = response.by_class(request.user, found, at=at)
    context = {
        "campaign": found,
        "runs": found.runs(at),
        "classes": classes,
        "all": response.together(classes),
        "chart_height": len(classes) * response.BAR_HEIGHT + 4,
        "post": response.post(request.user, found, at=at),
    }
    return render(request, "consents/campaign.html", context)


@require_POST
def stop(request: UserRequest, campaign: UUID) -> HttpResponse:
    """Write to nobody any more; every choice stays open."""
    found = _found(request, campaign)
    if not found.may_write:
        raise Http404
    services.stop_campaign(actor=request.user, campaign=found, at=timezone.now())
    messages.success(request, _("Nobody is written to any more. Everybody can go on choosing."))
    return go(request, "consents:campaign", found.public_id)


@require_POST
def letters(request: UserRequest, campaign: UUID) -> HttpResponse:
    """Give the letters that wait, as one file; the codes in it are nowhere else."""
    at = timezone.now()
    found = _found(request, campaign)
    if not found.may_print:
        raise Http404
    again = AGAIN in request.POST
    try:
        made = services.print_letters(actor=request.user, campaign=found, again=again, at=at)
    except PortalError as error:
        messages.error(request, str(error))
        return go(request, "consents:campaign", found.public_id)
    if not made:
        messages.warning(request, _("There is nobody to write to."))
        return go(request, "consents:campaign", found.public_id)
    pdf = as_pdf(
        made,
        campaign=found,
        asked=Asked([found.school_id], at=at),
        children=children_of(request.user, found, at=at),
    )
    headers = attachment(f"brieven-{day_of(at)}.pdf")
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
def log(request: UserRequest, campaign: UUID) -> HttpResponse:
    """Show to whom the school wrote, when and how; names only to who prints the letters.

    Law: AVG 5(2)
    """
    found = _found(request, campaign)
    if not found.may_print:
        raise Http404
    mine = CampaignMessage.objects.visible_to(request.user).filter(campaign=found)
    rows = mine.select_related("guardian", "student").order_by("-made_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": found,
        "runs": found.runs(timezone.now()),
        "page": page,
        "said": ngettext("%(n)s message", "%(n)s messages", page.paginator.count)
        % {"n": page.paginator.count},
    }
    return render(request, "consents/campaign_log.html", context)


def _found(request: UserRequest, campaign: UUID) -> RunCampaign:
    return get_object_or_404(policies.campaigns_of(request.user), public_id=campaign)
