"""Read a day or a moment that a person typed on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from kernel.dates import AMSTERDAM, start_of

if TYPE_CHECKING:
    from datetime import datetime


def moment(text: str | None) -> datetime:
    """Return the moment that `text` names; now where it names none.

    A day is its first moment; a moment without a zone is one in the Netherlands.

    Raises:
        ValueError: `text` is neither.
    """
    if text is None:
        return timezone.now()
    found = parse_datetime(text)
    if found is not None:
        return found if timezone.is_aware(found) else found.replace(tzinfo=AMSTERDAM)
    day = parse_date(text)
    if day is None:
        raise ValueError("Neither a day nor a moment.")
    return start_of(day)
