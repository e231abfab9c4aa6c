"""What happened with a party, told from its own rows, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.dates import ONE_DAY, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from processors.lines import Line
    from processors.models import Arrangement


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing, on one day."""

    on: date
    icon: str
    text: str
    detail: str = ""


def history(line: Line) -> list[Happening]:
    """Return what happened, gaps without any arrangement included."""
    found = [*_of_party(line), *_gaps(line)]
    for arrangement in line.arrangements:
        found += _of(arrangement)
    return sorted(found, key=lambda one: one.on, reverse=True)


def _of_party(line: Line) -> Iterator[Happening]:
    yield Happening(day_of(line.party.created_at), "plus", _("Added to the register"))
    names = {product.pk: product.name for product in line.products}
    for annex in line.annexes:
        text = _("Agreed which data %(product)s gets") % {"product": names[annex.product_id]}
        version = _("Version %(number)s") % {"number": annex.version}
        yield Happening(day_of(annex.created_at), "list", text, version)
    for sub in line.sub_processors:
        text = _("Sub-processor announced: %(name)s") % {"name": sub.name}
        yield Happening(sub.announced_on, "bell", text)
        if sub.decided_on is not None:
            decided = _("Sub-processor decided: %(name)s") % {"name": sub.name}
            yield Happening(sub.decided_on, "scale", decided, sub.get_decision_display())


def _gaps(line: Line) -> Iterator[Happening]:
    for first, last in line.gaps:
        until = _("until today") if last == line.on else date_format(last, "j F Y")
        detail = _("From %(first)s to %(last)s") % {
            "first": date_format(first, "j F Y"),
            "last": until,
        }
        yield Happening(first, "triangle-alert", _("No arrangement in force"), detail)


def _of(arrangement: Arrangement) -> Iterator[Happening]:
    kind = arrangement.get_kind_display()
    version = _("Version %(number)s") % {"number": arrangement.version}
    detail = f"{kind} · {version}"
    yield Happening(day_of(arrangement.created_at), "file-text", _("Arrangement added"), detail)
    if arrangement.signed_on is not None:
        signed = _("Arrangement signed")
        yield Happening(arrangement.signed_on, "signature", signed, arrangement.signed_by)
    if arrangement.ended_on is not None:
        yield Happening(arrangement.ended_on + ONE_DAY, "archive", _("Arrangement ended"), detail)
    if arrangement.destroyed_on is not None:
        yield Happening(arrangement.destroyed_on, "trash", _("Data destroyed"), detail)
