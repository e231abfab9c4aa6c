"""The e-mail of a campaign: that the school asks something, and nothing of what or about whom.

Written down before it is sent, and as sent in the transaction of the sending: an e-mail that a
crash sends twice has the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from access.letters import closing
from consents.choices import MessageState, MessageWay
from consents.models import CampaignMessage
from kernel.database import acting_for_school
from kernel.letters import each_by_itself, letter

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from accounts.models import User
    from consents.models import Campaign


def send_waiting(campaign: Campaign, *, at: datetime) -> int:
    """Send what waits to go by e-mail; return how many e-mails that were.

    Raises:
        OSError: some did not go, and wait on. A mailbox that refuses holds up nobody else.
    """
    with acting_for_school(campaign.school_id):
        rows = CampaignMessage.objects.filter(campaign=campaign, way=MessageWay.EMAIL).waiting()
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return each_by_itself(partial(_send, campaign, key, at=at) for key in keys)


def _send(campaign: Campaign, key: int, *, at: datetime) -> bool:
    with acting_for_school(campaign.school_id):
        rows = CampaignMessage.objects.filter(pk=key).waiting()
        locked = rows.select_for_update(of=("self",), skip_locked=True)
        message = locked.select_related("guardian__user", "student__user", "school").first()
        person = (message.guardian or message.student) if message else None
        if message is None or person is None or person.user is None or not person.user.is_active:
            return False
        message.state, message.done_at = MessageState.SENT, at
        message.save(update_fields=["state", "done_at"])
        _letter(message, person.user).send()
        return True


def _letter(message: CampaignMessage, to: User) -> EmailMessage:
    school = message.school
    with translation.override(to.language):
        facts = {"school": school.name}
        lines = [
            _("%(school)s has a question for you.") % facts,
            _("Sign in to read it and to answer:"),
            *closing(school),
        ]
        subject = _("%(school)s has a question for you") % facts
    return letter(subject, lines, to=to.email, mark=("campaign", message.public_id))
