"""What is asked, in which words, what was decided and counts, what was published, who may ask."""

from __future__ import annotations

from consents.models.asking import Purpose, Wording
from consents.models.believing import Religion
from consents.models.campaigning import Campaign, CampaignMessage, Confirmation
from consents.models.choosing import Decision, Receipt
from consents.models.clients import Client
from consents.models.designing import DesignReview
from consents.models.entering import Evidence
from consents.models.inquiring import Inquiry
from consents.models.keeping import KeptAnswer
from consents.models.objecting import Objection
from consents.models.publishing import Appearance, Publication, TakeDown
from consents.models.remembering import AlumniLetter, Alumnus
from consents.models.webhooks import Delivery, Webhook

__all__ = [
    "AlumniLetter",
    "Alumnus",
    "Appearance",
    "Campaign",
    "CampaignMessage",
    "Client",
    "Confirmation",
    "Decision",
    "Delivery",
    "DesignReview",
    "Evidence",
    "Inquiry",
    "KeptAnswer",
    "Objection",
    "Publication",
    "Purpose",
    "Receipt",
    "Religion",
    "TakeDown",
    "Webhook",
    "Wording",
]
