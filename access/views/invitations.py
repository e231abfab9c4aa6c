"""The pages on which the school invites parents and students, and takes that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from access import services
from access.choices import InvitationWay, Uninvited
from access.document.letters import as_pdf
from access.forms.invitations import GroupForm, InviteForm
from access.invitees import counted, invitees
from access.models import Invitation
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import attachment, go
from schools.models import Group, School
from students.policies import groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from access.invitees import Invitee
    from kernel.http import UserRequest
    from schools.querysets import SchoolQuerySet

PER_PAGE = 50


@require_safe
def overview(request: UserRequest) -> HttpResponse:
    """Show who has an account, who was invited, and who cannot be and why."""
    at = timezone.now()
    schools = list(_schools(request).order_by("name"))
    if not schools:
        raise Http404
    asked = request.GET.get("school", "")
    school = next((one for one in schools if str(one.public_id) == asked), schools[0])
    groups = list(groups_of(request.user, at=at).filter(school=school))
    form = GroupForm(request.GET, groups=[(one.public_id, one.name) for one in groups])
    chosen = form.cleaned_data["groep"] if form.is_valid() else ""
    group = next((one for one in groups if str(one.public_id) == chosen), None)
    people = invitees(request.user, school, group=group, on=day_of(at))
    reasons = counted(one.because for one in people)
    turning = [one for one in people if one.turns_on and one.because is None]
    is_turning = form.is_valid() and form.cleaned_data["zestien"]
    listed = [one for one in people if one.because != Uninvited.YOUNG]
    listed = turning if is_turning else listed
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    rows = zip(page, _open_of(request, list(page)), strict=True)
    context = {
        "schools": schools,
        "school": school,
        "group": group,
        "form": form,
        "page": page,
        "rows": [(one, each, each is not None and each.is_open(at)) for one, each in rows],
        "keep": _keep(school, chosen, is_turning=is_turning),
        "turning": len(turning),
        "is_turning": is_turning,
        "to_write": len(_to_write(request, turning, at=at)),
        "accounts": reasons.pop(Uninvited.ACCOUNT, 0),
        "possible": sum(one.because is None for one in people),
        "by_mail": sum(one.mailable for one in people),
        "invited": _mine(request).open(at=at).filter(school=school).count(),
        "reasons": [(Uninvited(code).label, n) for code, n in sorted(reasons.items())],
    }
    return render(request, "access/invitations.html", context)


@require_POST
def invite(request: UserRequest, school_id: UUID) -> HttpResponse:
    """Invite everybody, a class or one person: by e-mail, or with letters in a file."""
    at = timezone.now()
    school = get_object_or_404(_schools(request), public_id=school_id)
    back = f"{reverse('access:invitations')}?school={school.public_id}"
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how: by e-mail or by letter."))
        return go(request, back)
    people = _chosen(request, school, form.cleaned_data, at=at)
    try:
        if form.cleaned_data["way"] == InvitationWay.LETTER:
            return _letters(request, school, people, at=at)
        done = services.invite(actor=request.user, school=school, people=people, at=at)
    except PortalError as error:
        messages.error(request, str(error))
        return go(request, back)
    said = ngettext(
        "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", done.invited
    )
    messages.success(request, said % {"n": done.invited})
    left_out = sum(done.left_out.values())
    if left_out:
        said = ngettext(
            "%(n)s person was left out. Below you see why.",
            "%(n)s people were left out. Below you see why.",
            left_out,
        )
        messages.warning(request, said % {"n": left_out})
    return go(request, back)


@require_POST
def withdraw(request: UserRequest, invitation_id: UUID) -> HttpResponse:
    """Let nobody in with an invitation any more."""
    mine = Invitation.objects.visible_to(request.user).select_related("school")
    invitation = get_object_or_404(mine, public_id=invitation_id)
    try:
        services.withdraw(actor=request.user, invitation=invitation, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation does not work any more."))
    return go(request, f"{reverse('access:invitations')}?school={invitation.school.public_id}")


def _letters(
    request: UserRequest, school: School, people: Sequence[Invitee], *, at: datetime
) -> HttpResponse:
    """Give the letters; the codes are in this file and nowhere else."""
    letters = services.write_letters(actor=request.user, school=school, people=people, at=at)
    if not letters:
        messages.warning(request, _("There is nobody to write to."))
        return go(request, f"{reverse('access:invitations')}?school={school.public_id}")
    headers = attachment(f"uitnodigingen-{day_of(at)}.pdf")
    pdf = as_pdf(letters, school=school)
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _chosen(
    request: UserRequest, school: School, asked: dict[str, Any], *, at: datetime
) -> list[Invitee]:
    """Return whom the form means: one person, a class, or everybody."""
    group = None
    if asked["group"]:
        group = get_object_or_404(Group, school=school, public_id=asked["group"])
    people = invitees(request.user, school, group=group, on=day_of(at))
    if asked["turning"]:
        turning = [one for one in people if one.turns_on and one.because is None]
        return _to_write(request, turning, at=at)
    if not asked["person"]:
        return people
    found = [one for one in people if one.person.public_id == asked["person"]]
    if not found:
        raise Http404
    return found


def _to_write(request: UserRequest, turning: Sequence[Invitee], *, at: datetime) -> list[Invitee]:
    """Return who of these gets nothing by e-mail, and has no letter yet with a code that works.

    To whom somebody of the school took an invitation back the portal itself sends none either.
    """
    days = {one.person.pk: one.turns_on for one in turning if one.turns_on}
    stopped = _mine(request).stopped(days)
    waiting = [one for one in turning if not one.mailable or one.person.pk in stopped]
    rows = zip(waiting, _open_of(request, waiting), strict=True)
    return [one for one, letter in rows if letter is None or not letter.is_open(at)]


def _keep(school: School, group: str, *, is_turning: bool) -> str:
    """Return what the next page of the list asks for too."""
    more = f"&groep={group}" if group else ""
    return f"&school={school.public_id}{more}" + ("&zestien=1" if is_turning else "")


def _schools(request: UserRequest) -> SchoolQuerySet:
    return School.objects.where(request.user, "write_access_admin")


def _mine(request: UserRequest) -> Any:  # noqa: ANN401  (a queryset with our own questions)
    return Invitation.objects.visible_to(request.user)


def _open_of(request: UserRequest, people: Sequence[Invitee]) -> list[Invitation | None]:
    """Return the last invitation of each of these people that was not used or withdrawn."""
    guardians = [one.person.pk for one in people if one.is_guardian]
    students = [one.person.pk for one in people if not one.is_guardian]
    unused = _mine(request).unused()
    found = {
        (one.guardian_id, one.student_id): one
        for one in unused.filter(guardian__in=guardians) | unused.filter(student__in=students)
    }
    keys = [(one.person.pk, None) if one.is_guardian else (None, one.person.pk) for one in people]
    return [found.get(key) for key in keys]
