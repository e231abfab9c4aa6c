"""What may come in by browser about purges and holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import DateInput
from retention import policies
from retention.choices import Reason
from retention.models import Rule
from schools.models import School

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class ProposeForm(forms.Form):
    """A school and a day."""

    school = forms.ModelChoiceField(
        School.objects.none(), label=_("School"), to_field_name="public_id", empty_label=None
    )
    on = forms.DateField(
        label=_("Day"),
        widget=DateInput,
        help_text=_("The list shows what may go on this day. Nothing is deleted yet."),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the schools for which `user` proposes."""
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
        field.queryset = School.objects.where(user, policies.PROPOSE).order_by("name")
        self.initial.setdefault("on", today)


class ApproveForm(forms.Form):
    """The number of records, typed to show that the list was read."""

    typed = forms.IntegerField(
        label=_("Type the number of records that will be deleted"),
        min_value=0,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class HoldForm(forms.Form):
    """What may not go for now, why, and when somebody looks again."""

    school = forms.ModelChoiceField(
        School.objects.none(), label=_("School"), to_field_name="public_id", empty_label=None
    )
    number = forms.CharField(
        label=_("Student number"),
        required=False,
        max_length=256,
        help_text=_("Leave this empty to hold everything of the school."),
    )
    rule = forms.ChoiceField(label=_("Kind of data"), required=False)
    reason = forms.ChoiceField(label=_("Why?"), choices=Reason)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=DateInput,
        help_text=_("After this day it still holds. We remind you that it is late."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the schools where `user` deals with purges, and the kinds of their boards."""
        super().__init__(*args, **kwargs)
        self.students = policies.students_of_holder(user)
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
        field.queryset = policies.schools_of_holder(user).order_by("name")
        kinds = Rule.objects.visible_to(user).order_by("code", "-version")
        names = {rule.code: rule.name for rule in kinds}
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)  # noqa: S101  (for the types)
        rule.choices = [("", _("Everything")), *names.items()]

    def clean(self) -> dict[str, Any]:
        """Find the student that the number names."""
        found = super().clean() or self.cleaned_data
        school, number = found.get("school"), found.get("number")
        found["student"] = None
        if school and number:
            found["student"] = self.students.with_number(school, number).first()
            if found["student"] is None:
                self.add_error("number", _("There is no student with this number at the school."))
        return found
