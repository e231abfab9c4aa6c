"""Which pieces of a file go to the next school by law, so that asking for them would mislead.

The next school gets them without consent: from primary and special education always, from
secondary education since August 2020. A school for secondary education that promised more than
the law asks keeps to that promise, and asks.

Law: WPO 42; WVO 8.17; WEC 43
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from consents.choices import TransferPiece
from schools.choices import Sector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrPromise

BEYOND, PROMISED = "TRANSFER_BEYOND", "TRANSFER_PROMISED"
FILE = "FILE_BY_LAW"  # what the law itself describes, which nobody asks
BY_LAW: frozenset[str] = frozenset(
    {
        TransferPiece.ADMINISTRATION,
        TransferPiece.RESULTS,
        TransferPiece.BEHAVIOUR,
        TransferPiece.SUPPORT,
        TransferPiece.ABSENCE,
    }
)
GROUNDS = {Sector.PRIMARY: "WPO 42", Sector.SECONDARY: "WVO 8.17", Sector.SPECIAL: "WEC 43"}
MUST_SEND = _(
    "The law makes the school give the next school what it needs: administrative data, results,"
    " behaviour, support and absence. A no would change nothing. The family may read it first."
)
MAY_SEND = _(
    "The law lets the school give the next school administrative data, results, behaviour,"
    " support and absence. Ask only for what goes beyond that. The family may read it first."
)


def needs_no_consent(
    code: str, pieces: Iterable[str], *, sector: Sector
) -> tuple[StrPromise, str] | None:
    """Return why a school need not ask this, and where the law says so; None where it must ask.

    A school for secondary education may send, and the others must.

    Law: WPO 42; WVO 8.17; WEC 43
    """
    is_listed = bool(BY_LAW & set(pieces))
    if sector == Sector.SECONDARY:
        is_free = code == FILE or (code == BEYOND and is_listed)
        return (MAY_SEND, GROUNDS[sector]) if is_free else None
    is_free = code in {FILE, PROMISED} or is_listed
    return (MUST_SEND, GROUNDS[sector]) if is_free else None
