"""What happens in the register of agreements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from audit.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class PartyKept(Event):
    """A party was added or changed."""

    name: ClassVar[str] = "processors.party_kept"

    party: str
    is_new: bool


@register
@dataclass(frozen=True, slots=True)
class ArrangementKept(Event):
    """An arrangement was added, as first or as next version, or a draft was changed."""

    name: ClassVar[str] = "processors.arrangement_kept"

    party: str
    arrangement: str
    kind: str
    version: int
    is_new: bool


@register
@dataclass(frozen=True, slots=True)
class ArrangementMoved(Event):
    """An arrangement got another status."""

    name: ClassVar[str] = "processors.arrangement_moved"

    party: str
    arrangement: str
    before: str
    after: str


@register
@dataclass(frozen=True, slots=True)
class ProductKept(Event):
    """A product was added or changed."""

    name: ClassVar[str] = "processors.product_kept"

    party: str
    product: str
    is_new: bool
    is_used: bool


@register
@dataclass(frozen=True, slots=True)
class AnnexAgreed(Event):
    """It was written down which data a product gets."""

    name: ClassVar[str] = "processors.annex_agreed"

    party: str
    arrangement: str
    product: str
    version: int
    categories: list[int]


@register
@dataclass(frozen=True, slots=True)
class SubProcessorKept(Event):
    """A sub-processor was announced, or decided upon."""

    name: ClassVar[str] = "processors.sub_processor_kept"

    party: str
    sub_processor: str
    decision: str


@register
@dataclass(frozen=True, slots=True)
class DocumentKept(Event):
    """A document was added."""

    name: ClassVar[str] = "processors.document_kept"

    party: str
    document: str
    kind: str
    sha256: str


@register
@dataclass(frozen=True, slots=True)
class DocumentRead(Event):
    """Somebody downloaded a document."""

    name: ClassVar[str] = "processors.document_read"

    party: str
    document: str


@register
@dataclass(frozen=True, slots=True)
class RegisterExported(Event):
    """Somebody downloaded the register."""

    name: ClassVar[str] = "processors.register_exported"

    form: str
    rows: int
