"""What happens after somebody chose, and what keeps answers ready."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from consents.alumni import mail as alumni
from consents.campaigns import mail
from consents.designs import mail as designs
from consents.models import Campaign, Inquiry, Receipt
from consents.pictures import alerts
from consents.services import (
    check_answers,
    erase_religions,
    find_take_downs,
    keep_answers,
    plan_messages,
    review_designs,
    settle_alumni,
    write_deliveries,
)
from consents.webhooks import sending
from consents.webhooks.alerts import tell_officers
from kernel import words
from kernel.database import acting_as
from kernel.dates import day_of, is_waking
from kernel.jobs import enqueue
from schools.models import Board, School

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)


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
    receipt, user = _to_tell(receipt_id, user_id)
    if receipt is None or user is None:
        return
    with translation.override(user.language):
        facts = {
            "day": words.day(day_of(receipt.at)),
            "time": words.clock(receipt.at),
            "number": words.left_to_right(receipt.number),
        }
        body = (
            _("You made a choice on %(day)s, %(time)s. The number is %(number)s.") % facts,
            _("What you chose is not in this e-mail. Sign in to see it."),
            _("Was this not you? Call the school."),
        )
        subject = _("Your choice has been saved")
        send_mail(subject, "\n\n".join(body), None, [user.email])


@shared_task(
    name="consents.tell_signer",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def tell_signer(*, receipt_id: int, user_id: int) -> None:
    """Write to whoever told the school something that it wrote that down; never what.

    As `tell_chooser`: read as the user whose it is, and run twice it writes twice.
    """
    receipt, user = _to_tell(receipt_id, user_id)
    if receipt is None or user is None:
        return
    with translation.override(user.language):
        facts = {
            "day": words.day(day_of(receipt.at)),
            "number": words.left_to_right(receipt.number),
        }
        body = (
            _("On %(day)s the school wrote down a choice for you. The number is %(number)s.")
            % facts,
            _("It came on paper, by telephone or at the desk. What it was is not in this e-mail."),
            _("Sign in to see it: %(address)s") % {"address": settings.PORTAL_URL},
            _("Is it not right? There you can change it yourself. Or call the school."),
        )
        subject = _("The school wrote down a choice for you")
        send_mail(subject, "\n\n".join(body), None, [user.email])


@shared_task(
    name="consents.tell_asked",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def tell_asked(*, inquiry_id: int, user_id: int) -> None:
    """Write to whoever decides that the school asks something about one student; never what.

    Read as the user who decides, as `tell_chooser` does. Who no longer decides gets nothing.
    """
    with acting_as(user_id):
        user = User.objects.filter(pk=user_id, is_active=True).first()
        rows = Inquiry.objects.none() if user is None else Inquiry.objects.for_decider(user)
        is_asked = rows.not_over(timezone.now()).filter(pk=inquiry_id).exists()
    if user is None or not is_asked:
        logger.info("Question %d: there is nobody to tell.", inquiry_id)
        return
    with translation.override(user.language):
        body = (
            _("The school has a question for you."),
            _("What it is about is not in this e-mail. Sign in to read it: %(address)s")
            % {"address": settings.PORTAL_URL},
            _("You may say yes or no. Without your yes nothing happens."),
        )
        send_mail(_("A question of the school"), "\n\n".join(body), None, [user.email])


def _to_tell(receipt_id: int, user_id: int) -> tuple[Receipt | None, User | None]:
    """Return a receipt, and whom it was given to where that person can still sign in."""
    with acting_as(user_id):
        rows = Receipt.objects.filter(pk=receipt_id, given_to=user_id, given_to__is_active=True)
        receipt = rows.select_related("given_to").first()
    if receipt is None:
        logger.info("Receipt %d: there is nobody to tell.", receipt_id)
        return None, None
    return receipt, receipt.given_to


@shared_task(name="consents.keep_answers")
def keep(*, school_id: int) -> None:
    """Work out beforehand what is not kept for a school; then systems are told what turned."""
    keep_answers(school=school_id, at=timezone.now())
    enqueue("consents.tell_systems", school_id=school_id)


@shared_task(name="consents.check_answers")
def check(*, school_id: int) -> None:
    """Compare what is kept for a school with the rule, and then keep what was not right."""
    wrong = check_answers(school=school_id)
    if wrong:
        logger.error("check_answers: %d answers of school %d were not right", wrong, school_id)
    keep_answers(school=school_id, at=timezone.now())


@shared_task(name="consents.sweep")
def sweep() -> None:
    """Ring for each school: what changed by an import, or whose ring was lost, is found."""
    for school_id in School.objects.values_list("pk", flat=True):
        enqueue("consents.keep_answers", school_id=school_id)


@shared_task(name="consents.check_all")
def check_all() -> None:
    """Ring for the check of each school."""
    for school_id in School.objects.values_list("pk", flat=True):
        enqueue("consents.check_answers", school_id=school_id)


@shared_task(
    name="consents.tell_systems",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def tell_systems(*, school_id: int) -> None:
    """Write down what systems of a school are to be told, and ring for each message that is due.

    An address that was given up is told to the privacy officers.
    """
    at = timezone.now()
    write_deliveries(school=school_id, at=at)
    for key in sending.due(school=school_id, at=at):
        enqueue("consents.deliver", school_id=school_id, delivery_id=key)
    tell_officers(school=school_id, at=at)


@shared_task(name="consents.deliver")
def deliver(*, school_id: int, delivery_id: int) -> None:
    """Try to send a message to a system; ring for what it is to be told next."""
    at = timezone.now()
    for school in sending.send(school=school_id, delivery=delivery_id, at=at):
        enqueue("consents.tell_systems", school_id=school)


@shared_task(name="consents.tell_all")
def tell_all() -> None:
    """Ring for each school: what turned by a birthday, or is to be tried again, is found."""
    for school_id in School.objects.values_list("pk", flat=True):
        enqueue("consents.tell_systems", school_id=school_id)


@shared_task(
    name="consents.take_down",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def take_down(*, school_id: int) -> None:
    """Find what must come down by a birthday, by authority that changed or as somebody left.

    What religion is recorded ends by the same, and is erased. Then remind of what is nearly due,
    and tell of what is late; each is said once.
    """
    at = timezone.now()
    erase_religions(school=school_id, at=at)
    find_take_downs(school=school_id, at=at)
    alerts.tell(school=school_id, at=at)


@shared_task(
    name="consents.keep_alumni",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def keep_alumni(*, school_id: int) -> None:
    """Put on the list who left with a yes, erase what is over, and send what waits."""
    at = timezone.now()
    settle_alumni(school=school_id, at=at)
    alumni.send_waiting(school_id, at=at)


@shared_task(name="consents.keep_all_alumni")
def keep_all_alumni() -> None:
    """Ring for the list of each school, by day: telephones make a sound."""
    if is_waking(timezone.now()):
        for school_id in School.objects.values_list("pk", flat=True):
            enqueue("consents.keep_alumni", school_id=school_id)


@shared_task(name="consents.take_down_all")
def take_down_all() -> None:
    """Ring for what must come down at each school."""
    for school_id in School.objects.values_list("pk", flat=True):
        enqueue("consents.take_down", school_id=school_id)


@shared_task(
    name="consents.run_campaign",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def run_campaign(*, campaign_id: int) -> None:
    """Write down to whom the next message goes, and send what goes by e-mail."""
    at = timezone.now()
    campaign = Campaign.objects.running(at).filter(pk=campaign_id).first()
    if campaign is not None:
        plan_messages(campaign=campaign, at=at)
        mail.send_waiting(campaign, at=at)


@shared_task(name="consents.run_campaigns")
def run_campaigns() -> None:
    """Ring for each campaign, by day: telephones make a sound."""
    ring_campaigns(at=timezone.now())


def ring_campaigns(*, at: datetime) -> None:
    """Ring for what runs at `at`, unless it is night."""
    if is_waking(at):
        for key in Campaign.objects.running(at).values_list("pk", flat=True):
            enqueue("consents.run_campaign", campaign_id=key)


@shared_task(
    name="consents.review_designs",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def review(*, board_id: int) -> None:
    """Look whether more people say yes since the page changed, and tell who watches over it."""
    board = Board.objects.get(pk=board_id)
    at = timezone.now()
    review_designs(board=board, at=at)
    designs.tell(board, at=at)


@shared_task(name="consents.review_all_designs")
def review_all() -> None:
    """Ring for each board."""
    for board_id in Board.objects.values_list("pk", flat=True):
        enqueue("consents.review_designs", board_id=board_id)
