"""The matrix of an annex: kinds of data by groups of people, as a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from processors import rules
from processors.choices import DataCategory
from processors.services.products import AnnexFacts, RowFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField
    from django_stubs_ext import StrPromise

    from processors.models import Annex

GROUPS: dict[str, StrPromise] = {
    "students": _("Students"),
    "guardians": _("Parents"),
    "staff": _("Staff members"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of data in the matrix, with its fields."""

    category: DataCategory
    is_sensitive: bool
    cells: list[tuple[str, BoundField]]
    purpose: BoundField
    kept: BoundField


class AnnexForm(forms.Form):
    """Which data a product gets; a tick is a cell of the matrix."""

    purpose = forms.CharField(label=_("What the data are for"), max_length=300)
    kept = forms.CharField(
        label=_("How long the data are kept"),
        max_length=200,
        help_text=_("For example: until 3 months after a student has left."),
    )

    def __init__(self, *args: Any, annex: Annex | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        """Begin with what is agreed now, if anything is."""
        super().__init__(*args, **kwargs)
        self.initial = _now(annex)
        for category in DataCategory:
            for group in GROUPS:
                name = f"{group}_{category.value}"
                self.fields[name] = forms.BooleanField(required=False)
            about = {"label": category.label}
            self.fields[f"purpose_{category.value}"] = _words(300, **about)
            self.fields[f"kept_{category.value}"] = _words(200, **about)

    def lines(self) -> Iterator[Line]:
        """Return the rows of the matrix, in the order of the model agreement."""
        for category in DataCategory:
            yield Line(
                category,
                category in rules.NEEDS_REASON,
                [(str(label), self[f"{group}_{category}"]) for group, label in GROUPS.items()],
                self[f"purpose_{category}"],
                self[f"kept_{category}"],
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a purpose beside special data, and for a tick beside words."""
        for category in DataCategory:
            row = self._row(category)
            if _is_agreed(row) and category in rules.NEEDS_REASON and not row.purpose:
                self.add_error(
                    f"purpose_{category}",
                    _("Write down why this is needed: these data are extra sensitive."),
                )
            if row.purpose and not _is_agreed(row):
                self.add_error(f"purpose_{category}", _("Choose about whom these data are."))
        return self.cleaned_data

    def facts(self) -> AnnexFacts:
        """Return what a service asks for."""
        rows = (self._row(category) for category in DataCategory)
        agreed = tuple(row for row in rows if _is_agreed(row))
        return AnnexFacts(self.cleaned_data["purpose"], self.cleaned_data["kept"], agreed)

    def _row(self, category: DataCategory) -> RowFacts:
        names = ("students", "guardians", "staff", "purpose", "kept")
        values = {name: self.cleaned_data.get(f"{name}_{category}") for name in names}
        return RowFacts(category=category.value, **{k: v for k, v in values.items() if v})


def _is_agreed(row: RowFacts) -> bool:
    return row.students or row.guardians or row.staff


def _words(length: int, *, label: StrPromise | str) -> forms.CharField:
    return forms.CharField(required=False, max_length=length, label=label)


def _now(annex: Annex | None) -> dict[str, object]:
    if annex is None:
        return {}
    found: dict[str, object] = {"purpose": annex.purpose, "kept": annex.kept}
    for row in annex.rows.all():
        for name in (*GROUPS, "purpose", "kept"):
            found[f"{name}_{row.category}"] = getattr(row, name)
    return found
