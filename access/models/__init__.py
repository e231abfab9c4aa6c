"""Who has which task for whom, proposals, invitations and messages, emergencies, and reviews."""

from __future__ import annotations

from access.models.emergencies import BreakGlass
from access.models.invitations import Invitation
from access.models.reviews import AccessReview, ReviewFinding
from access.models.tasks import Adoption, Assignment, Confidentiality, Proposal, Right
from access.models.turning import TurningMessage

__all__ = [
    "AccessReview",
    "Adoption",
    "Assignment",
    "BreakGlass",
    "Confidentiality",
    "Invitation",
    "Proposal",
    "ReviewFinding",
    "Right",
    "TurningMessage",
]
