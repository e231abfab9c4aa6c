"""What may come in from the pages of tasks: looking for them, giving one, ending one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access import policies
from access.choices import Role, Scope
from access.errors import (
    BoardWideError,
    EndsBeforeBeginError,
    NoAddressError,
    NotYoursToGiveError,
    WrongScopeError,
)
from access.matrix import SCOPES
from access.services import Newcomer, TaskFacts
from kernel.forms import DateInput
from schools.models import Group
from students import forms as students
from students.models import Student

if TYPE_CHECKING:
    from datetime import date

    from access.models import Assignment
    from access.people import Person
    from access.services import Somebody
    from accounts.models import User
    from schools.models import School
    from schools.querysets import GroupQuerySet

NAME_LENGTH = 80
A_DATE = _("Fill in a date, such as 12 November 2026.")
NOW, LATER, ENDED = "now", "later", "ended"


def day(label: Any, **options: Any) -> forms.DateField:  # noqa: ANN401  (Django's own)
    """Return a field for a day, with the browser's calendar."""
    return forms.DateField(
        label=label,
        widget=DateInput(),
        error_messages={"required": A_DATE, "invalid": A_DATE},
        **options,
    )


class FindForm(forms.Form):
    """Which tasks somebody looks for; it travels in the body, never in an address."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Class or group"),
        required=False,
        to_field_name="public_id",
        empty_label=_("All groups"),
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LATER, _("Later")), (ENDED, _("Ended"))],
        required=False,
    )
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, *args: Any, groups: GroupQuerySet, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer these groups."""
        super().__init__(*args, **kwargs)
        roles = [role for role in Role if role not in policies.BY_ITSELF]
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("All roles")),
            *((role.value, role.label) for role in roles),
        ]
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # as above


class ColleagueForm(students.FindForm):
    """A name of somebody at work, or a part of one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Ask for a name, not for that of a student."""
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class GiveForm(forms.Form):
    """A task: whose, which, for what, and from when to when."""

    person = forms.ChoiceField(label=_("Who?"), required=False)
    name = forms.CharField(
        label=_("Name of the new person"), max_length=NAME_LENGTH, required=False
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Of a new person, or where the administration has no address."),
    )
    role = forms.TypedChoiceField(
        label=_("Role"),
        coerce=Role,
        error_messages={"required": _("Choose a role.")},
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Class or group"),
        required=False,
        to_field_name="public_id",
        empty_label=_("No class or group"),
        help_text=_("For mentors, subject teachers and team leaders."),
    )
    number = forms.CharField(
        label=_("Student number"),
        max_length=256,
        required=False,
        help_text=_("Only for a personal mentor, instead of a class."),
    )
    first_day = day(_("First day"))
    last_day = day(_("Last day"), required=False)
    stands_in_for = forms.ChoiceField(label=_("Stands in for"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        giver: User,
        school: School,
        people: list[Person],
        today: date,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Offer the people, roles and groups of `school` that `giver` may choose from."""
        super().__init__(*args, **kwargs)
        self.giver, self.school, self.today = giver, school, today
        self.people = {person.key: person for person in people}
        self.initial.setdefault("first_day", today)
        names = [(key, _label(person)) for key, person in self.people.items()]
        absent = [(key, name) for key, name in names if self.people[key].user]
        offered = policies.roles_given_by(giver, school)
        self.fields["person"].choices = [("", _("Somebody new")), *names]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stands_in_for"].choices = [("", _("Nobody")), *absent]  # type: ignore[attr-defined]  # as above
        self.fields["role"].choices = [(role.value, role.label) for role in offered]  # type: ignore[attr-defined]  # as above
        self.fields["role"].error_messages["invalid_choice"] = _why_not(self.data.get("role"))
        groups = Group.objects.visible_to(giver).at_schools([school]).not_over(on=today)
        self.fields["group"].queryset = groups.by_name()  # type: ignore[attr-defined]  # as above

    def clean_first_day(self) -> date:
        """Refuse a day that is over: what was not open then cannot have been."""
        chosen: date = self.cleaned_data["first_day"]
        if chosen < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Ask for what this person and this role need, and for nothing else."""
        found = super().clean() or self.cleaned_data
        self._clean_person(found)
        if role := found.get("role"):
            found["about"] = self._about(role, found)
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", EndsBeforeBeginError.says)
        return found

    def _clean_person(self, found: dict[str, Any]) -> None:
        chosen = self.people.get(found.get("person", ""))
        if chosen is None and not found.get("name"):
            self.add_error("name", _("Fill in a name, or choose somebody from the list."))
        if chosen is not None and found.get("name"):
            self.add_error("name", _("Leave this empty, or choose somebody new."))
        if "email" not in self.errors and not (
            found.get("email") or (chosen is not None and chosen.email)
        ):
            self.add_error("email", NoAddressError.says if chosen else _("Fill in an address."))

    def _about(self, role: Role, found: dict[str, Any]) -> School | Group | Student | None:
        """Return what the task is about, as the role asks; say where that is not filled in."""
        group, number = found.get("group"), found.get("number")
        if Scope.SCHOOL in SCOPES[role]:
            for name in ("group", "number"):
                if found.get(name):
                    self.add_error(name, _("Leave this empty: the role is for the whole school."))
            return self.school
        if number and Scope.STUDENT in SCOPES[role] and not group:
            return self._student(number)
        if number:
            self.add_error("number", WrongScopeError.says)
        elif group is None and "group" not in self.errors:
            self.add_error("group", _("Choose a class or group for this role."))
        return group if isinstance(group, Group) else None

    def _student(self, number: str) -> Student | None:
        known = Student.objects.at_work_of(self.giver)
        student = known.with_number(self.school, number).first()
        if student is None:
            self.add_error("number", _("There is no student with this number at the school."))
        return student

    def somebody(self) -> Somebody:
        """Return who gets the task."""
        chosen = self.people.get(self.cleaned_data["person"])
        if chosen is not None:
            return chosen.somebody
        return Newcomer(self.cleaned_data["name"], self.cleaned_data["email"])

    def facts(self) -> TaskFacts:
        """Return the task."""
        given = self.cleaned_data
        absent = self.people.get(given["stands_in_for"])
        return TaskFacts(
            role=given["role"],
            about=given["about"],
            first_day=given["first_day"],
            last_day=given["last_day"],
            stands_in_for=absent.user if absent else None,
        )


class EndForm(forms.Form):
    """The last day of a task."""

    last_day = day(_("Last day"))

    def __init__(self, *args: Any, task: Assignment | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        """Compare with the end that `task` has already."""
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_last_day(self) -> date:
        """Refuse a day on which the task is over already: nothing would change."""
        chosen: date = self.cleaned_data["last_day"]
        ends = self.task.last_day if self.task else None
        if ends is not None and chosen >= ends:
            raise forms.ValidationError(_("This task ends by then already."))
        return chosen


def _label(person: Person) -> str:
    return f"{person.name} · {person.email}" if person.email else person.name


def _why_not(role: str | None) -> Any:  # noqa: ANN401  (a lazy text)
    """Return why this role is not among those that the giver may give."""
    is_board_wide = role in Role.values and SCOPES[Role(role)] == {Scope.BOARD}
    return BoardWideError.says if is_board_wide else NotYoursToGiveError.says
