"""What happens with consent: somebody asks, chooses, objects, publishes, takes down."""

from __future__ import annotations

from consents.services.asking import (
    add_purpose,
    approve_translations,
    end_purpose,
    offer_purposes,
    require_kind,
    write_version,
)
from consents.services.believing import (
    erase_religions,
    read_religion,
    record_religion,
    withdraw_religion,
)
from consents.services.campaigning import (
    begin_campaign,
    confirm_choices,
    plan_messages,
    print_letters,
    stop_campaign,
)
from consents.services.choosing import Choice, decide
from consents.services.clients import Scope, add_client, renew_client, revoke_client
from consents.services.designing import close_design_review, review_designs
from consents.services.entering import Told, enter, note_scan_read, signers
from consents.services.inquiring import (
    Sharing,
    answer_inquiry,
    end_inquiry,
    inquire,
    read_inquiry,
)
from consents.services.joining import ask_class, join_alumni
from consents.services.keeping import check_answers, keep_answers
from consents.services.objecting import lift_objection, write_objection
from consents.services.publishing import Work, publish
from consents.services.reading import open_class_list, read_proof
from consents.services.remembering import (
    Call,
    leave_alumni,
    read_alumni,
    settle_alumni,
    stay_on_list,
    take_off,
    write_to_alumni,
)
from consents.services.taking_along import take_list, take_receipt
from consents.services.taking_down import begin_take_downs, find_take_downs, take_down
from consents.services.telling import write_deliveries
from consents.services.webhooks import end_webhook, set_webhook, try_webhook_again

__all__ = [
    "Call",
    "Choice",
    "Scope",
    "Sharing",
    "Told",
    "Work",
    "add_client",
    "add_purpose",
    "answer_inquiry",
    "approve_translations",
    "ask_class",
    "begin_campaign",
    "begin_take_downs",
    "check_answers",
    "close_design_review",
    "confirm_choices",
    "decide",
    "end_inquiry",
    "end_purpose",
    "end_webhook",
    "enter",
    "erase_religions",
    "find_take_downs",
    "inquire",
    "join_alumni",
    "keep_answers",
    "leave_alumni",
    "lift_objection",
    "note_scan_read",
    "offer_purposes",
    "open_class_list",
    "plan_messages",
    "print_letters",
    "publish",
    "read_alumni",
    "read_inquiry",
    "read_proof",
    "read_religion",
    "record_religion",
    "renew_client",
    "require_kind",
    "review_designs",
    "revoke_client",
    "set_webhook",
    "settle_alumni",
    "signers",
    "stay_on_list",
    "stop_campaign",
    "take_down",
    "take_list",
    "take_off",
    "take_receipt",
    "try_webhook_again",
    "withdraw_religion",
    "write_deliveries",
    "write_objection",
    "write_to_alumni",
    "write_version",
]
