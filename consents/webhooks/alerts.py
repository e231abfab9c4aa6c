"""Tell the privacy officers, once, that messages to a system do not arrive; nothing about what.

Written down as `alerted_at` in the transaction of the sending: an e-mail that a crash sends twice
has the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from consents.models import Webhook
from consents.policies import officers_of
from kernel.database import acting_for_school
from kernel.letters import each_by_itself, letter, send_each
from schools.models import School

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from accounts.models import User

logger = logging.getLogger(__name__)
UNTOLD = Q(failing_since__isnull=False) & (
    Q(alerted_at=None) | Q(alerted_at__lt=F("failing_since"))
)


def tell_officers(*, school: int, at: datetime) -> int:
    """Write to the officers of each school of a system that is not reached; return how many.

    Raises:
        OSError: of one nobody could be told, and it waits on. It holds up no other.
    """
    with acting_for_school(school):
        rows = Webhook.objects.standing().filter(UNTOLD, client__schools__contains=[school])
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return each_by_itself(partial(_tell, school, key, at=at) for key in keys)


def _tell(school: int, key: int, *, at: datetime) -> int:
    with acting_for_school(school):
        rows = Webhook.objects.standing().filter(UNTOLD, pk=key)
        locked = rows.select_for_update(of=("self",), skip_locked=True)
        webhook = locked.with_client().first()
        if webhook is None or webhook.failing_since is None:
            return 0
        letters = [_letter(webhook, to) for to in _officers(webhook, at=at)]
        if not letters:
            logger.warning("Webhook %d: there is nobody to tell.", webhook.pk)
            return 0
        sent = send_each(letters)
        webhook.alerted_at = max(at, webhook.failing_since)  # clocks of workers differ
        webhook.save(update_fields=["alerted_at"])
        return sent


def _officers(webhook: Webhook, *, at: datetime) -> list[User]:
    found: dict[int, User] = {}
    for school in School.objects.filter(pk__in=webhook.client.schools).order_by("pk"):
        with acting_for_school(school.pk):
            found |= {user.pk: user for user in officers_of(school, at=at)}
    return list(found.values())


def _letter(webhook: Webhook, to: User) -> EmailMessage:
    with translation.override(to.language_at_work):
        lines = (
            _("The portal cannot reach a system that it tells of changes about photos."),
            _("Messages are not sent until you let it try again."),
            _("Sign in to see which system it is:"),
            f"{settings.PORTAL_URL}{reverse('consents:clients')}",
        )
        subject = _("A connection does not get through")
    since = f"{webhook.failing_since:%Y%m%d%H%M%S%f}"
    mark = ("webhook", webhook.public_id, since, to.public_id)
    return letter(subject, lines, to=to.email, mark=mark)
