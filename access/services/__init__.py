"""What is done about who has which task."""

from __future__ import annotations

from access.services.accepting import accept, ask_proof, enter, invitation_of, join, prove
from access.services.adoption import adopt
from access.services.emergencies import (
    break_glass,
    read_emergency,
    require_possible,
    review_emergency,
)
from access.services.inviting import Letter, invite, withdraw, write_letters
from access.services.inviting import clean as clean_invitations
from access.services.leaving import end_employment, end_missing, rights_left
from access.services.people import Newcomer, Somebody, account_for
from access.services.proposals import account_of, confirm
from access.services.reviews import end_found, export, keep, open_review, sign
from access.services.secrecy import Promise, appoint, record_secrecy
from access.services.tasks import (
    TaskFacts,
    assign,
    end,
    give,
    schools_of,
    target_of,
)
from access.services.turning import plan_turning

__all__ = [
    "Letter",
    "Newcomer",
    "Promise",
    "Somebody",
    "TaskFacts",
    "accept",
    "account_for",
    "account_of",
    "adopt",
    "appoint",
    "ask_proof",
    "assign",
    "break_glass",
    "clean_invitations",
    "confirm",
    "end",
    "end_employment",
    "end_found",
    "end_missing",
    "enter",
    "export",
    "give",
    "invitation_of",
    "invite",
    "join",
    "keep",
    "open_review",
    "plan_turning",
    "prove",
    "read_emergency",
    "record_secrecy",
    "require_possible",
    "review_emergency",
    "rights_left",
    "schools_of",
    "sign",
    "target_of",
    "withdraw",
    "write_letters",
]
