"""Who has which task for whom, what is proposed, emergencies, and who looked it all over."""

from __future__ import annotations

from access.models.emergencies import BreakGlass
from access.models.reviews import AccessReview, ReviewFinding
from access.models.tasks import Adoption, Assignment, Confidentiality, Proposal, Right

__all__ = [
    "AccessReview",
    "Adoption",
    "Assignment",
    "BreakGlass",
    "Confidentiality",
    "Proposal",
    "ReviewFinding",
    "Right",
]
