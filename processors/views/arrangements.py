"""The forms about an arrangement, its next steps and its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.dates import ONE_DAY
from kernel.errors import RuleBrokenError
from processors import rules
from processors.choices import Status
from processors.forms.documents import DocumentForm
from processors.forms.register import ArrangementForm, StatusForm
from processors.models import Arrangement, Document, Party
from processors.querysets import WRITE
from processors.services import arrangements, papers
from processors.views.editing import Sheet, edit, sent
from schools.models import School

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from kernel.http import UserRequest

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def add(request: UserRequest, party_id: UUID) -> HttpResponse:
    """Add an arrangement with a party."""
    party = get_object_or_404(
        Party.objects.visible_to(request.user).kept_by(request.user), public_id=party_id
    )
    schools = _schools(request, party)
    initial = {"schools": [school.public_id for school in schools], "breach_hours": 24}
    form = ArrangementForm(schools=schools, initial=initial, **sent(request))
    sheet = Sheet(_("Add an arrangement"), _("Add"), _("The arrangement is saved."), party)
    return edit(
        request,
        form,
        sheet,
        lambda: (
            arrangements.add(
                actor=request.user,
                party=party,
                facts=form.facts(),
                key=form.cleaned_data["key"],
                at=timezone.now(),
            ).party
        ),
    )


@either
def change(request: UserRequest, arrangement_id: UUID) -> HttpResponse:
    """Change a draft."""
    there = _kept(request, arrangement_id)
    if there.status not in rules.BEFORE_SIGNING:
        raise Http404
    schools = _schools(request, there.party)
    form = ArrangementForm(
        instance=there,
        schools=schools,
        initial=_term(there) | {"schools": _covered(there)},
        **sent(request),
    )
    sheet = Sheet(_("Change the draft"), _("Save"), _("The changes are saved."), there.party)
    return edit(
        request,
        form,
        sheet,
        lambda: (
            arrangements.change(
                actor=request.user, arrangement=there, facts=form.facts(), at=timezone.now()
            ).party
        ),
    )


@either
def renew(request: UserRequest, arrangement_id: UUID) -> HttpResponse:
    """Make the next version of an arrangement; it starts where this one ends."""
    there = _kept(request, arrangement_id)
    if hasattr(there, "replaced_by"):
        raise Http404
    schools = _schools(request, there.party)
    first = {"first_day": there.period.upper, "schools": _covered(there)}
    form = ArrangementForm(instance=there, schools=schools, initial=first, **sent(request))
    sheet = Sheet(_("Make a new version"), _("Save"), _("The new version is saved."), there.party)
    return edit(
        request,
        form,
        sheet,
        lambda: (
            arrangements.add(
                actor=request.user,
                party=there.party,
                facts=form.facts(),
                key=form.cleaned_data["key"],
                at=timezone.now(),
                replaces=there,
            ).party
        ),
    )


@require_POST
def move(request: UserRequest, arrangement_id: UUID) -> HttpResponse:
    """Take the next step with an arrangement."""
    there = _kept(request, arrangement_id)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        arrangements.move(
            actor=request.user,
            arrangement=there,
            to=Status(form.cleaned_data["to"]),
            at=timezone.now(),
        )
    except RuleBrokenError as error:
        messages.error(request, str(error))
    return redirect("processors:party", there.party.public_id)


@either
def add_document(request: UserRequest, arrangement_id: UUID) -> HttpResponse:
    """Add a document; the signed agreement brings the arrangement into force."""
    there = _kept(request, arrangement_id)
    form = DocumentForm(arrangement=there, **sent(request))
    sheet = Sheet(_("Add a document"), _("Add"), _("The document is saved."), there.party)
    return edit(
        request,
        form,
        sheet,
        lambda: (
            papers.add(
                actor=request.user,
                arrangement=there,
                pdf=form.cleaned_data["file"],
                facts=form.facts(),
                key=form.cleaned_data["key"],
                at=timezone.now(),
            ).arrangement.party
        ),
    )


@require_safe
def download(request: UserRequest, document_id: UUID) -> FileResponse:
    """Give a document to take along, never to open inside the portal."""
    visible = Document.objects.visible_to(request.user).select_related("arrangement__party")
    document = get_object_or_404(visible, public_id=document_id)
    papers.note_download(actor=request.user, document=document, at=timezone.now())
    response = FileResponse(
        default_storage.open(document.file.name),
        as_attachment=True,
        filename=f"document-{document.public_id}.pdf",
        content_type="application/pdf",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(request: UserRequest, arrangement_id: UUID) -> Arrangement:
    kept = (
        Arrangement.objects.visible_to(request.user)
        .kept_by(request.user)
        .select_related("party__board")
    )
    return get_object_or_404(kept, public_id=arrangement_id)


def _schools(request: UserRequest, party: Party) -> QuerySet[School]:
    own = (
        School.objects.visible_to(request.user)
        .where(request.user, WRITE)
        .filter(board=party.board_id)
    )
    return own.order_by("name", "pk")


def _covered(arrangement: Arrangement) -> list[UUID]:
    live = arrangement.scopes.filter(until=None).select_related("school")
    return [scope.school.public_id for scope in live]


def _term(arrangement: Arrangement) -> dict[str, object]:
    end = arrangement.period.upper
    return {"first_day": arrangement.period.lower, "last_day": end and end - ONE_DAY}
