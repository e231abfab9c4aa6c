"""An e-mail that is once in a mailbox, also where a crash sends it twice.

And e-mails to several people, of whom one with a mailbox that refuses holds up nobody else.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)
DOMAIN = "privacyportal.invalid"  # of no mailbox: it only makes the mark one of ours


def letter(
    subject: str, paragraphs: Iterable[str], *, to: str, mark: Iterable[object]
) -> EmailMessage:
    """Return an e-mail; one with the same parts in its `mark` is shown once by mail programs.

    A mark holds public numbers and a word of our own: it travels in the open.
    """
    number = ".".join(str(part) for part in mark)
    headers = {"Message-ID": f"<{number}@{DOMAIN}>"}
    return EmailMessage(subject, "\n\n".join(paragraphs), to=[to], headers=headers)


def send_each(letters: Iterable[EmailMessage]) -> int:
    """Send e-mails of which one that arrives is enough, each by itself; return how many went.

    Raises:
        OSError: there were some, and none went. It names no mailbox.
    """
    sent = refused = 0
    for one in letters:
        try:
            one.send()
        except OSError:
            refused += 1
        else:
            sent += 1
    if refused:
        logger.warning("%d of %d e-mails did not go.", refused, sent + refused)
    if refused and not sent:
        raise OSError("No e-mail went.")
    return sent


def each_by_itself(acts: Iterable[Callable[[], int]]) -> int:
    """Do all, each in a transaction of its own; return the sum of what they return.

    Raises:
        OSError: of the first that failed, once all were tried.
    """
    done, failed = 0, None
    for act in acts:
        try:
            done += act()
        except OSError as error:
            failed = failed or error
    if failed:
        raise failed
    return done
