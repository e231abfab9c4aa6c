"""Keep products, and what each may get."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from processors import policies, rules
from processors.errors import NothingAgreedError, SpecialDataError
from processors.events import AnnexAgreed, ProductKept
from processors.models import Annex, AnnexRow, Arrangement, Party, Product
from processors.services.parties import fill, locked

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is known of a product."""

    name: str
    explanation: str = ""
    icon: str = "book-open"
    sector: str = "all"
    storage_country: str = "NL"
    transfer: str = ""
    is_used: bool = True


@dataclass(frozen=True, slots=True, order=True)
class RowFacts:
    """One kind of data, about whom; without words of its own it follows the annex."""

    category: int
    students: bool = False
    guardians: bool = False
    staff: bool = False
    purpose: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class AnnexFacts:
    """What a product gets, for what, and how long it is kept."""

    purpose: str
    kept: str
    rows: tuple[RowFacts, ...]


@transaction.atomic
def add(*, actor: User, party: Party, facts: ProductFacts, key: UUID, at: datetime) -> Product:
    """Add a product of a party; the same form sent twice adds one.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
    """
    party = locked(party)
    policies.require_keeper(actor, party.board)
    product, is_new = Product.objects.get_or_create(
        party=party,
        form_key=key,
        defaults={**asdict(facts), "created_by": actor, "created_at": at},
    )
    if is_new:
        _record(product, party, is_new=True, actor=actor, at=at)
    return product


@transaction.atomic
def change(*, actor: User, product: Product, facts: ProductFacts, at: datetime) -> Product:
    """Change what is known of a product; the same facts again change nothing.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
    """
    party = locked(product.party)
    policies.require_keeper(actor, party.board)
    product = Product.objects.select_for_update().get(pk=product.pk)
    if fill(product, asdict(facts)):
        product.save()
        _record(product, party, is_new=False, actor=actor, at=at)
    return product


@transaction.atomic
def agree_annex(
    *, actor: User, arrangement: Arrangement, product: Product, facts: AnnexFacts, at: datetime
) -> Annex:
    """Write down which data a product gets under an arrangement, as a next version.

    The same annex again makes no new version.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
        NothingAgreedError: no kind of data is chosen, or the arrangement has no annex.
        SpecialDataError: special data or the BSN without a reason of its own.
    Law: AVG 9(1), 28(3); UAVG 46
    """
    party = locked(arrangement.party)
    policies.require_keeper(actor, party.board)
    if product.party_id != party.pk or arrangement.kind in rules.WITHOUT_ANNEX or not facts.rows:
        raise NothingAgreedError
    if any(row.category in rules.NEEDS_REASON and not row.purpose for row in facts.rows):
        raise SpecialDataError
    now = Annex.objects.filter(arrangement=arrangement, product=product).current().first()
    if now is not None and _facts_of(now) == facts:
        return now
    return _agree(arrangement, product, facts, actor=actor, at=at)


def carry_over(old: Arrangement, new: Arrangement, *, actor: User, at: datetime) -> None:
    """Take what each product gets along to the next version of an arrangement."""
    for annex in Annex.objects.filter(arrangement=old).current().select_related("product"):
        _agree(new, annex.product, _facts_of(annex), actor=actor, at=at)


def _agree(
    arrangement: Arrangement, product: Product, facts: AnnexFacts, *, actor: User, at: datetime
) -> Annex:
    annexes = Annex.objects.filter(arrangement=arrangement, product=product)
    made = Annex.objects.create(
        party_id=arrangement.party_id,
        arrangement=arrangement,
        product=product,
        version=annexes.count() + 1,
        purpose=facts.purpose,
        kept=facts.kept,
        created_by=actor,
        created_at=at,
    )
    AnnexRow.objects.bulk_create(AnnexRow(annex=made, **asdict(row)) for row in facts.rows)
    event = AnnexAgreed(
        party=str(product.party.public_id),
        arrangement=str(arrangement.public_id),
        product=str(product.public_id),
        version=made.version,
        categories=[row.category for row in facts.rows],
    )
    record(event, actor=actor, at=at)
    return made


def _facts_of(annex: Annex) -> AnnexFacts:
    names = tuple(RowFacts.__dataclass_fields__)
    rows = annex.rows.order_by("category").values(*names)
    return AnnexFacts(annex.purpose, annex.kept, tuple(RowFacts(**row) for row in rows))


def _record(product: Product, party: Party, *, is_new: bool, actor: User, at: datetime) -> None:
    event = ProductKept(
        party=str(party.public_id),
        product=str(product.public_id),
        is_new=is_new,
        is_used=product.is_used,
    )
    record(event, actor=actor, at=at)
