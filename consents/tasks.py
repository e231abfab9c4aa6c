"""What happens after somebody chose."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.mail import send_mail
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from consents.models import Receipt
from kernel.database import acting_as

logger = logging.getLogger(__name__)
TIME = {"nl": r"H.i \u\u\r"}


@shared_task(
    name="consents.tell_chooser",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def tell_chooser(*, receipt_id: int, user_id: int) -> None:
    """Write to whoever chose that a choice was kept; never which one, or about whom.

    The worker reads the receipt as the user whose it is. A courtesy: the receipt in the portal
    is the proof. Run twice, it writes twice.
    """
    with acting_as(user_id):
        rows = Receipt.objects.filter(pk=receipt_id, given_to=user_id)
        receipt = rows.select_related("given_to").first()
    if receipt is None or receipt.given_to is None or not receipt.given_to.is_active:
        logger.info("tell_chooser: receipt %d has nobody to tell", receipt_id)
        return
    with translation.override(receipt.given_to.language):
        local = timezone.localtime(receipt.at)
        facts = {
            "day": formats.date_format(local, "j F Y"),
            "time": formats.date_format(local, TIME.get(receipt.given_to.language, "H:i")),
            "number": receipt.number,
        }
        body = (
            _("You made a choice on %(day)s, %(time)s. The number is %(number)s.") % facts,
            _("What you chose is not in this e-mail. Sign in to see it."),
            _("Was this not you? Call the school."),
        )
        subject = _("Your choice has been saved")
        send_mail(subject, "\n\n".join(body), None, [receipt.given_to.email])
