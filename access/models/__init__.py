"""Who has which task for whom, what the administration proposes, and who looked it all over."""

from __future__ import annotations

from access.models.reviews import AccessReview, ReviewFinding
from access.models.tasks import Adoption, Assignment, Confidentiality, Proposal, Right

__all__ = [
    "AccessReview",
    "Adoption",
    "Assignment",
    "Confidentiality",
    "Proposal",
    "ReviewFinding",
    "Right",
]
