"""What is asked, in which words, what was decided, and what counts."""

from __future__ import annotations

from consents.models.asking import Purpose, Wording
from consents.models.choosing import Decision, Receipt
from consents.models.entering import Evidence
from consents.models.keeping import KeptAnswer
from consents.models.objecting import Objection

__all__ = ["Decision", "Evidence", "KeptAnswer", "Objection", "Purpose", "Receipt", "Wording"]
