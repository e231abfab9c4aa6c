"""What may come in by browser; each form gives the facts that a service asks for."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import DateInput
from processors import choices
from processors.models import Arrangement, Party, Product, SubProcessor
from processors.services.arrangements import ArrangementFacts
from processors.services.parties import PartyFacts, SubProcessorFacts
from processors.services.products import ProductFacts
from schools.models import Board, School

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrPromise

HELP: dict[str, StrPromise] = {
    choices.Kind.PROCESSOR: _(
        "The organisation works for the school, as the school says. "
        "It does nothing else with the data."
    ),
    choices.Kind.SUB_PROCESSOR: _("A processor of the school engages this organisation."),
    choices.Kind.SHARING: _(
        "The organisation decides itself what it does with the data, for a task of its own. "
        "Also if it has professional secrecy."
    ),
    choices.Kind.JOINT: _("School and organisation decide together why and how data are used."),
    choices.Kind.STATUTORY: _("A law says that the school must give these data."),
    choices.Kind.CONSENT: _("The data go only if the parents, or the student, say yes."),
    choices.Kind.NO_DATA: _("The organisation gets numbers or nothing, never data of people."),
    choices.Kind.CONFIDENTIALITY: _("People of the organisation may see data by chance."),
}


class ExplainedRadios(forms.RadioSelect):
    """A choice between kinds of arrangement, each with what it means."""

    template_name = "processors/_kinds.html"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Add the explanation to an option."""
        option = super().create_option(*args, **kwargs)
        return {**option, "hint": HELP.get(str(option["value"]), "")}


def _check_as_the_model_does(field: forms.Field, column: Any) -> None:  # noqa: ANN401
    """Tell at the field what else only the database would refuse."""
    known = {type(validator) for validator in field.validators}
    field.validators += [one for one in column.validators if type(one) not in known]


class RegisterForm(forms.Form):
    """A form about one row of the register; `key` makes that it counts once."""

    model: ClassVar[type[Model]]
    names: ClassVar[tuple[str, ...]]

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        instance: Model | None = None,
        siblings: QuerySet[Any] | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Begin with the row as it is, if there is one; names differ among `siblings`."""
        super().__init__(*args, **kwargs)
        now = {} if instance is None else {n: getattr(instance, n) for n in self.names}
        self.initial = {**now, **self.initial}
        self.instance, self.siblings = instance, siblings
        own = self.fields
        self.fields = forms.fields_for_model(self.model, fields=self.names) | own
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DateInput()
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if name in self.names:
                _check_as_the_model_does(field, self.model._meta.get_field(name))

    def clean_name(self) -> str:
        """Return a name that no sibling has; the row that this form made is none."""
        name = str(self.cleaned_data["name"])
        others = None if self.siblings is None else self.siblings.filter(name__iexact=name)
        if others is not None and self.instance is not None:
            others = others.exclude(pk=self.instance.pk)
        elif others is not None:
            others = others.exclude(form_key=self.data.get("key") or uuid4())
        if others is not None and others.exists():
            raise forms.ValidationError(_("This name is in the register already."))
        return name

    def values(self, of: type) -> dict[str, Any]:
        """Return the answers that dataclass `of` knows."""
        return {f.name: self.cleaned_data[f.name] for f in fields(of) if f.name in self.fields}


class PartyForm(RegisterForm):
    """What is known of a party."""

    model = Party
    names = tuple(PartyFacts.__dataclass_fields__)

    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https"
    )
    board = forms.ModelChoiceField(
        Board.objects.none(), label=_("Board"), to_field_name="public_id"
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        boards: QuerySet[Board] | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Ask for the board only where there is more than one."""
        super().__init__(*args, **kwargs)
        self.order_fields((*self.names, "board"))
        if boards is None:
            del self.fields["board"]
            return
        field = self.fields["board"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
        field.queryset, field.empty_label = boards, None
        if len(boards) == 1:
            field.widget = forms.HiddenInput()
            field.initial = boards[0].public_id

    def clean_website(self) -> str:
        """Return an address that begins with https."""
        address = str(self.cleaned_data["website"])
        if address and not address.startswith("https://"):
            raise forms.ValidationError(_("Write the address with https:// in front."))
        return address

    def clean(self) -> dict[str, Any]:
        """Look for the name in the register of the board that was chosen."""
        board, name = self.cleaned_data.get("board"), self.cleaned_data.get("name")
        if board is not None and name is not None:
            self.siblings = board.parties.all()
            try:
                self.clean_name()
            except forms.ValidationError as error:
                self.add_error("name", error)
        return self.cleaned_data

    def facts(self) -> PartyFacts:
        """Return what a service asks for."""
        return PartyFacts(**self.values(PartyFacts))


class ArrangementForm(RegisterForm):
    """What is arranged with a party."""

    model = Arrangement
    names = (
        "kind",
        "subject",
        "rationale",
        "basis",
        "next_review_on",
        "model_used",
        "notice_days",
        "auto_renew",
        "breach_hours",
        "deletion_days",
    )

    kind = forms.ChoiceField(
        label=_("What do you arrange?"), choices=choices.Kind, widget=ExplainedRadios
    )
    first_day = forms.DateField(label=_("First day"))
    last_day = forms.DateField(label=_("Last day"), required=False)
    schools = forms.ModelMultipleChoiceField(
        School.objects.none(),
        label=_("For which schools"),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the schools whose register the user keeps."""
        super().__init__(*args, **kwargs)
        field = self.fields["schools"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (for the types)
        field.queryset = schools
        self.fields["rationale"].help_text = _(
            "Needed where there is no agreement: why may these data go, or why are there none?"
        )
        self.fields["next_review_on"].help_text = _(
            "Needed where there is no agreement. For no personal data: within a year."
        )
        first = ("kind", "subject", "schools", "first_day", "last_day")
        self.order_fields((*first, *self.names))

    def facts(self) -> ArrangementFacts:
        """Return what a service asks for."""
        return ArrangementFacts(**self.values(ArrangementFacts))


class ProductForm(RegisterForm):
    """What is known of a product."""

    model = Product
    names = tuple(ProductFacts.__dataclass_fields__)

    def facts(self) -> ProductFacts:
        """Return what a service asks for."""
        return ProductFacts(**self.values(ProductFacts))


class SubProcessorForm(RegisterForm):
    """What a party announces of whom it engages."""

    model = SubProcessor
    names = ("name", "service", "country", "transfer", "announced_on", "objection_until")

    def facts(self) -> SubProcessorFacts:
        """Return what a service asks for."""
        return SubProcessorFacts(**self.values(SubProcessorFacts))


class DecisionForm(forms.Form):
    """What the board says to a sub-processor."""

    decision = forms.ChoiceField(choices=choices.Decision)
    transfer = forms.ChoiceField(choices=choices.Transfer, required=False)


class StatusForm(forms.Form):
    """The next step of an arrangement."""

    to = forms.ChoiceField(choices=choices.Status)
