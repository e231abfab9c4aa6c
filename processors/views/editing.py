"""What all forms of the register share: show, check, act, and lose nothing on an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render

from kernel.errors import RuleBrokenError
from processors.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms import Form
    from django.http import HttpResponse
    from django_stubs_ext import StrPromise

    from kernel.http import UserRequest
    from processors.models import Party


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with one form, about one party or about a new one."""

    title: str | StrPromise
    button: str | StrPromise
    done: str | StrPromise
    party: Party | None = None
    template: str = "processors/form.html"
    extra: Mapping[str, object] | None = None


def edit(request: UserRequest, form: Form, sheet: Sheet, act: Callable[[], Party]) -> HttpResponse:
    """Show a form; when it is sent and sound, act and go to the party."""
    if request.method == "POST" and form.is_valid():
        try:
            party = act()
        except FieldError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except RuleBrokenError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(sheet.done))
            return redirect("processors:party", party.public_id)
    context = {"form": form, "sheet": sheet, "party": sheet.party, **(sheet.extra or {})}
    return render(request, sheet.template, context)


def sent(request: UserRequest) -> dict[str, Any]:
    """Return what a form starts from: what was sent, or nothing."""
    if request.method == "POST":
        return {"data": request.POST, "files": request.FILES}
    return {}
