"""One party: its page, and the forms about itself and whom it engages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.dates import day_of
from kernel.errors import RuleBrokenError
from processors import policies
from processors.choices import Decision, Transfer
from processors.forms.register import DecisionForm, PartyForm, SubProcessorForm
from processors.history import history
from processors.lines import Line
from processors.matrix import matrices
from processors.models import Party, SubProcessor
from processors.services import parties
from processors.views.editing import Sheet, edit, sent

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show(request: UserRequest, party_id: UUID) -> HttpResponse:
    """Show what is arranged with one party."""
    visible = Party.objects.visible_to(request.user).select_related("board")
    party = get_object_or_404(visible.with_page(), public_id=party_id)
    line = Line(party, day_of(timezone.now()))
    context = {
        "line": line,
        "party": party,
        "matrices": matrices(line),
        "history": history(line),
        "transfers": Transfer,
        "may_keep": policies.may_keep(request.user, party.board),
    }
    return render(request, "processors/party.html", context)


@either
def add(request: UserRequest) -> HttpResponse:
    """Add a party."""
    boards = policies.boards_kept_by(request.user)
    if not boards:
        raise Http404
    form = PartyForm(boards=boards, **sent(request))
    sheet = Sheet(_("Add a party"), _("Add"), _("The party is in the register."))
    return edit(
        request,
        form,
        sheet,
        lambda: parties.add_party(
            actor=request.user,
            board=form.cleaned_data["board"],
            facts=form.facts(),
            key=form.cleaned_data["key"],
            at=timezone.now(),
        ),
    )


@either
def change(request: UserRequest, party_id: UUID) -> HttpResponse:
    """Change what is known of a party."""
    party = get_object_or_404(
        Party.objects.visible_to(request.user).kept_by(request.user), public_id=party_id
    )
    form = PartyForm(instance=party, siblings=party.board.parties.all(), **sent(request))
    sheet = Sheet(_("Change the party"), _("Save"), _("The changes are saved."), party)
    return edit(
        request,
        form,
        sheet,
        lambda: parties.change_party(
            actor=request.user, party=party, facts=form.facts(), at=timezone.now()
        ),
    )


@either
def add_sub_processor(request: UserRequest, party_id: UUID) -> HttpResponse:
    """Write down whom a party engages."""
    party = get_object_or_404(
        Party.objects.visible_to(request.user).kept_by(request.user), public_id=party_id
    )
    form = SubProcessorForm(siblings=party.sub_processors.all(), **sent(request))
    done = _("The sub-processor is in the register.")
    return edit(
        request,
        form,
        Sheet(_("Add a sub-processor"), _("Add"), done, party),
        lambda: (
            parties.announce_sub_processor(
                actor=request.user,
                party=party,
                facts=form.facts(),
                key=form.cleaned_data["key"],
                at=timezone.now(),
            ).party
        ),
    )


@require_POST
def decide(request: UserRequest, sub_id: UUID) -> HttpResponse:
    """Accept a sub-processor, or object to it."""
    kept = (
        SubProcessor.objects.visible_to(request.user).kept_by(request.user).select_related("party")
    )
    sub = get_object_or_404(kept, public_id=sub_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        parties.decide_sub_processor(
            actor=request.user,
            sub=sub,
            decision=Decision(form.cleaned_data["decision"]),
            transfer=form.cleaned_data["transfer"],
            at=timezone.now(),
        )
    except RuleBrokenError as error:
        messages.error(request, str(error))
    return redirect("processors:party", sub.party.public_id)
