"""Let a family read what stands open to it of the own child."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from dossiers import policies
from dossiers.models import Entry
from dossiers.services.recording import record_opened

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from dossiers.policies import GroundedStudent
    from dossiers.rules import Compartment


@dataclass(frozen=True, slots=True)
class OwnEntries:
    """What was written about the own child, or about oneself."""

    student: GroundedStudent
    shown: list[Entry]


def read_as_family(
    *, actor: User, student: UUID, compartment: Compartment, at: datetime
) -> OwnEntries:
    """Return the newest versions of a compartment of the own child, or of oneself.

    No budget: a family has few children.

    Raises:
        NotTheirReaderError: `actor` does not read the compartment of `student` as family.
    Law: AVG 5(2)
    """
    about = policies.require_family_reader(actor, student, compartment, at=at)
    basis = policies.require_basis(about.ground)
    mine = Entry.objects.visible_to(actor, compartment)
    with transaction.atomic(savepoint=False):
        shown = list(mine.filter(student=about).current().newest_first())
        record_opened(compartment, len(shown), basis=basis, actor=actor, student=about, at=at)
    return OwnEntries(about, shown)
