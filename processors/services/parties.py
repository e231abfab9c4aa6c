"""Keep parties and their sub-processors."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from kernel.dates import day_of
from processors import policies, rules
from processors.choices import Decision
from processors.errors import TransferNotArrangedError
from processors.events import PartyKept, SubProcessorKept
from processors.models import Party, SubProcessor

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from schools.models import Board


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is known of a party."""

    name: str
    explanation: str = ""
    kvk: str = ""
    country: str = "NL"
    website: str = ""
    privacy_contact: str = ""
    breach_contact: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SubProcessorFacts:
    """What a party announces of whom it engages."""

    name: str
    announced_on: date
    service: str = ""
    country: str = "NL"
    transfer: str = ""
    objection_until: date | None = None


def locked(party: Party) -> Party:
    """Return the party, for this transaction alone: acts on one party wait for each other."""
    return Party.objects.select_for_update(of=("self",)).select_related("board").get(pk=party.pk)


@transaction.atomic
def add_party(*, actor: User, board: Board, facts: PartyFacts, key: UUID, at: datetime) -> Party:
    """Add a party to the register of a board; the same form sent twice adds one.

    Raises:
        NotYourRegisterError: `actor` does not keep the register of `board`.
    """
    policies.require_keeper(actor, board)
    party, is_new = Party.objects.get_or_create(
        board=board,
        form_key=key,
        defaults={**asdict(facts), "created_by": actor, "created_at": at},
    )
    if is_new:
        record(PartyKept(party=str(party.public_id), is_new=True), actor=actor, at=at)
    return party


@transaction.atomic
def change_party(*, actor: User, party: Party, facts: PartyFacts, at: datetime) -> Party:
    """Change what is known of a party; the same facts again change nothing.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
    """
    party = locked(party)
    policies.require_keeper(actor, party.board)
    if fill(party, asdict(facts)):
        party.save()
        record(PartyKept(party=str(party.public_id), is_new=False), actor=actor, at=at)
    return party


@transaction.atomic
def announce_sub_processor(
    *, actor: User, party: Party, facts: SubProcessorFacts, key: UUID, at: datetime
) -> SubProcessor:
    """Write down that a party engages somebody; the board still has to decide.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
    Law: AVG 28(2)
    """
    party = locked(party)
    policies.require_keeper(actor, party.board)
    sub, is_new = SubProcessor.objects.get_or_create(
        party=party,
        form_key=key,
        defaults={**asdict(facts), "created_by": actor, "created_at": at},
    )
    if is_new:
        _record(sub, party, actor=actor, at=at)
    return sub


@transaction.atomic
def decide_sub_processor(
    *, actor: User, sub: SubProcessor, decision: Decision, transfer: str = "", at: datetime
) -> SubProcessor:
    """Accept a sub-processor, or object to it; the same decision again changes nothing.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
        TransferNotArrangedError: it lies outside the EEA and nothing arranges the transfer.
    Law: AVG 28(2), 44
    """
    party = locked(sub.party)
    policies.require_keeper(actor, party.board)
    sub = SubProcessor.objects.select_for_update().get(pk=sub.pk)
    rests_on = transfer or sub.transfer
    if decision == Decision.ACCEPTED and rules.is_outside_eea(sub.country) and not rests_on:
        raise TransferNotArrangedError
    if fill(sub, {"decision": decision.value, "transfer": rests_on}):
        sub.decided_on = None if decision == Decision.OPEN else day_of(at)
        sub.save()
        _record(sub, party, actor=actor, at=at)
    return sub


def fill(row: object, values: dict[str, object]) -> bool:
    """Put `values` into `row`; tell whether that changed anything."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)


def _record(sub: SubProcessor, party: Party, *, actor: User, at: datetime) -> None:
    event = SubProcessorKept(
        party=str(party.public_id), sub_processor=str(sub.public_id), decision=sub.decision
    )
    record(event, actor=actor, at=at)
