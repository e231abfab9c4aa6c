"""Pages of who writes what parents are asked: all versions, a next one, one question more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Language
from consents import policies, services
from consents.models import Purpose
from consents.policies import READ_TEXTS, WRITE_TEXTS
from consents.totals import standing
from consents.words import soundness, wordings
from consents.words.catalogue import BY_CODE, Kind
from consents.words.form import ApproveForm, KindForm, VersionForm, WordsForm
from consents.words.texts import ADDED, QUESTIONS
from kernel.errors import PortalError
from kernel.http import go
from schools.choices import Sector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from consents.words.texts import Text
    from kernel.http import UserRequest

UNPROCESSABLE = 422
SAVE = "save"  # the button that saves; the other one shows what parents will see
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def index(request: UserRequest) -> HttpResponse:
    """Show what each school asks, in which languages, and what is planned."""
    if not policies.reads_texts(request.user):
        raise Http404
    listed = wordings.overview(request.user, at=timezone.now())
    watched = list(policies.boards_watched_by(request.user))
    context = {
        "listed": listed,
        "watches": bool(watched),
        "must_look": any(board.must_look for board in watched),
    }
    return render(request, "consents/wordings.html", context)


@require_safe
def versions(request: UserRequest, purpose: UUID) -> HttpResponse:
    """Show all versions of the words of a question, each with what changed."""
    found = _purpose(request, purpose, READ_TEXTS)
    context = {
        "purpose": found,
        "versions": wordings.versions(found, at=timezone.now()),
        "may_write": policies.schools_written_for(request.user)
        .filter(pk=found.school_id)
        .exists(),
    }
    return render(request, "consents/wording_versions.html", context)


@either
def write(request: UserRequest, purpose: UUID) -> HttpResponse:
    """Write the next version of the words; first show what parents will see.

    Law: AVG 7(1)
    """
    at = timezone.now()
    found = _purpose(request, purpose, WRITE_TEXTS)
    if not found.is_active:
        raise Http404
    number, words = wordings.newest(found)
    form = VersionForm(_sent(request), words=words, based_on=number)
    context = {"standing": standing(found, at=at), "number": number + 1}

    def save() -> Purpose:
        services.write_version(
            actor=request.user,
            purpose=found,
            words=form.words(),
            is_material=form.is_material(),
            starts_on=form.cleaned_data["starts_on"],
            based_on=form.cleaned_data["based_on"],
            at=at,
        )
        return found

    return _edit(request, form, found, save, context)


@either
def choose(request: UserRequest, school: UUID) -> HttpResponse:
    """Choose a question to add; what needs no consent is refused, with the reason."""
    at_school = get_object_or_404(policies.schools_written_for(request.user), public_id=school)
    mine = Purpose.objects.where(request.user, WRITE_TEXTS)
    asked = mine.filter(school=at_school, is_active=True)
    form = KindForm(_sent(request), asked=asked.values_list("code", flat=True))
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            services.require_kind(code, sector=Sector(at_school.sector))
        except PortalError as error:
            form.add_error("code", str(error))
        else:
            return go(request, "consents:add_purpose", at_school.public_id, code)
    context = {"form": form, "school": at_school}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/wording_choose.html", context, status=status)


@either
def add(request: UserRequest, school: UUID, code: str) -> HttpResponse:
    """Write the words of one question more; from now on the school asks it."""
    at_school = get_object_or_404(policies.schools_written_for(request.user), public_id=school)
    kind = BY_CODE.get(code)
    if not isinstance(kind, Kind):
        raise Http404
    shown = Purpose(
        school=at_school,
        code=code,
        kind=kind.kind,
        reach=kind.reach,
        icon=kind.icon,
        order=kind.order,
    )
    form = WordsForm(_sent(request), words=_words_of_start(code))

    def save() -> Purpose:
        return services.add_purpose(
            actor=request.user,
            school=at_school,
            code=code,
            words=form.words(),
            at=timezone.now(),
        )

    return _edit(request, form, shown, save, {"kind": kind})


@either
def approve(request: UserRequest, school: UUID, language: str) -> HttpResponse:
    """Let parents read questions in one more language, once somebody has read the translation.

    Law: AVG 7(2), 12(1)
    """
    at = timezone.now()
    at_school = get_object_or_404(policies.schools_written_for(request.user), public_id=school)
    if language not in set(Language) - {Language.DUTCH}:
        raise Http404
    into = Language(language)
    found = wordings.translated(at_school, into, at=at)
    form = ApproveForm(
        request.POST if request.method == "POST" else None, language=into, found=found
    )
    if form.is_valid():
        try:
            number = services.approve_translations(
                actor=request.user,
                school=at_school,
                language=into,
                approved=form.cleaned_data["approved"],
                at=at,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext(
                "Parents can read %(number)s question in one more language.",
                "Parents can read %(number)s questions in one more language.",
                number,
            )
            messages.success(request, said % {"number": number})
            return go(request, "consents:wordings")
    context = {"form": form, "school": at_school, "into": into, "found": found}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/wording_translations.html", context, status=status)


@require_POST
def end(request: UserRequest, purpose: UUID) -> HttpResponse:
    """Let a school ask a question no more."""
    found = _purpose(request, purpose, WRITE_TEXTS)
    services.end_purpose(actor=request.user, purpose=found, at=timezone.now())
    messages.success(request, _("The school asks this no more."))
    return go(request, "consents:versions", found.public_id)


def _edit(
    request: UserRequest,
    form: WordsForm,
    purpose: Purpose,
    save: Callable[[], Purpose],
    extra: Mapping[str, object],
) -> HttpResponse:
    """Show the words, how hard they are, and how parents see them; save on the second button."""
    saves = request.POST.get("do") == SAVE
    if form.is_bound:
        form.refuse(soundness.flaws(purpose.code, form.words()))
    if saves and not form.errors:
        try:
            made = save()
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The text is saved."))
            return go(request, "consents:versions", made.public_id)
    words = form.words()
    context = {
        "form": form,
        "purpose": purpose,
        "columns": [
            (
                Language(language),
                fields,
                soundness.check(words[language], language) if language in words else None,
            )
            for language, fields in form.columns()
        ],
        "previews": wordings.previews(purpose, words),
        "is_shown": form.is_bound and not saves and not form.errors,
        **extra,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "consents/wording_write.html", context, status=status)


def _purpose(request: UserRequest, purpose: UUID, permission: str) -> Purpose:
    mine = Purpose.objects.where(request.user, permission).select_related("school")
    return get_object_or_404(mine, public_id=purpose)


def _words_of_start(code: str) -> dict[str, Text]:
    """Return the words that a school begins with, where there are any."""
    known = (*QUESTIONS, *ADDED)
    return next(({"nl": one.nl, "en": one.en} for one in known if one.code == code), {})


def _sent(request: UserRequest) -> dict[str, str] | None:
    return request.POST.dict() if request.method == "POST" else None
