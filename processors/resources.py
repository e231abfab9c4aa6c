"""The register as a file: export only, one row an arrangement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from kernel.exports import Sheet
from processors.lines import Line, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django_stubs_ext import StrPromise

    from processors.models import Arrangement


@dataclass(frozen=True, slots=True)
class Row:
    """A party with one of its arrangements, or with none."""

    line: Line
    arrangement: Arrangement | None


def rows(lines: Iterable[Line]) -> Iterator[Row]:
    """Yield the rows of the file; a party without arrangement has a row too."""
    for line in lines:
        if not line.arrangements:
            yield Row(line, None)
        for arrangement in line.arrangements:
            yield Row(line, arrangement)


def _of_party(value: Callable[[Line], object]) -> Callable[[Row], object]:
    return lambda row: value(row.line)


def _of_arrangement(value: Callable[[Arrangement], object]) -> Callable[[Row], object]:
    return lambda row: "" if row.arrangement is None else value(row.arrangement)


def _categories(row: Row) -> str:
    numbers = {
        number
        for annex in row.line.annexes
        if row.arrangement is not None and annex.arrangement_id == row.arrangement.pk
        for number in listed(annex)
    }
    return ", ".join(str(c.label) for c in row.line.categories if c.value in numbers)


COLUMNS: dict[StrPromise, Callable[[Row], object]] = {
    gettext_lazy("Party"): _of_party(lambda line: line.party.name),
    gettext_lazy("KvK number"): _of_party(lambda line: line.party.kvk),
    gettext_lazy("Country"): _of_party(lambda line: line.party.get_country_display()),
    gettext_lazy("How it stands"): _of_party(lambda line: line.state.label),
    gettext_lazy("Products"): _of_party(lambda line: ", ".join(p.name for p in line.products)),
    gettext_lazy("Kind of arrangement"): _of_arrangement(lambda one: one.get_kind_display()),
    gettext_lazy("Version"): _of_arrangement(lambda one: one.version),
    gettext_lazy("Status"): _of_arrangement(lambda one: one.get_status_display()),
    gettext_lazy("Subject"): _of_arrangement(lambda one: one.subject),
    gettext_lazy("Model used"): _of_arrangement(lambda one: one.model_used),
    gettext_lazy("Legal basis"): _of_arrangement(lambda one: one.basis),
    gettext_lazy("Reason"): _of_arrangement(lambda one: one.rationale),
    gettext_lazy("First day"): _of_arrangement(lambda one: one.period.lower),
    gettext_lazy("Last day"): _of_arrangement(lambda one: one.last_day),
    gettext_lazy("Ended on"): _of_arrangement(lambda one: one.ended_on),
    gettext_lazy("Notice in days"): _of_arrangement(lambda one: one.notice_days),
    gettext_lazy("Signed on"): _of_arrangement(lambda one: one.signed_on),
    gettext_lazy("Reports a breach within hours"): _of_arrangement(lambda one: one.breach_hours),
    gettext_lazy("Deletes within days"): _of_arrangement(lambda one: one.deletion_days),
    gettext_lazy("Data gone on"): _of_arrangement(lambda one: one.destroyed_on),
    gettext_lazy("Look again on"): _of_arrangement(lambda one: one.next_review_on),
    gettext_lazy("Number of schools"): _of_arrangement(lambda one: len(one.school_ids)),  # type: ignore[attr-defined]  # annotated
    gettext_lazy("Kinds of data"): _categories,
    gettext_lazy("Storage"): _of_party(
        lambda line: ", ".join(str(c.label) for c in line.countries)
    ),
    gettext_lazy("Outside the EEA"): _of_party(
        lambda line: ", ".join(str(c.label) for c in line.abroad)
    ),
    gettext_lazy("Sub-processors"): _of_party(
        lambda line: ", ".join(sub.name for sub in line.sub_processors)
    ),
}


class RegisterSheet(Sheet["Row"]):
    """The register that one user sees; no file holds more than the screen."""

    title = gettext_lazy("Agreements")
    columns = COLUMNS
