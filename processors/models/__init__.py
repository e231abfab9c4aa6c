"""Who receives data, under which arrangement, with which products."""

from __future__ import annotations

from processors.models.arrangement import Arrangement, Document, Scope
from processors.models.party import Party, SubProcessor
from processors.models.product import Annex, AnnexRow, Product

__all__ = (
    "Annex",
    "AnnexRow",
    "Arrangement",
    "Document",
    "Party",
    "Product",
    "Scope",
    "SubProcessor",
)
