"""What may come in from the pages of care teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import Role, Secrecy
from access.errors import EndsBeforeBeginError
from access.forms.tasks import day
from access.services import Promise, TaskFacts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from access.people import Person
    from access.services import Somebody
    from students.models import Student

TEAM = (Role.CARE_TEAM, Role.PSYCHOLOGIST)


class AppointForm(forms.Form):
    """Who joins a care team, and on what the duty of confidentiality of that person rests."""

    person = forms.ChoiceField(
        label=_("Who?"),
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("Choose somebody who works at this school."),
        },
    )
    role = forms.TypedChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in TEAM], coerce=Role
    )
    first_day = day(_("First day"))
    last_day = day(_("Last day"), required=False)
    basis = forms.TypedChoiceField(
        label=_("What does the duty of confidentiality rest on?"),
        choices=[("", _("It is on record already")), *Secrecy.choices],
        coerce=Secrecy,
        empty_value=None,
        required=False,
        help_text=_("Needed once for each person at this school."),
    )
    signed_on = day(_("Signed on"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        people: list[Person],
        with_duty: Collection[int],
        today: date,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Offer the people of the school; `with_duty` are the users whose duty is on record."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.people = {person.key: person for person in people if person.email}
        self.initial.setdefault("first_day", today)
        known = {True: [], False: []}  # type: dict[bool, list[tuple[str, str]]]
        for key, person in self.people.items():
            has_duty = person.user is not None and person.user.pk in with_duty
            known[has_duty].append((key, person.name))
        self.fields["person"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose somebody")),
            (_("Duty of confidentiality on record"), known[True]),
            (_("Duty of confidentiality not on record yet"), known[False]),
        ]

    def clean_first_day(self) -> date:
        """Refuse a day that is over."""
        chosen: date = self.cleaned_data["first_day"]
        if chosen < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return chosen

    def clean_signed_on(self) -> date | None:
        """Refuse a signature that is still to come."""
        signed: date | None = self.cleaned_data["signed_on"]
        if signed is not None and signed > self.today:
            raise forms.ValidationError(_("Nobody signed on a day that is still to come."))
        return signed

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of a promise, or for none."""
        found = super().clean() or self.cleaned_data
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", EndsBeforeBeginError.says)
        if found.get("basis") and not found.get("signed_on") and "signed_on" not in self.errors:
            self.add_error("signed_on", _("Fill in on which day it was signed."))
        if found.get("signed_on") and not found.get("basis"):
            self.add_error("basis", _("Choose what the duty rests on."))
        return found

    def somebody(self) -> Somebody:
        """Return who joins."""
        return self.people[self.cleaned_data["person"]].somebody

    def facts(self, student: Student) -> TaskFacts:
        """Return the task for `student`."""
        given = self.cleaned_data
        return TaskFacts(
            role=given["role"],
            about=student,
            first_day=given["first_day"],
            last_day=given["last_day"],
        )

    def promise(self) -> Promise | None:
        """Return the duty of confidentiality to record first, if any."""
        given = self.cleaned_data
        return Promise(given["basis"], given["signed_on"]) if given["basis"] else None
